"""A unit sends its letter with nominees; the organiser sees them with it and decides."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from courses.enums import EnrolmentState
from courses.models import Cohort, Enrolment, Nomination, NominationCall
from lms.people import clock
from tests.conftest import Cast
from tests.courses.asking import address, as_user, queries, status
from tests.factories.courses import make_cohort, make_enrolment
from tests.factories.files import paper
from tests.factories.nominations import make_call, make_nomination
from tests.factories.people import make_unit, make_user

S = EnrolmentState


def typed(**fields: Any) -> dict[str, Any]:
    """What a contact sends; `file` and people are said by the test."""
    return {"letter_number": "ST-1/2026", "letter_date": "20/07/2026", "key": "kunci", "rows": "2", **fields}


def letter() -> SimpleUploadedFile:
    return SimpleUploadedFile("surat-tugas.pdf", paper(), "application/pdf")


def test_a_unit_sends_its_letter_once(cast: Cast, cohort: Cohort) -> None:
    make_call(actor=cast.coordinator, cohort=cohort)
    known = make_user(work_unit=cast.unit)
    client, url = as_user(cast.unit_contact), address("nomination_add", cohort.public_id)
    assert client.get(url).status_code == 200
    new = {"new1_name": "Wayan", "new1_email": "wayan@example.test"}
    for _turn in range(2):
        answer = client.post(url, typed(users=[known.public_id], file=letter(), **new))
        # Sent again with the same key it leads to the same letter.
        assert answer["Location"] == Nomination.objects.get().get_absolute_url()
    nomination = Nomination.objects.get()
    assert nomination.letter is not None
    assert {one.enrolment.user.email for one in nomination.nominees.all()} == {known.email, "wayan@example.test"}
    page = client.get(nomination.get_absolute_url())
    assert "wayan" in page.text.lower()
    assert status(cast.supervisor, "get", nomination.get_absolute_url()) == 200


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"letter_number": ""}, "letter_number"),
        ({"letter_date": "2026-13-01"}, "letter_date"),
        ({"new1_name": "Wayan"}, "new1_email"),
        ({"new1_name": "Wayan", "new1_email": "x"}, "new1_email"),
        ({"rows": "x"}, "__all__"),
    ],
)
def test_bad_input_comes_back_and_the_letter_is_kept(
    cast: Cast, cohort: Cohort, fields: dict[str, str], wrong: str
) -> None:
    make_call(actor=cast.coordinator, cohort=cohort)
    url, client = address("nomination_add", cohort.public_id), as_user(cast.unit_contact)
    answer = client.post(url, typed(file=letter(), **fields))
    assert answer.status_code == 422
    assert wrong in answer.context["form"].errors
    assert answer.context["kept"].owner == cast.unit_contact
    assert not Nomination.objects.exists()


def test_without_a_letter_or_with_a_stranger_nothing_is_sent(cast: Cast, cohort: Cohort) -> None:
    make_call(actor=cast.coordinator, cohort=cohort)
    mine, stranger = make_user(work_unit=cast.unit), make_user(work_unit=make_unit())
    url, client = address("nomination_add", cohort.public_id), as_user(cast.unit_contact)
    assert client.post(url, typed(users=[mine.public_id])).status_code == 422
    assert client.post(url, typed(users=[stranger.public_id], file=letter())).status_code == 422
    answer = client.post(url, typed(new1_name="X", new1_email=stranger.email, file=letter()))
    assert answer.status_code == 422
    assert stranger.name not in answer.text
    assert not Enrolment.objects.exists()


def test_a_letter_of_somebody_else_is_not_taken_for_the_own(cast: Cast, cohort: Cohort) -> None:
    from tests.factories.nominations import make_letter

    make_call(actor=cast.coordinator, cohort=cohort)
    mine = make_user(work_unit=cast.unit)
    kept = make_letter(cast.coordinator).public_id
    url = address("nomination_add", cohort.public_id)
    assert as_user(cast.unit_contact).post(url, typed(users=[mine.public_id], kept=kept)).status_code == 422


def test_who_may_not_nominate_or_read_a_letter(cast: Cast, cohort: Cohort) -> None:
    url = address("nomination_add", cohort.public_id)
    assert status(cast.unit_contact, "get", url) == 404
    make_call(actor=cast.coordinator, cohort=cohort)
    assert [status(user, "get", url) for user in (None, cast.outsider, cast.supervisor)] == [401, 403, 403]
    other = make_unit()
    theirs = make_nomination(actor=cast.coordinator, cohort=cohort, unit=other, users=[make_user(work_unit=other)])
    assert status(cast.unit_contact, "get", theirs.get_absolute_url()) == 404
    assert theirs.letter_number not in as_user(cast.unit_contact).get(address("nomination_list")).text


def test_the_organiser_accepts_the_chosen_then_all(cast: Cast) -> None:
    cohort = make_cohort(actor=cast.coordinator, capacity=2)
    make_call(actor=cast.coordinator, cohort=cohort)
    users = [make_user(work_unit=cast.unit) for _ in range(3)]
    make_nomination(actor=cast.unit_contact, cohort=cohort, unit=cast.unit, users=users)
    first, *_others = Enrolment.objects.order_by("id")
    url, client = address("nominations_accept", cohort.public_id), as_user(cast.coordinator)
    assert client.post(url).status_code == 302
    assert not Enrolment.objects.exclude(state=S.NOMINATED).exists()
    client.post(url, {"one": [first.public_id]})
    assert [one.state for one in Enrolment.objects.order_by("id")] == [S.ACCEPTED, S.NOMINATED, S.NOMINATED]
    client.post(url, {"all": "1"})
    assert [one.state for one in Enrolment.objects.order_by("id")] == [S.ACCEPTED, S.ACCEPTED, S.WAITLISTED]
    assert status(cast.unit_contact, "post", url) == 403
    assert status(cast.coordinator, "get", url) == 405


def test_the_call_is_changed_and_two_organisers_notice_each_other(cast: Cast, cohort: Cohort) -> None:
    url, client = address("cohort_call", cohort.public_id), as_user(cast.coordinator)
    sent = {"until": f"{clock.today()}", f"quota_{cast.unit.pk}": "3", "seen": "0"}
    assert client.post(url, sent).status_code == 302
    assert client.post(url, sent).status_code == 422
    assert client.post(url, {**sent, "seen": "1", "until": "x"}).status_code == 422
    assert NominationCall.objects.get().number == 1
    assert [row.seats for row in cohort.quotas.all()] == [3]


@pytest.mark.parametrize("name", ["cohort_nominations", "nomination_list"])
def test_the_lists_cost_the_same_for_one_and_for_three(cast: Cast, name: str) -> None:
    counts = set()
    reader = cast.coordinator if name == "cohort_nominations" else cast.unit_contact
    client = as_user(reader)
    for many in (1, 3):
        cohort = make_cohort(actor=cast.coordinator)
        make_call(actor=cast.coordinator, cohort=cohort)
        for _turn in range(many):
            user = make_user(work_unit=cast.unit)
            make_nomination(actor=cast.unit_contact, cohort=cohort, unit=cast.unit, users=[user])
        url = address(name, cohort.public_id) if name == "cohort_nominations" else address(name)
        counts.add(queries(client, url))
    assert len(counts) == 1


def test_a_question_is_asked_and_answered(cast: Cast, cohort: Cohort) -> None:
    user = make_user(work_unit=cast.unit)
    enrolment = make_enrolment(actor=cast.coordinator, cohort=cohort, user=user, state=S.NOMINATED)
    ask, answer = (address(name, enrolment.public_id) for name in ("enrolment_ask", "enrolment_answer"))
    assert status(cast.unit_contact, "get", answer) == 404
    assert as_user(cast.coordinator).post(ask, {"text": ""}).status_code == 422
    assert as_user(cast.coordinator).post(ask, {"text": "Mana suratnya?"}).status_code == 302
    assert as_user(cast.coordinator).post(ask, {"text": "Lagi?"}).status_code == 422
    assert [status(one, "get", answer) for one in (cast.supervisor, cast.outsider)] == [403, 404]
    client = as_user(cast.unit_contact)
    assert client.post(answer, {"text": ""}).status_code == 422
    assert client.post(answer, {"text": "Terlampir.", "file": letter()}).status_code == 302
    assert client.post(answer, {"text": "Lagi."}).status_code == 302
    question = enrolment.questions.get()
    assert (question.answer, question.file is not None) == ("Terlampir.", True)
