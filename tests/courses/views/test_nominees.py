"""One nominee: asked about, answered, replaced, moved."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from courses.enums import EnrolmentState
from courses.models import Cohort, Enrolment, NomineeQuestion, Succession
from courses.services import nominations
from lms.people.models import User
from tests.conftest import Cast
from tests.courses.asking import address, as_user, status
from tests.factories.courses import make_cohort, make_enrolment
from tests.factories.files import paper
from tests.factories.people import make_unit, make_user

S = EnrolmentState


@pytest.fixture
def nominee(cast: Cast, cohort: Cohort) -> Enrolment:
    user = make_user(work_unit=cast.unit, name="Sri Rahayu")
    return make_enrolment(actor=cast.coordinator, cohort=cohort, user=user, state=S.NOMINATED)


def test_a_question_goes_to_the_unit_and_its_answer_back(cast: Cast, nominee: Enrolment) -> None:
    organiser, contact = as_user(cast.coordinator), as_user(cast.unit_contact)
    assert organiser.post(address("enrolment_ask", nominee.public_id), {"text": "Sudah di kios?"}).status_code == 302
    page = address("enrolment_answer", nominee.public_id)
    assert "Sudah di kios?" in contact.get(page).content.decode()
    file = SimpleUploadedFile("bukti.pdf", paper(), "application/pdf")
    assert contact.post(page, {"text": "Sudah.", "file": file}).status_code == 302
    question = NomineeQuestion.objects.get()
    assert (question.answer, question.file.name) == ("Sudah.", "bukti.pdf")  # type: ignore[union-attr]
    assert contact.get(page).status_code == 404
    assert contact.post(page, {"text": "Lagi"}).status_code == 302
    detail = organiser.get(address("enrolment_detail", nominee.public_id)).content.decode()
    assert "Sudah di kios?" in detail
    assert "Sudah." in detail
    assert (
        "Sudah di kios?"
        not in as_user(nominee.user).get(address("enrolment_detail", nominee.public_id)).content.decode()
    )


def test_the_list_offers_to_ask_unless_a_question_is_open(cast: Cast, nominee: Enrolment) -> None:
    organiser, url = as_user(cast.coordinator), address("cohort_nominations", nominee.cohort.public_id)
    ask = address("enrolment_ask", nominee.public_id)
    assert ask in organiser.get(url).text
    question = nominations.ask(actor=cast.coordinator, enrolment=nominee, text="Apa?")
    assert ask not in organiser.get(url).text
    nominations.answer(actor=cast.unit_contact, question=question, text="Ini.")
    assert ask in organiser.get(url).text


@pytest.mark.parametrize(("name", "role"), [("enrolment_ask", "coordinator"), ("enrolment_answer", "unit_contact")])
def test_empty_words_come_back(cast: Cast, nominee: Enrolment, name: str, role: str) -> None:
    if name == "enrolment_answer":
        nominations.ask(actor=cast.coordinator, enrolment=nominee, text="Apa?")
    assert status(getattr(cast, role), "post", address(name, nominee.public_id), text=" ") == 422


def test_a_second_question_is_refused_beside_the_form(cast: Cast, nominee: Enrolment) -> None:
    nominations.ask(actor=cast.coordinator, enrolment=nominee, text="Apa?")
    assert status(cast.coordinator, "post", address("enrolment_ask", nominee.public_id), text="Dan?") == 422


def test_the_contact_replaces_by_a_colleague_or_somebody_new(cast: Cast, nominee: Enrolment) -> None:
    contact, colleague = as_user(cast.unit_contact), make_user(work_unit=cast.unit)
    page = address("enrolment_replace", nominee.public_id)
    answer = contact.post(page, {"user": colleague.public_id, "reason": "Sakit"})
    second = Enrolment.objects.get(user=colleague)
    assert answer["Location"] == address("enrolment_detail", second.public_id)
    new = {"name": "Baru", "email": "baru@example.test", "reason": "Cuti"}
    contact.post(address("enrolment_replace", second.public_id), new)
    assert Enrolment.objects.get(user__email="baru@example.test").state == S.NOMINATED
    assert Succession.objects.count() == 2


@pytest.mark.parametrize("fields", [{}, {"reason": ""}, {"name": "Baru"}, {"user": "000000000000"}])
def test_a_replacement_with_a_slip_changes_nothing(cast: Cast, nominee: Enrolment, fields: dict[str, str]) -> None:
    page = address("enrolment_replace", nominee.public_id)
    assert as_user(cast.unit_contact).post(page, {"reason": "Sakit", **fields}).status_code == 422
    assert not Succession.objects.exists()


def test_a_seat_is_handed_on_by_the_organiser_alone(cast: Cast, cohort: Cohort) -> None:
    seated = make_enrolment(actor=cast.coordinator, cohort=cohort, user=make_user(work_unit=cast.unit))
    page = address("enrolment_replace", seated.public_id)
    assert status(cast.unit_contact, "get", page) == 403
    assert status(cast.coordinator, "get", page) == 200


def test_another_unit_and_another_cohort(cast: Cast, nominee: Enrolment) -> None:
    unit, other = make_unit(), make_cohort(actor=cast.coordinator, number=2)
    organiser = as_user(cast.coordinator)
    move = {"unit": unit.public_id, "with_person": "on", "reason": "Mutasi"}
    assert organiser.post(address("enrolment_unit", nominee.public_id), move).status_code == 302
    assert User.objects.get(pk=nominee.user_id).work_unit == unit
    assert status(cast.unit_contact, "get", address("enrolment_detail", nominee.public_id)) == 404
    page = address("enrolment_transfer", nominee.public_id)
    answer = organiser.post(page, {"cohort": other.public_id, "reason": "Jadwal"})
    new = Enrolment.objects.get(cohort=other)
    assert answer["Location"] == address("enrolment_detail", new.public_id)
    shown = organiser.get(answer["Location"]).content.decode()
    assert nominee.cohort.name in shown


@pytest.mark.parametrize("name", ["enrolment_unit", "enrolment_transfer"])
def test_a_move_needs_where_and_why(cast: Cast, nominee: Enrolment, name: str) -> None:
    assert status(cast.coordinator, "post", address(name, nominee.public_id)) == 422


def test_a_person_whose_data_the_organiser_may_not_change_stays_in_the_unit(cast: Cast, cohort: Cohort) -> None:
    staff = make_enrolment(actor=cast.admin, cohort=cohort, user=cast.facilitator, state=S.NOMINATED)
    unit = make_unit()
    sent = {"unit": unit.public_id, "with_person": "on", "reason": "Mutasi"}
    as_user(cast.coordinator).post(address("enrolment_unit", staff.public_id), sent)
    staff.refresh_from_db()
    assert staff.work_unit == unit
    assert User.objects.get(pk=cast.facilitator.pk).work_unit == cast.unit


def test_the_detail_costs_the_same_however_long_the_history(cast: Cast, nominee: Enrolment) -> None:
    from tests.courses.asking import queries

    organiser, page = as_user(cast.coordinator), address("enrolment_detail", nominee.public_id)
    counts = []
    for _ in range(3):
        question = nominations.ask(actor=cast.coordinator, enrolment=nominee, text="Apa?")
        nominations.answer(actor=cast.unit_contact, question=question, text="Ini.")
        counts.append(queries(organiser, page))
    assert counts[0] == counts[2]


@pytest.mark.parametrize("name", ["enrolment_replace", "enrolment_unit", "enrolment_transfer"])
def test_only_get_and_post(cast: Cast, nominee: Enrolment, name: str) -> None:
    assert status(cast.coordinator, "put", address(name, nominee.public_id)) == 405


def test_a_move_into_a_full_cohort_is_refused_beside_what_was_typed(cast: Cast, cohort: Cohort) -> None:
    full = make_cohort(actor=cast.coordinator, number=2, capacity=1)
    make_enrolment(actor=cast.coordinator, cohort=full)
    seated = make_enrolment(actor=cast.coordinator, cohort=cohort)
    sent = {"cohort": full.public_id, "reason": "Jadwal bentrok"}
    answer = as_user(cast.coordinator).post(address("enrolment_transfer", seated.public_id), sent)
    assert answer.status_code == 422
    assert "Jadwal bentrok" in answer.text
    seated.refresh_from_db()
    assert (seated.state, Enrolment.objects.filter(user=seated.user).count()) == (S.ACTIVE, 1)


def test_a_move_to_the_present_unit_is_refused(cast: Cast, nominee: Enrolment) -> None:
    sent = {"unit": cast.unit.public_id, "reason": "Mutasi"}
    assert status(cast.coordinator, "post", address("enrolment_unit", nominee.public_id), **sent) == 422
