"""The cohorts one may see."""

from __future__ import annotations

from courses.models import Cohort
from courses.services import facilitators
from tests.conftest import Cast
from tests.courses.asking import address, as_user, queries, status
from tests.factories.courses import make_cohort, make_enrolment, make_version
from tests.factories.people import make_user


def shown(user: object) -> set[Cohort]:
    rows = as_user(user).get(address("cohort_list")).context["rows"]  # type: ignore[arg-type]
    return {cohort for cohort, _now in rows}


def test_who_sees_which(cast: Cast, cohort: Cohort) -> None:
    other = make_cohort(actor=cast.coordinator, version=cohort.version)
    facilitators.add_facilitator(actor=cast.coordinator, cohort=cohort, user=cast.facilitator)
    make_enrolment(actor=cast.coordinator, cohort=other, user=make_user(work_unit=cast.unit))
    for user in (cast.admin, cast.coordinator, cast.reviewer):
        assert shown(user) == {cohort, other}
    assert shown(cast.facilitator) == {cohort}
    assert shown(cast.supervisor) == shown(cast.unit_contact) == {other}


def test_denials(cast: Cast, cohort: Cohort) -> None:
    participant = make_enrolment(actor=cast.coordinator, cohort=cohort).user
    assert status(None, "get", address("cohort_list")) == 401
    assert status(cast.outsider, "get", address("cohort_list")) == 403
    assert status(participant, "get", address("cohort_list")) == 403
    assert status(cast.coordinator, "post", address("cohort_list")) == 405


def test_only_organisers_are_offered_to_plan(cast: Cast) -> None:
    assert address("cohort_add") in as_user(cast.coordinator).get(address("cohort_list")).text
    assert address("cohort_add") not in as_user(cast.reviewer).get(address("cohort_list")).text


def test_the_same_queries_for_one_and_three(cast: Cast) -> None:
    version, client = make_version(actor=cast.admin), as_user(cast.coordinator)
    counts = set()
    for _ in range(3):
        cohort = make_cohort(actor=cast.coordinator, version=version)
        facilitators.add_facilitator(actor=cast.coordinator, cohort=cohort, user=cast.facilitator)
        make_enrolment(actor=cast.coordinator, cohort=cohort)
        counts.add(queries(client, address("cohort_list")))
    assert counts == {7}
