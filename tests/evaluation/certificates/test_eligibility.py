"""Who is due a certificate, and every reason why not."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from courses.enums import EnrolmentState
from courses.models import Cohort
from lms.evaluation.enums import EvaluationState
from lms.evaluation.models import Certificate, EvaluationEvent, Objection, ParticipantEvaluation
from lms.evaluation.queries.eligibility import (
    Eligibility,
    Standing,
    candidates,
    eligibility_of,
    fingerprint,
    ready_of,
    still_due,
)
from lms.evaluation.queries.outcomes import Outcome
from lms.evaluation.services.certificates import issue_cohort, revoke
from lms.people import clock
from lms.people.errors import Refusal
from tests.conftest import Cast
from tests.factories.courses import make_enrolment
from tests.factories.graduates import complete, issue_now, make_graduate, make_result, make_signatory

pytestmark = pytest.mark.django_db


def standing_of(cohort: Cohort) -> Eligibility:
    return eligibility_of(cohort)[0]


def test_who_has_completed_with_a_released_result_is_due_one(cast: Cast, cohort: Cohort) -> None:
    make_graduate(actor=cast.coordinator, cohort=cohort, work_unit=cast.unit)
    with clock.at(clock.now() + timedelta(days=8)):
        one = standing_of(cohort)
    assert (one.standing, one.reasons, one.remarks) == (Standing.READY, (), ())


@pytest.mark.parametrize(
    ("result", "says"),
    [
        ({"state": EvaluationState.LOCKED}, "belum"),
        ({"passed": False, "score": "54.50"}, "54,50"),
        ({"passed": None, "score": None}, "tidak menghasilkan nilai"),
    ],
)
def test_each_state_of_the_result_is_a_reason(cast: Cast, cohort: Cohort, result: dict[str, object], says: str) -> None:
    make_result(make_graduate(actor=cast.coordinator, cohort=cohort), actor=cast.coordinator, **result)  # type: ignore[arg-type]
    one = standing_of(cohort)
    assert one.standing == Standing.WAITS
    assert len(one.reasons) == 1
    assert says in one.reasons[0].lower()


def test_who_still_takes_part_without_a_result_is_told_both(cast: Cast, cohort: Cohort) -> None:
    make_enrolment(actor=cast.coordinator, cohort=cohort)
    assert len(standing_of(cohort).reasons) == 2


def test_who_did_not_complete_is_told_why(cast: Cast, cohort: Cohort) -> None:
    enrolment = make_enrolment(actor=cast.coordinator, cohort=cohort)
    complete(enrolment, actor=cast.coordinator, to=EnrolmentState.NOT_COMPLETED, reason="Kehadiran 60%")
    assert "Kehadiran 60%" in standing_of(cohort).reasons[0]


def test_a_missing_part_is_named(cast: Cast, cohort: Cohort) -> None:
    graduate = make_graduate(actor=cast.coordinator, cohort=cohort)
    missing = Outcome(graduate.pk, None, "", None, ("Tes akhir", "LHPK"), True)
    assert "Tes akhir, LHPK" in still_due(graduate, missing)[0]
    whole = Outcome(graduate.pk, Decimal("70.00"), "Memuaskan", True, (), True)
    assert still_due(graduate, whole) == ()


def test_an_objection_that_waits_stands_in_the_way_and_the_window_is_said(cast: Cast, cohort: Cohort) -> None:
    graduate = make_graduate(actor=cast.coordinator, cohort=cohort, work_unit=cast.unit)
    (remark,) = standing_of(cohort).remarks
    assert "12 Agustus 2026" in remark
    evaluation = ParticipantEvaluation.objects.get(enrolment=graduate)
    release = EvaluationEvent.objects.create(
        evaluation=evaluation, step="released", actor=cast.coordinator, facts=evaluation.facts, at=clock.now()
    )
    objection = Objection.objects.create(evaluation=evaluation, release=release, text="Nilai keliru")
    with clock.at(clock.now() + timedelta(days=30)):
        one = standing_of(cohort)
        assert (one.standing, len(one.reasons)) == (Standing.WAITS, 1)
        assert "keberatan" in one.reasons[0].lower()
        make_signatory(cast.coordinator)
        with pytest.raises(Refusal):
            issue_cohort(actor=cast.coordinator, cohort=cohort)
        Objection.objects.filter(pk=objection.pk).update(
            verdict="rejected", answer="Sudah sesuai", answered_at=clock.now(), answered_by=cast.coordinator
        )
        assert standing_of(cohort).remarks == ()
        assert standing_of(cohort).standing == Standing.READY


def test_what_the_paper_will_lack_is_said_and_stands_in_nobodys_way(cast: Cast, cohort: Cohort) -> None:
    make_graduate(actor=cast.coordinator, cohort=cohort, birth_place="", position="")
    with clock.at(clock.now() + timedelta(days=8)):
        one = standing_of(cohort)
    assert one.standing == Standing.READY
    assert len(one.remarks) == 3


def test_who_has_one_is_issued_and_whose_was_revoked_is_not_due_again(cast: Cast, cohort: Cohort) -> None:
    make_graduate(actor=cast.coordinator, cohort=cohort)
    issue_now(actor=cast.coordinator, cohort=cohort)
    assert standing_of(cohort).standing == Standing.ISSUED
    revoke(actor=cast.coordinator, certificate=Certificate.objects.get(), cause="mistake", reason="Salah orang")
    assert standing_of(cohort).standing == Standing.REVOKED
    assert ready_of(cohort) == []


def test_the_fingerprint_follows_the_list_and_the_scores(cast: Cast, cohort: Cohort) -> None:
    graduate = make_graduate(actor=cast.coordinator, cohort=cohort)
    before = fingerprint(ready_of(cohort))
    assert fingerprint(ready_of(cohort)) == before
    make_result(graduate, actor=cast.coordinator, score="86.00")
    assert fingerprint(ready_of(cohort)) != before


def test_as_many_queries_for_three_as_for_one(cast: Cast, cohort: Cohort) -> None:
    make_graduate(actor=cast.coordinator, cohort=cohort)
    counts = []
    for _round in range(2):
        with CaptureQueriesContext(connection) as asked:
            list(eligibility_of(cohort))
        counts.append(len(asked))
        for _one in range(2):
            make_graduate(actor=cast.coordinator, cohort=cohort)
    assert counts[0] == counts[1]
    assert candidates(cohort).count() == 5
