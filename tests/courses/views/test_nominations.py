"""Units nominate; organisers see, ask, accept, decline."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from courses.enums import EnrolmentState
from courses.forms.nominations import LETTER
from courses.models import Cohort, Enrolment, Nomination, NominationCall, NomineeQuestion
from courses.reminders import LETTER_REFUSED
from courses.services import nominations
from lms.files.models import StoredFile
from lms.notices.models import Notice
from lms.notices.services import remind
from lms.people import clock
from lms.people.enums import Role
from lms.people.models import AuditEntry
from tests.conftest import Cast
from tests.courses.asking import address, as_user, on_record, queries, sent_again, status
from tests.factories.courses import make_cohort, make_enrolment
from tests.factories.files import paper
from tests.factories.nominations import make_call, make_letter, make_nomination
from tests.factories.people import give_role, make_unit, make_user

S = EnrolmentState


@pytest.fixture
def called(cast: Cast, cohort: Cohort) -> Cohort:
    make_call(actor=cast.coordinator, cohort=cohort, quotas={cast.unit: 4})
    return cohort


def filled(cast: Cast, *people: str, **fields: Any) -> dict[str, Any]:
    """What the contact sends: some people by their public id, one row for somebody new, the letter."""
    return {
        "users": people,
        "letter_number": "ST-1/2026",
        "letter_date": "2026-08-01",
        "file": SimpleUploadedFile("surat.pdf", paper(), "application/pdf"),
        "key": "satu-kunci",
        "rows": "2",
        "new1_name": "Wayan Sudarma",
        "new1_email": "wayan@example.test",
        "new1_nip": "19850101 201001 1 001",
        "new1_phone": "0812 3456 7890",
        **fields,
    }


def test_a_contact_sends_a_letter_with_known_and_new_people(cast: Cast, called: Cohort) -> None:
    user = make_user(work_unit=cast.unit, name="Ratna")
    contact, page = as_user(cast.unit_contact), address("nomination_add", called.public_id)
    shown = contact.get(page).content.decode()
    assert "Ratna" in shown
    answer = contact.post(page, filled(cast, user.public_id))
    nomination = Nomination.objects.get()
    assert answer["Location"] == nomination.get_absolute_url()
    new = Enrolment.objects.get(user__email="wayan@example.test")
    assert (new.user.nip, new.user.phone) == ("198501012010011001", "+6281234567890")
    assert StoredFile.objects.get(purpose=LETTER) == nomination.letter
    assert contact.post(page, filled(cast, user.public_id)).status_code == 302
    assert Enrolment.objects.count() == 2
    assert "ST-1/2026" in contact.get(address("nomination_list")).content.decode()


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"letter_number": ""}, "letter_number"),
        ({"new1_name": ""}, "new1_name"),
        ({"new1_email": "salah"}, "new1_email"),
        ({"new1_nip": "123"}, "new1_nip"),
        ({"new1_phone": "1"}, "new1_phone"),
        ({"new2_name": "Dua", "new2_email": "WAYAN@example.test"}, "new2_email"),
        ({"file": ""}, "file"),
        ({"users": ["000000000000"]}, "users"),
    ],
)
def test_a_slip_is_shown_with_everything_typed_kept(cast: Cast, called: Cohort, fields: Any, field: str) -> None:
    answer = as_user(cast.unit_contact).post(address("nomination_add", called.public_id), filled(cast, **fields))
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {field}
    assert not Nomination.objects.exists()


def test_the_letter_that_arrived_is_not_chosen_again(cast: Cast, called: Cohort) -> None:
    contact, page = as_user(cast.unit_contact), address("nomination_add", called.public_id)
    answer = contact.post(page, filled(cast, new1_name=""))
    kept = answer.context["form"]["kept"].value()
    assert kept == StoredFile.objects.get().public_id
    assert contact.post(page, filled(cast, file="", kept=kept)).status_code == 302
    assert Nomination.objects.get().letter.public_id == kept  # type: ignore[union-attr]


def test_a_letter_that_could_not_be_taken_is_asked_for_and_sent_again(cast: Cast, called: Cohort) -> None:
    contact, torn, whole = as_user(cast.unit_contact), paper(), paper()
    sent = filled(cast, file=SimpleUploadedFile("surat.pdf", torn, "application/pdf"))
    contact.post(address("nomination_add", called.public_id), sent)
    nomination = Nomination.objects.get()
    page, url = nomination.get_absolute_url(), address("nomination_letter", nomination.public_id)
    # While it stands there is nothing to send.
    assert contact.get(url)["Location"] == page
    assert contact.post(url, {"file": SimpleUploadedFile("b.pdf", paper())}).status_code == 422
    StoredFile.objects.filter(pk=nomination.letter_id).update(state="refused", refused_because="PDF ini rusak.")
    for _turn in range(2):
        remind()
    notice = Notice.objects.get(kind=LETTER_REFUSED)
    assert (notice.to, notice.path, notice.values["reason"]) == (cast.unit_contact, page, "PDF ini rusak.")
    assert url in contact.get(page).text
    assert url not in as_user(cast.coordinator).get(page).text
    assert "PDF ini rusak." in contact.get(url).text
    assert contact.post(url, {}).status_code == 422
    # The same file under the same name is the same refused file: nothing would be sent.
    assert contact.post(url, {"file": SimpleUploadedFile("surat.pdf", torn)}).status_code == 422
    assert not AuditEntry.objects.filter(action="courses.nomination.letter").exists()
    # Clicked twice, it is sent once.
    for _click in range(2):
        assert contact.post(url, {"file": SimpleUploadedFile("b.pdf", whole)})["Location"] == page
    before, nomination = nomination.letter_id, Nomination.objects.get()
    assert nomination.letter_id != before
    assert AuditEntry.objects.filter(action="courses.nomination.letter").count() == 1
    remind()
    notice.refresh_from_db()
    assert notice.withdrawn_at is not None
    assert contact.post(url, {"file": SimpleUploadedFile("c.pdf", paper())}).status_code == 422


def test_who_may_not_send_a_letter_again(cast: Cast, called: Cohort) -> None:
    people = [make_user(work_unit=cast.unit)]
    letter = make_nomination(actor=cast.unit_contact, cohort=called, unit=cast.unit, users=people)
    url = address("nomination_letter", letter.public_id)
    users = (None, cast.outsider, cast.coordinator, cast.supervisor)
    assert [status(user, "post", url) for user in users] == [401, 403, 403, 403]
    elsewhere = make_user()
    give_role(elsewhere, Role.UNIT_CONTACT, work_unit=make_unit())
    assert status(elsewhere, "post", url) == 404
    assert status(cast.unit_contact, "put", url) == 405


def test_a_letter_of_somebody_else_cannot_be_claimed(cast: Cast, called: Cohort) -> None:
    alien = make_letter(make_user())
    answer = as_user(cast.unit_contact).post(
        address("nomination_add", called.public_id), filled(cast, file="", kept=alien.public_id)
    )
    assert answer.status_code == 422


def test_more_rows_are_added_and_nothing_is_sent(cast: Cast, called: Cohort) -> None:
    answer = as_user(cast.unit_contact).post(address("nomination_add", called.public_id), filled(cast, more="1"))
    assert answer.status_code == 200
    assert len(list(answer.context["form"].newcomer_rows())) == 5
    assert "Wayan Sudarma" in answer.content.decode()
    assert not Nomination.objects.exists()


def test_over_the_quota_it_is_said_and_kept(cast: Cast, called: Cohort) -> None:
    people = [make_user(work_unit=cast.unit).public_id for _ in range(4)]
    answer = as_user(cast.unit_contact).post(address("nomination_add", called.public_id), filled(cast, *people))
    assert answer.status_code == 422
    assert "4" in str(answer.context["form"].non_field_errors())


def test_somebody_with_two_units_chooses_one(cast: Cast, called: Cohort) -> None:
    second = make_unit(name="BPVP Kedua")
    give_role(cast.unit_contact, Role.UNIT_CONTACT, work_unit=second)
    theirs = make_user(work_unit=second, name="Orang Kedua")
    page = as_user(cast.unit_contact).get(address("nomination_add", called.public_id), {"unit": second.public_id})
    assert [user.name for user in page.context["form"].fields["users"].queryset] == [theirs.name]


def test_without_an_open_call_the_page_is_not_there(cast: Cast, cohort: Cohort) -> None:
    page = address("nomination_add", cohort.public_id)
    assert status(cast.unit_contact, "get", page) == 404
    make_call(actor=cast.coordinator, cohort=cohort, until=clock.today() - timedelta(days=1))
    assert status(cast.unit_contact, "get", page) == 404


def test_the_list_costs_the_same_for_one_letter_and_three(cast: Cast, called: Cohort) -> None:
    counts = []
    for number in range(3):
        user = make_user(work_unit=cast.unit)
        make_nomination(actor=cast.unit_contact, cohort=called, unit=cast.unit, users=[user], number=f"ST-{number}")
        if number != 1:
            counts.append(queries(as_user(cast.unit_contact), address("nomination_list")))
    assert counts[0] == counts[1]


def test_a_letter_shows_its_people_with_what_is_asked(cast: Cast, called: Cohort) -> None:
    users = [make_user(work_unit=cast.unit) for _ in range(3)]
    letter = make_nomination(
        actor=cast.unit_contact, cohort=called, unit=cast.unit, users=users[:1], file=make_letter(cast.unit_contact)
    )
    page, contact = address("nomination_detail", letter.public_id), as_user(cast.unit_contact)
    before = queries(contact, page)
    make_call(actor=cast.coordinator, cohort=called)
    more = make_nomination(actor=cast.unit_contact, cohort=called, unit=cast.unit, users=users[1:])
    more.nominees.update(nomination=letter)
    for one in Enrolment.objects.all():
        nominations.ask(actor=cast.coordinator, enrolment=one, text="Mana lampirannya?")
    assert queries(contact, page) == before
    assert contact.get(page).content.decode().count("Mana lampirannya?") == 3


def test_the_organiser_sees_who_waits_and_accepts_the_chosen_and_then_all(cast: Cast) -> None:
    cohort = make_cohort(actor=cast.coordinator, capacity=2)
    make_call(actor=cast.coordinator, cohort=cohort)
    users = [make_user(work_unit=cast.unit) for _ in range(4)]
    make_nomination(actor=cast.unit_contact, cohort=cohort, unit=cast.unit, users=users)
    organiser, page = as_user(cast.coordinator), address("cohort_nominations", cohort.public_id)
    rows = list(organiser.get(page).context["page"].object_list)
    assert [row.user for row in rows] == users
    accept = address("nominations_accept", cohort.public_id)
    organiser.post(accept, {"one": [rows[2].public_id]})
    assert Enrolment.objects.get(user=users[2]).state == S.ACCEPTED
    organiser.post(accept, {"all": "1"})
    states = [Enrolment.objects.get(user=user).state for user in users]
    assert states == [S.ACCEPTED, S.WAITLISTED, S.ACCEPTED, S.WAITLISTED]
    assert organiser.post(accept, {"all": "1"}).status_code == 302


def test_nobody_chosen_changes_nothing(cast: Cast, cohort: Cohort) -> None:
    make_enrolment(actor=cast.coordinator, cohort=cohort, state=S.NOMINATED)
    as_user(cast.coordinator).post(address("nominations_accept", cohort.public_id))
    assert Enrolment.objects.get().state == S.NOMINATED


def test_the_list_is_filtered_by_what_was_asked(cast: Cast, cohort: Cohort) -> None:
    plain, asked, answered = (
        make_enrolment(actor=cast.coordinator, cohort=cohort, state=S.NOMINATED, user=make_user(work_unit=cast.unit))
        for _ in range(3)
    )
    nominations.ask(actor=cast.coordinator, enrolment=asked, text="Apa?")
    question = nominations.ask(actor=cast.coordinator, enrolment=answered, text="Apa?")
    nominations.answer(actor=cast.unit_contact, question=question, text="Ini.")
    page = address("cohort_nominations", cohort.public_id)
    for state, wanted in (("plain", plain), ("asked", asked), ("answered", answered)):
        found = as_user(cast.coordinator).get(page, {"state": state}).context["page"].object_list
        assert list(found) == [wanted]
    assert len(as_user(cast.coordinator).get(page, {"state": "lain"}).context["page"].object_list) == 3


def test_the_organisers_list_costs_the_same_for_one_and_three(cast: Cast, called: Cohort) -> None:
    counts = []
    for number in range(3):
        user = make_user(work_unit=cast.unit)
        make_nomination(actor=cast.unit_contact, cohort=called, unit=cast.unit, users=[user])
        if number != 1:
            counts.append(queries(as_user(cast.coordinator), address("cohort_nominations", called.public_id)))
    assert counts[0] == counts[1]


def test_a_call_is_opened_with_quotas_and_changed(cast: Cast, cohort: Cohort) -> None:
    page, organiser = address("cohort_call", cohort.public_id), as_user(cast.coordinator)
    fields = {"until": "2026-08-20", "note": "Bawa laptop", "seen": "0", f"quota_{cast.unit.pk}": "3"}
    assert organiser.post(page, fields).status_code == 302
    call = NominationCall.objects.get()
    assert (call.note, cohort.quotas.get().seats) == ("Bawa laptop", 3)
    refused = organiser.post(page, {**fields, "note": "Bawa ponsel", f"quota_{cast.unit.pk}": ""})
    assert refused.status_code == 422
    assert on_record(refused) == {"note": "Bawa laptop", f"quota_{cast.unit.pk}": "3"}, "a quota that would go is named"
    assert organiser.post(page, sent_again(refused)).status_code == 302, "the page that came back can be saved"
    assert NominationCall.objects.get().note == "Bawa ponsel"
    again = organiser.post(page, {"until": "2026-08-21", "seen": "2"})
    assert again.status_code == 302
    assert not cohort.quotas.exists()


@pytest.mark.parametrize("fields", [{"until": ""}, {"until": "kemarin"}, {"quota": "-1"}])
def test_a_call_with_a_slip_is_not_saved(cast: Cast, cohort: Cohort, fields: dict[str, str]) -> None:
    quota = {f"quota_{cast.unit.pk}": fields.pop("quota")} if "quota" in fields else {}
    sent = {"until": "2026-08-20", "seen": "0", **fields, **quota}
    assert status(cast.coordinator, "post", address("cohort_call", cohort.public_id), **sent) == 422
    assert not NominationCall.objects.exists()


@pytest.mark.parametrize(
    ("name", "role", "wanted"),
    [
        ("cohort_nominations", "unit_contact", 403),
        ("cohort_nominations", "facilitator", 403),
        ("cohort_call", "supervisor", 403),
        ("nomination_add", "coordinator", 403),
        ("nomination_add", "supervisor", 403),
        ("nomination_list", "outsider", 403),
    ],
)
def test_who_has_no_business_here(cast: Cast, called: Cohort, name: str, role: str, wanted: int) -> None:
    args = [] if name == "nomination_list" else [called.public_id]
    assert status(getattr(cast, role), "get", address(name, *args)) == wanted


def test_wrong_methods(cast: Cast, called: Cohort) -> None:
    assert status(cast.coordinator, "get", address("nominations_accept", called.public_id)) == 405
    assert status(cast.unit_contact, "post", address("nomination_list")) == 405


def test_a_letter_is_read_by_the_unit_and_organisers_alone(cast: Cast, called: Cohort) -> None:
    file = make_letter(cast.unit_contact)
    make_nomination(
        actor=cast.unit_contact, cohort=called, unit=cast.unit, users=[make_user(work_unit=cast.unit)], file=file
    )
    stranger = make_user()
    give_role(stranger, Role.UNIT_CONTACT, work_unit=make_unit())
    for user, wanted in (
        (cast.unit_contact, 200),
        (cast.supervisor, 200),
        (cast.coordinator, 200),
        (cast.facilitator, 404),
        (stranger, 404),
    ):
        answer = as_user(user).get(file.get_absolute_url())
        assert answer.status_code == wanted
        assert not answer.streaming or answer.getvalue().startswith(b"%PDF")


def test_the_contacts_home_shows_what_is_to_do(cast: Cast, called: Cohort) -> None:
    home = as_user(cast.unit_contact).get("/dashboard/").content.decode()
    assert address("nomination_add", called.public_id) in home
    one = make_enrolment(actor=cast.coordinator, cohort=called, state=S.NOMINATED, user=make_user(work_unit=cast.unit))
    nominations.ask(actor=cast.coordinator, enrolment=one, text="Apa?")
    assert address("enrolment_answer", one.public_id) in as_user(cast.unit_contact).get("/dashboard/").content.decode()
    assert NomineeQuestion.objects.count() == 1
