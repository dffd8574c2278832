"""A cohort's people, one enrolment, and the steps it takes."""

from __future__ import annotations

import pytest

from courses.enums import EnrolmentState
from courses.models import Cohort, Enrolment
from courses.services import enrolments, facilitators, learning
from lms.people.models import Invitation
from tests.conftest import Cast
from tests.courses.asking import address, as_user, queries, status
from tests.factories.courses import day, learner_of, make_cohort, make_enrolment, outline
from tests.factories.people import make_unit, make_user

S = EnrolmentState


def test_shows_states_and_invitations(cast: Cast, cohort: Cohort) -> None:
    make_enrolment(actor=cast.coordinator, cohort=cohort, name="Ratna")
    enrolments.enrol_by_email(
        actor=cast.coordinator, cohort=cohort, email="baru@example.test", name="Baru", work_unit=cast.unit
    )
    page = as_user(cast.coordinator).get(address("cohort_people", cohort.public_id))
    states = {one.user.name: one.invitation_state for one in page.context["page"].object_list}
    assert states["Ratna"] is None
    assert states["Baru"] in {"waiting", "sent"}


def test_filters(cast: Cast, cohort: Cohort) -> None:
    unit = make_unit()
    make_enrolment(actor=cast.coordinator, cohort=cohort, user=make_user(work_unit=unit))
    nominated = make_enrolment(actor=cast.coordinator, cohort=cohort, state=S.NOMINATED)
    client, url = as_user(cast.coordinator), address("cohort_people", cohort.public_id)
    assert [one.pk for one in client.get(url, {"state": "nominated"}).context["page"].object_list] == [nominated.pk]
    assert [one.work_unit for one in client.get(url, {"unit": unit.pk}).context["page"].object_list] == [unit]


def test_facilitators_look_and_do_not_decide(cast: Cast, cohort: Cohort) -> None:
    facilitators.add_facilitator(actor=cast.coordinator, cohort=cohort, user=cast.facilitator)
    nominated = make_enrolment(actor=cast.coordinator, cohort=cohort, state=S.NOMINATED)
    page = as_user(cast.facilitator).get(address("cohort_people", cohort.public_id))
    assert page.status_code == 200
    assert address("enrolment_accept", nominated.public_id) not in page.text
    for name in ("enrolment_accept", "enrolment_decline", "enrolment_withdraw"):
        assert status(cast.facilitator, "post", address(name, nominated.public_id)) == 403
    assert status(cast.facilitator, "post", address("enrolment_add", cohort.public_id)) == 403


def test_denials(cast: Cast, cohort: Cohort) -> None:
    participant = make_enrolment(actor=cast.coordinator, cohort=cohort, user=make_user(work_unit=cast.unit)).user
    for name in ("cohort_people", "enrolment_add"):
        url = address(name, cohort.public_id)
        assert status(None, "get", url) == 401
        assert status(cast.outsider, "get", url) == 403
        assert status(participant, "get", url) == 403
        assert status(cast.supervisor, "get", url) == 403
        assert status(cast.reviewer, "get", url) == 403
        assert status(cast.facilitator, "get", url) == 404
    assert status(cast.coordinator, "post", address("cohort_people", cohort.public_id)) == 405


def test_the_same_queries_for_one_three_and_thirty(cast: Cast) -> None:
    client = as_user(cast.coordinator)
    counts = set()
    for people in (1, 3, 30):
        cohort = make_cohort(actor=cast.coordinator, capacity=40)
        users = [make_user(work_unit=cast.unit) for _ in range(people)]
        enrolments.nominate_many(actor=cast.coordinator, cohort=cohort, users=users)
        url = address("cohort_people", cohort.public_id)
        counts.add(queries(client, url))
    assert counts == {9}


@pytest.mark.parametrize(
    ("capacity", "data", "state", "invited"),
    [
        (2, {"email": "baru@example.test", "name": "Baru"}, S.ACCEPTED, True),
        (1, {"email": "baru@example.test", "name": "Baru"}, S.WAITLISTED, False),
        (2, {"email": "ADA@example.test"}, S.ACCEPTED, False),
        (1, {"email": "ada@example.test"}, S.WAITLISTED, False),
    ],
)
def test_adding_one_by_one(cast: Cast, capacity: int, data: dict[str, str], state: S, invited: bool) -> None:
    make_user(email="ada@example.test")
    cohort = make_cohort(actor=cast.coordinator, capacity=capacity)
    make_enrolment(actor=cast.coordinator, cohort=cohort)
    url = address("enrolment_add", cohort.public_id)
    assert status(cast.coordinator, "post", url, **data, work_unit=cast.unit.pk) == 302
    enrolment = Enrolment.objects.get(user__email=data["email"].lower())
    assert enrolment.state == state
    assert Invitation.objects.filter(user=enrolment.user).exists() is invited


