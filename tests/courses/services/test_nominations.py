"""Calls, letters with nominees, quotas, questions, and deciding on all at once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from courses import kinds
from courses.enums import SEATED, EnrolmentState
from courses.forms.nominations import LETTER
from courses.models import Cohort, Enrolment, Nomination, NomineeQuestion
from courses.queries.nominations import offers_to, open_questions_to
from courses.services import enrolments, nominations
from lms.files.models import StoredFile
from lms.notices.models import Notice
from lms.people import clock
from lms.people.enums import Role
from lms.people.errors import Conflict, Refusal
from lms.people.models import AuditEntry, Invitation, User
from tests.conftest import Cast
from tests.courses.services.test_enrolments import in_threads
from tests.factories.courses import make_cohort, make_enrolment
from tests.factories.files import make_file, paper
from tests.factories.nominations import make_call, make_nomination
from tests.factories.people import give_role, make_unit, make_user

S = EnrolmentState


def told(user: User) -> set[str]:
    return set(Notice.objects.filter(to=user, withdrawn_at__isnull=True).values_list("kind", flat=True))


def people(cast: Cast, many: int) -> list[User]:
    return [make_user(work_unit=cast.unit) for _ in range(many)]


def test_a_unit_nominates_known_and_new_people_in_one_go(cast: Cast, cohort: Cohort) -> None:
    make_call(actor=cast.coordinator, cohort=cohort)
    known = make_user(work_unit=cast.unit)
    nomination = make_nomination(
        actor=cast.unit_contact,
        cohort=cohort,
        unit=cast.unit,
        users=[known],
        newcomers=[{"name": "Wayan", "email": "Wayan@Example.test", "nip": "", "phone": ""}],
    )
    rows = Enrolment.objects.filter(nominee__nomination=nomination).order_by("id")
    assert [(row.user.email, row.state, row.work_unit) for row in rows] == [
        (known.email, S.NOMINATED, cast.unit),
        ("wayan@example.test", S.NOMINATED, cast.unit),
    ]
    assert told(cast.coordinator) == {kinds.NOMINATED}
    assert not Invitation.objects.exists()
    assert AuditEntry.objects.filter(action="courses.nomination.send").count() == 1


def test_a_letter_sent_twice_is_there_once(cast: Cast, cohort: Cohort) -> None:
    make_call(actor=cast.coordinator, cohort=cohort)
    (user,) = people(cast, 1)
    send = {"actor": cast.unit_contact, "cohort": cohort, "unit": cast.unit, "users": [user], "key": "satu"}
    assert make_nomination(**send) == make_nomination(**send)  # type: ignore[arg-type]
    assert Enrolment.objects.count() == 1


def test_whose_address_is_here_already_is_taken_for_that_person(cast: Cast, cohort: Cohort) -> None:
    make_call(actor=cast.coordinator, cohort=cohort)
    (user,) = people(cast, 1)
    row = {"name": "Lain", "email": user.email.upper(), "nip": "", "phone": ""}
    make_nomination(actor=cast.unit_contact, cohort=cohort, unit=cast.unit, newcomers=[row])
    assert Enrolment.objects.get().user == user


def test_nobody_of_another_unit_is_nominated(cast: Cast, cohort: Cohort) -> None:
    make_call(actor=cast.coordinator, cohort=cohort)
    stranger = make_user(work_unit=make_unit())
    for chosen in (
        {"users": [stranger]},
        {"newcomers": [{"name": "X", "email": stranger.email, "nip": "", "phone": ""}]},
    ):
        with pytest.raises(Refusal, match=stranger.email) as refused:
            make_nomination(actor=cast.unit_contact, cohort=cohort, unit=cast.unit, **chosen)  # type: ignore[arg-type]
        # Whose address it is, another unit is not told.
        assert stranger.name not in str(refused.value)
    assert not Enrolment.objects.exists()
    assert not Nomination.objects.exists()


@pytest.mark.parametrize("ends", ["no call", "over"])
def test_without_an_open_call_nothing_is_taken(cast: Cast, cohort: Cohort, ends: str) -> None:
    if ends == "over":
        make_call(actor=cast.coordinator, cohort=cohort, until=clock.today() - timedelta(days=1))
    with pytest.raises(Refusal):
        make_nomination(actor=cast.unit_contact, cohort=cohort, unit=cast.unit, users=people(cast, 1))
    assert not Enrolment.objects.exists()


def test_the_last_day_is_still_valid(cast: Cast, cohort: Cohort) -> None:
    make_call(actor=cast.coordinator, cohort=cohort, until=clock.today())
    make_nomination(actor=cast.unit_contact, cohort=cohort, unit=cast.unit, users=people(cast, 1))
    assert Enrolment.objects.count() == 1


def test_a_quota_counts_everybody_on_the_list(cast: Cast, cohort: Cohort) -> None:
    make_call(actor=cast.coordinator, cohort=cohort, quotas={cast.unit: 3})
    make_enrolment(actor=cast.coordinator, cohort=cohort, user=people(cast, 1)[0])
    make_enrolment(actor=cast.coordinator, cohort=cohort, user=people(cast, 1)[0], state=S.DECLINED)
    with pytest.raises(Refusal, match="3"):
        make_nomination(actor=cast.unit_contact, cohort=cohort, unit=cast.unit, users=people(cast, 3))
    make_nomination(actor=cast.unit_contact, cohort=cohort, unit=cast.unit, users=people(cast, 2))
    assert Enrolment.objects.filter(state=S.NOMINATED).count() == 2


def test_with_quotas_only_a_unit_without_one_is_refused(cast: Cast, cohort: Cohort) -> None:
    make_call(actor=cast.coordinator, cohort=cohort, quotas={make_unit(): 2}, only_quota=True)
    assert offers_to(cast.unit_contact) == []
    with pytest.raises(Refusal):
        make_nomination(actor=cast.unit_contact, cohort=cohort, unit=cast.unit, users=people(cast, 1))


def test_a_call_tells_the_contacts_once_for_each_last_day(cast: Cast, cohort: Cohort) -> None:
    other = make_user(work_unit=make_unit())
    give_role(other, Role.UNIT_CONTACT, work_unit=other.work_unit)
    make_call(actor=cast.coordinator, cohort=cohort, quotas={cast.unit: 2}, only_quota=True)
    make_call(actor=cast.coordinator, cohort=cohort, quotas={cast.unit: 3}, only_quota=True)
    assert Notice.objects.filter(to=cast.unit_contact, kind=kinds.CALLED).count() == 1
    make_call(actor=cast.coordinator, cohort=cohort, until=clock.today() + timedelta(days=3))
    assert Notice.objects.filter(to=cast.unit_contact, kind=kinds.CALLED).count() == 2
    assert Notice.objects.filter(to=other, kind=kinds.CALLED).count() == 1


def test_the_trail_says_which_units_quota_changed(cast: Cast, cohort: Cohort) -> None:
    ambon, bandung, ternate = (make_unit(name=name) for name in ("BPVP Ambon", "BPVP Bandung", "BPVP Ternate"))
    make_call(actor=cast.coordinator, cohort=cohort, quotas={ambon: 2, bandung: 1})
    make_call(actor=cast.coordinator, cohort=cohort, quotas={ambon: 3, ternate: 1})
    make_call(actor=cast.coordinator, cohort=cohort, quotas={ambon: 3, ternate: 1})
    trail = AuditEntry.objects.filter(action="courses.call.set").order_by("pk").values_list("changes", flat=True)
    assert [one.get("unit_quotas") for one in trail] == [
        "BPVP Ambon: – → 2; BPVP Bandung: – → 1",
        "BPVP Ambon: 2 → 3; BPVP Bandung: 1 → –; BPVP Ternate: – → 1",
        None,
    ]
    assert [one["quotas"] for one in trail] == [[None, 3], [3, 4], [4, 4]]


def test_two_organisers_notice_each_other(cast: Cast, cohort: Cohort) -> None:
    make_call(actor=cast.coordinator, cohort=cohort)
    with pytest.raises(Conflict):
        make_call(actor=cast.admin, cohort=cohort, seen=0)


def test_quotas_for_nobody_are_refused(cast: Cast, cohort: Cohort) -> None:
    with pytest.raises(Refusal):
        make_call(actor=cast.coordinator, cohort=cohort, quotas={cast.unit: 0}, only_quota=True)


def test_a_question_waits_for_the_unit_and_is_answered_once(cast: Cast, cohort: Cohort) -> None:
    (user,) = people(cast, 1)
    enrolment = make_enrolment(actor=cast.coordinator, cohort=cohort, user=user, state=S.NOMINATED)
    question = nominations.ask(actor=cast.coordinator, enrolment=enrolment, text="Mana surat tugasnya?")
    assert told(cast.unit_contact) == {kinds.ASKED}
    assert list(open_questions_to(cast.unit_contact)) == [question]
    with pytest.raises(Conflict):
        nominations.ask(actor=cast.admin, enrolment=enrolment, text="Dan lagi?")
    nominations.answer(actor=cast.unit_contact, question=question, text="Terlampir.")
    assert told(cast.coordinator) == {kinds.ANSWERED}
    assert told(cast.unit_contact) == set()
    with pytest.raises(Conflict):
        nominations.answer(actor=cast.unit_contact, question=question, text="Sekali lagi.")
    assert NomineeQuestion.objects.get().answer == "Terlampir."
    assert nominations.ask(actor=cast.coordinator, enrolment=enrolment, text="Kapan?").pk


def test_who_is_decided_on_is_not_asked_about(cast: Cast, cohort: Cohort) -> None:
    enrolment = make_enrolment(actor=cast.coordinator, cohort=cohort)
    with pytest.raises(Refusal):
        nominations.ask(actor=cast.coordinator, enrolment=enrolment, text="Apa?")


@pytest.mark.parametrize("words", ["", "   "])
def test_an_empty_question_or_answer_is_refused(cast: Cast, cohort: Cohort, words: str) -> None:
    enrolment = make_enrolment(actor=cast.coordinator, cohort=cohort, state=S.NOMINATED)
    with pytest.raises(Refusal):
        nominations.ask(actor=cast.coordinator, enrolment=enrolment, text=words)
    question = nominations.ask(actor=cast.coordinator, enrolment=enrolment, text="Apa?")
    with pytest.raises(Refusal):
        nominations.answer(actor=cast.unit_contact, question=question, text=words)


def test_all_are_accepted_in_the_order_they_were_nominated(cast: Cast) -> None:
    cohort = make_cohort(actor=cast.coordinator, capacity=2)
    make_call(actor=cast.coordinator, cohort=cohort)
    users = people(cast, 3)
    new = [{"name": "Baru", "email": "baru@example.test", "nip": "", "phone": ""}]
    make_nomination(actor=cast.unit_contact, cohort=cohort, unit=cast.unit, users=users[:1], newcomers=new)
    make_nomination(actor=cast.unit_contact, cohort=cohort, unit=cast.unit, users=users[1:])
    rows = enrolments.accept_listed(actor=cast.coordinator, cohort=cohort)
    assert [row.state for row in rows] == [S.ACCEPTED, S.ACCEPTED, S.WAITLISTED, S.WAITLISTED]
    assert told(users[0]) == {kinds.SEAT_GIVEN}
    assert told(users[2]) == {kinds.WAITING}
    assert Invitation.objects.get().user.email == "baru@example.test"
    # One notice a letter and state for who sent them.
    decided = Notice.objects.filter(to=cast.unit_contact, kind=kinds.DECIDED)
    assert {row.values["state"]["en"] for row in decided} == {"Accepted", "On the waiting list"}
    assert enrolments.accept_listed(actor=cast.coordinator, cohort=cohort) == []


def test_only_the_chosen_are_accepted(cast: Cast, cohort: Cohort) -> None:
    first, second = (make_enrolment(actor=cast.coordinator, cohort=cohort, state=S.NOMINATED) for _ in range(2))
    enrolments.accept_listed(actor=cast.coordinator, cohort=cohort, ids=[second.public_id])
    states = dict(Enrolment.objects.values_list("pk", "state"))
    assert states == {first.pk: S.NOMINATED, second.pk: S.ACCEPTED}


def test_who_moves_up_is_told_and_no_longer_waits(cast: Cast) -> None:
    cohort = make_cohort(actor=cast.coordinator, capacity=1)
    seated = make_enrolment(actor=cast.coordinator, cohort=cohort)
    waiting = make_user()
    enrolments.enrol(actor=cast.coordinator, cohort=cohort, user=waiting)
    assert told(waiting) == {kinds.WAITING}
    enrolments.withdraw(actor=cast.coordinator, enrolment=seated, reason="Pindah tugas")
    assert told(waiting) == {kinds.PROMOTED}
    assert told(seated.user) == {kinds.WITHDRAWN}


def test_who_is_declined_is_told_why(cast: Cast, cohort: Cohort) -> None:
    enrolment = make_enrolment(actor=cast.coordinator, cohort=cohort, state=S.NOMINATED)
    enrolments.decline(actor=cast.coordinator, enrolment=enrolment, reason="Belum dua tahun bertugas")
    notice = Notice.objects.get(to=enrolment.user)
    assert (notice.kind, notice.values["reason"]) == (kinds.DECLINED, "Belum dua tahun bertugas")


@pytest.mark.django_db(transaction=True)
def test_a_quota_holds_when_several_contacts_nominate_at_once(cast: Cast, cohort: Cohort) -> None:
    make_call(actor=cast.coordinator, cohort=cohort, quotas={cast.unit: 2})
    calls: list[object] = [_sender(cast, cohort, user) for user in people(cast, 5)]
    errors = in_threads(calls)
    assert [type(error) for error in errors] == [Refusal] * 3
    assert Enrolment.objects.filter(cohort=cohort).count() == 2


@pytest.mark.django_db(transaction=True)
def test_a_letter_sent_twice_at_once_is_there_once(cast: Cast, cohort: Cohort) -> None:
    make_call(actor=cast.coordinator, cohort=cohort)
    (user,) = people(cast, 1)
    errors = in_threads([_sender(cast, cohort, user, key="sama")] * 3)
    assert all(isinstance(error, Refusal) for error in errors)
    assert (Nomination.objects.count(), Enrolment.objects.count()) == (1, 1)


@pytest.mark.django_db(transaction=True)
def test_two_organisers_accepting_all_at_once_fill_the_seats_once(cast: Cast) -> None:
    cohort = make_cohort(actor=cast.coordinator, capacity=3)
    for _ in range(8):
        make_enrolment(actor=cast.coordinator, cohort=cohort, state=S.NOMINATED)
    accept_all = lambda: enrolments.accept_listed(actor=cast.coordinator, cohort=cohort)  # noqa: E731
    errors = in_threads([accept_all] * 3)
    assert not errors
    assert Enrolment.objects.filter(cohort=cohort, state__in=SEATED).count() == 3
    assert Enrolment.objects.filter(cohort=cohort, state=S.WAITLISTED).count() == 5


def _sender(cast: Cast, cohort: Cohort, user: User, key: str = "") -> Callable[[], Nomination]:
    more = {"key": key} if key else {}
    return lambda: make_nomination(actor=cast.unit_contact, cohort=cohort, unit=cast.unit, users=[user], **more)


def test_of_two_windows_that_send_a_refused_letter_again_the_first_holds(cast: Cast, cohort: Cohort) -> None:
    make_call(actor=cast.coordinator, cohort=cohort, quotas={cast.unit: 4})
    sent = make_nomination(actor=cast.unit_contact, cohort=cohort, unit=cast.unit, users=people(cast, 1))
    refused, good, other = (
        make_file(owner=cast.unit_contact, purpose=LETTER, name="surat.pdf", content=paper(pages))
        for pages in (1, 2, 3)
    )
    StoredFile.objects.filter(pk=refused.pk).update(state="refused", refused_because="PDF ini rusak.")
    Nomination.objects.filter(pk=sent.pk).update(letter=refused)
    first, second, third = (Nomination.objects.select_related("letter").get(pk=sent.pk) for _ in range(3))
    with CaptureQueriesContext(connection) as asked:
        nominations.send_letter_again(actor=cast.unit_contact, nomination=first, file=good)
    (update,) = (one["sql"] for one in asked if one["sql"].startswith("UPDATE"))
    assert "SELECT" not in update, "compared in the row itself, so that who waits for its lock compares anew"
    nominations.send_letter_again(actor=cast.unit_contact, nomination=second, file=good)
    with pytest.raises(Conflict):
        nominations.send_letter_again(actor=cast.unit_contact, nomination=third, file=other)
    with pytest.raises(Refusal):
        nominations.send_letter_again(
            actor=cast.unit_contact, nomination=third, file=StoredFile.objects.get(pk=refused.pk)
        )
    assert Nomination.objects.get(pk=sent.pk).letter == good
    assert AuditEntry.objects.filter(action="courses.nomination.letter").count() == 1


def test_offers_cost_the_same_for_one_call_and_three(cast: Cast) -> None:
    from django.test.utils import CaptureQueriesContext

    counts = []
    for number in range(3):
        make_call(actor=cast.coordinator, cohort=make_cohort(actor=cast.coordinator, number=number + 1))
        contact = User.objects.get(pk=cast.unit_contact.pk)
        offers_to(contact)
        with CaptureQueriesContext(connection) as asked:
            assert len(offers_to(contact)) == number + 1
        counts.append(len(asked))
    assert counts == [4, 4, 4]