@pytest.mark.parametrize("data", [{"email": "bukan"}, {"email": "baru@example.test"}, {}])
def test_adding_refused_keeps_what_was_typed(cast: Cast, cohort: Cohort, data: dict[str, str]) -> None:
    response = as_user(cast.coordinator).post(address("enrolment_add", cohort.public_id), {**data, "name": "Wayan"})
    assert response.status_code == 422
    assert "Wayan" in response.text
    assert not Enrolment.objects.exists()


def test_accepting_declining_withdrawing(cast: Cast, cohort: Cohort) -> None:
    one, other = (make_enrolment(actor=cast.coordinator, cohort=cohort, state=S.NOMINATED) for _ in range(2))
    assert status(cast.coordinator, "get", address("enrolment_accept", one.public_id)) == 405
    assert status(cast.coordinator, "post", address("enrolment_accept", one.public_id)) == 302
    assert status(cast.coordinator, "post", address("enrolment_accept", one.public_id)) == 302
    assert status(cast.coordinator, "post", address("enrolment_withdraw", one.public_id)) == 422
    assert status(cast.coordinator, "post", address("enrolment_withdraw", one.public_id), reason="Pindah") == 302
    assert status(cast.coordinator, "post", address("enrolment_withdraw", one.public_id), reason="Lagi") == 422
    assert status(cast.coordinator, "get", address("enrolment_decline", other.public_id)) == 200
    assert status(cast.coordinator, "post", address("enrolment_decline", other.public_id), reason="Penuh") == 302
    assert {row.state for row in Enrolment.objects.all()} == {S.WITHDRAWN, S.DECLINED}


def test_steps_are_for_organisers(cast: Cast, cohort: Cohort) -> None:
    enrolment = make_enrolment(actor=cast.coordinator, cohort=cohort, user=make_user(work_unit=cast.unit))
    for name in ("enrolment_accept", "enrolment_decline", "enrolment_withdraw"):
        url = address(name, enrolment.public_id)
        assert status(None, "post", url) == 401
        assert status(cast.outsider, "post", url) == 404
        assert status(cast.reviewer, "post", url) == 404
        assert status(cast.supervisor, "post", url) == 403
        assert status(enrolment.user, "post", url) == 403


def test_taking_up_is_for_the_person_alone(cast: Cast, cohort: Cohort) -> None:
    enrolment = make_enrolment(
        actor=cast.coordinator, cohort=cohort, user=make_user(work_unit=cast.unit), state=S.ACCEPTED
    )
    url = address("enrolment_take_up", enrolment.public_id)
    assert status(None, "post", url) == 401
    assert status(cast.coordinator, "post", url) == 403
    assert status(cast.supervisor, "post", url) == 403
    assert status(cast.outsider, "post", url) == 404
    assert status(enrolment.user, "get", url) == 405
    response = as_user(enrolment.user).post(url)
    assert response["Location"] == address("learn_contents", cohort.public_id)
    enrolment.refresh_from_db()
    assert enrolment.state == S.ACTIVE


def test_taking_up_what_was_withdrawn_is_refused_in_words(cast: Cast, cohort: Cohort) -> None:
    enrolment = make_enrolment(actor=cast.coordinator, cohort=cohort, state=S.WITHDRAWN)
    page = as_user(enrolment.user).post(address("enrolment_take_up", enrolment.public_id), follow=True)
    assert page.redirect_chain[0][0] == "/dashboard/"
    enrolment.refresh_from_db()
    assert enrolment.state == S.WITHDRAWN


def test_one_enrolment_shows_jp_evidence_and_history(cast: Cast, cohort: Cohort) -> None:
    enrolment = make_enrolment(actor=cast.coordinator, cohort=cohort, user=make_user(work_unit=cast.unit))
    lesson = outline(cohort).lessons[0]
    learning.mark_done(actor=enrolment.user, learner=learner_of(enrolment), lesson=lesson)
    url = address("enrolment_detail", enrolment.public_id)
    for user in (cast.coordinator, cast.admin, cast.supervisor, cast.unit_contact, enrolment.user):
        page = as_user(user).get(url)
        assert [entry.subject.code for entry in page.context["entries"]] == ["LKP-1.1"]
        assert lesson.digest[:8] in page.text
    for user in (cast.reviewer, cast.facilitator, cast.outsider):
        assert status(user, "get", url) == 404
    assert status(None, "get", url) == 401
    assert status(cast.coordinator, "post", url) == 405


def test_one_enrolment_costs_the_same_however_much_was_done(cast: Cast) -> None:
    client = as_user(cast.coordinator)
    counts = set()
    for lessons in (1, 3):
        cohort = make_cohort(actor=cast.coordinator)
        enrolment = make_enrolment(actor=cast.coordinator, cohort=cohort)
        learning.mark_done_many(
            cohort=cohort, work={enrolment: [(one, day(1)) for one in outline(cohort).lessons[:lessons]]}
        )
        url = address("enrolment_detail", enrolment.public_id)
        counts.add(queries(client, url))
    assert counts == {14}
