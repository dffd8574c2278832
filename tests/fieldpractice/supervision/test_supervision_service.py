"""The supervisor's word, the personal link, cases: what is written, what is refused, who is told, and that no grade moves."""

from __future__ import annotations

import smtplib
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.db import IntegrityError

from assignments.models import Grade
from courses.services import enrolments
from fieldpractice.enums import LinkState, MailState, Verdict
from fieldpractice.kinds import supervision as kinds
from fieldpractice.models import Disagreement, Placement, SupervisorLink, WeekConfirmation
from fieldpractice.queries.logbook import week_row, week_rows
from fieldpractice.queries.placements import fingerprint
from fieldpractice.queries.supervision import link_by_token, my_people, reminders
from fieldpractice.services.links import make_link, revoke_link, send_due_links, share_link, token_of
from fieldpractice.services.placements import PlacementValues, add_pause, change_placement
from fieldpractice.services.supervision import (
    answer_case,
    close_case,
    confirm_week,
    offer_links,
    renew_link,
    send_link,
)
from lms.notices.models import Notice
from lms.people import clock
from lms.people.enums import Role
from lms.people.errors import Conflict, NotAllowed, Refusal
from lms.people.models import AuditEntry
from tests.assignments.grading.asking import GOOD, grade
from tests.factories.assignments.grading import make_task, make_work
from tests.factories.people import make_user, role_ended
from tests.fieldpractice.practice import Practice, day, fresh, note, on


def digest(practice: Practice, week: int = 1) -> str:
    row = week_row(fresh(practice.placement), week)
    assert row is not None
    return row.digest


def speak(practice: Practice, verdict: str = Verdict.SEEN, *, week: int = 1, **more: Any) -> WeekConfirmation:
    """The supervisor's word, signed in unless a link is given."""
    fields: dict[str, Any] = {"actor": None if "link" in more else practice.cast.supervisor}
    fields |= {"seen": more.pop("seen", None) or digest(practice, week)}
    return confirm_week(placement=practice.placement, week=week, verdict=verdict, **(fields | more))


@pytest.fixture
def by_mail(practice: Practice) -> Practice:
    """The supervisor has no account and an address."""
    Placement.objects.update(
        supervisor=None,
        supervisor_name="Ibu Rahayu",
        supervisor_email="rahayu@example.test",
        supervisor_phone="+6281234567890",
    )
    practice.placement = fresh(practice.placement)
    return practice


# --- The word ---


def test_seen_not_seen_and_said_twice(practice: Practice, cast: Any) -> None:
    note(practice, 2)
    word = speak(practice)
    assert (word.actor, word.name, word.entries, word.hours) == (cast.supervisor, cast.supervisor.display_name, 1, 4)
    assert speak(practice) == word
    later = speak(practice, Verdict.NOT_SEEN)
    assert WeekConfirmation.objects.count() == 2
    row = week_row(fresh(practice.placement), 1)
    assert row is not None
    assert (row.word, row.verdict, row.waits) == (later, Verdict.NOT_SEEN, False)
    with pytest.raises(TypeError):
        word.save()


def test_a_word_holds_for_what_was_shown(practice: Practice) -> None:
    note(practice, 2)
    shown = digest(practice)
    note(practice, 3)
    with pytest.raises(Conflict, match="changed meanwhile"):
        speak(practice, seen=shown)


@pytest.mark.parametrize(
    ("verdict", "week", "more", "says"),
    [
        (Verdict.SEEN, 3, {}, "not over"),
        (Verdict.SEEN, 13, {"seen": "x"}, "no such week"),
        (Verdict.SEEN, 0, {"seen": "x"}, "no such week"),
        ("maybe", 1, {}, "Say whether"),
        (Verdict.SEEN, 2, {}, "Nothing is noted"),
        (Verdict.DISAGREES, 1, {"reason": " "}, "why you disagree"),
    ],
)
def test_words_that_are_refused(practice: Practice, verdict: str, week: int, more: dict[str, Any], says: str) -> None:
    note(practice, 2)
    with pytest.raises(Refusal, match=says):
        speak(practice, verdict, week=week, **more)
    assert not WeekConfirmation.objects.exists()


def test_only_the_supervisor_speaks(practice: Practice, cast: Any) -> None:
    note(practice, 2)
    for user in (practice.user, cast.facilitator, cast.coordinator, cast.unit_contact, cast.outsider):
        with pytest.raises(NotAllowed):
            speak(practice, actor=user)
    with pytest.raises(Conflict):
        confirm_week(placement=practice.placement, week=1, verdict=Verdict.SEEN, seen=digest(practice))
    # Somebody else with an account is named: the unit's supervisor has no say any more.
    Placement.objects.update(supervisor=make_user())
    with pytest.raises(NotAllowed):
        speak(practice)


def test_no_word_on_who_has_left(practice: Practice, cast: Any) -> None:
    note(practice, 2)
    enrolments.withdraw(actor=cast.coordinator, enrolment=practice.enrolment, reason="Pindah")
    with pytest.raises(NotAllowed):
        speak(practice)


def test_a_later_change_makes_the_word_stale_and_asks_again_once(practice: Practice, cast: Any) -> None:
    note(practice, 2)
    speak(practice)
    note(practice, 3)
    note(practice, 4)
    row = week_row(fresh(practice.placement), 1)
    assert row is not None
    assert (row.is_stale, row.verdict, row.waits) == (True, "", True)
    assert Notice.objects.filter(kind=kinds.ASKED_AGAIN, to=cast.supervisor).count() == 1
    speak(practice)
    assert not any(one.is_stale for one in week_rows(fresh(practice.placement)))


def test_a_head_of_the_unit_who_spoke_where_nobody_is_named_is_asked_again(practice: Practice, cast: Any) -> None:
    note(practice, 2)
    speak(practice)
    Placement.objects.filter(pk=practice.placement.pk).update(supervisor=None, supervisor_name="", supervisor_email="")
    note(practice, 3)
    assert Notice.objects.filter(kind=kinds.ASKED_AGAIN, to=cast.supervisor).count() == 1


def test_no_word_ever_changes_a_grade(practice: Practice, cast: Any) -> None:
    task = make_task(actor=cast.coordinator, cohort=practice.cohort)
    grade(cast.facilitator, make_work(task=task, enrolment=practice.enrolment), GOOD)
    before = list(Grade.objects.values())
    note(practice, 2)
    for verdict, reason in ((Verdict.SEEN, ""), (Verdict.NOT_SEEN, ""), (Verdict.DISAGREES, "Tidak hadir")):
        speak(practice, verdict, reason=reason)
    close_case(actor=cast.facilitator, case=Disagreement.objects.get(), reason="Hadir di bursa kerja")
    assert list(Grade.objects.values()) == before


# --- Cases ---


def test_a_disagreement_opens_one_case_and_those_in_charge_are_told(practice: Practice, cast: Any) -> None:
    note(practice, 2)
    speak(practice, Verdict.DISAGREES, reason="Rabu cuti")
    speak(practice, Verdict.DISAGREES, reason="Rabu dan Kamis cuti")
    case = Disagreement.objects.get()
    assert case.confirmation.reason == "Rabu cuti"
    assert [one.to for one in Notice.objects.filter(kind=kinds.CASE_OPENED)] == [cast.facilitator]
    assert [one.to for one in Notice.objects.filter(kind=kinds.CASE_ABOUT_YOU)] == [practice.user]
    answer_case(actor=practice.user, case=case, text="Saya di bursa kerja.")
    answer_case(actor=practice.user, case=case, text="Saya di bursa kerja.")
    assert case.answers.count() == 1
    close_case(actor=cast.facilitator, case=case, reason="Surat tugas ada")
    case.refresh_from_db()
    assert (case.closed_by, case.is_open) == (cast.facilitator, False)
    assert Notice.objects.filter(kind=kinds.CASE_CLOSED, to=practice.user).count() == 1
    with pytest.raises(Conflict):
        close_case(actor=cast.facilitator, case=case, reason="Lagi")
    with pytest.raises(Conflict):
        answer_case(actor=practice.user, case=case, text="Terima kasih")


def test_without_a_facilitator_the_coordinators_are_told(practice: Practice, cast: Any) -> None:
    practice.cohort.facilitators.update(valid_until=clock.today() - timedelta(days=1))
    note(practice, 2)
    speak(practice, Verdict.DISAGREES, reason="Rabu cuti")
    assert [one.to for one in Notice.objects.filter(kind=kinds.CASE_OPENED)] == [cast.coordinator]


def test_where_the_facilitators_role_has_ended_the_coordinators_are_told(practice: Practice, cast: Any) -> None:
    role_ended(cast.facilitator, Role.FACILITATOR)
    note(practice, 2)
    speak(practice, Verdict.DISAGREES, reason="Rabu cuti")
    assert [one.to for one in Notice.objects.filter(kind=kinds.CASE_OPENED)] == [cast.coordinator]


def test_who_may_answer_and_close(practice: Practice, cast: Any) -> None:
    note(practice, 2)
    speak(practice, Verdict.DISAGREES, reason="Rabu cuti")
    case = Disagreement.objects.get()
    for user in (cast.supervisor, cast.outsider, cast.coordinator):
        with pytest.raises(NotAllowed):
            answer_case(actor=user, case=case, text="Halo")
    for user in (practice.user, cast.supervisor, cast.unit_contact):
        with pytest.raises(NotAllowed):
            close_case(actor=user, case=case, reason="Selesai")
    for text in ("", "   "):
        with pytest.raises(Refusal):
            answer_case(actor=practice.user, case=case, text=text)
        with pytest.raises(Refusal):
            close_case(actor=cast.facilitator, case=case, reason=text)


# --- The link ---


def test_the_database_holds_nothing_that_opens_the_page(by_mail: Practice) -> None:
    link = make_link(placement=by_mail.placement, week=2, actor=None)
    token = token_of(link)
    held = " ".join(str(value) for value in SupervisorLink.objects.values().get().values())
    assert token not in held
    assert token.partition(".")[2] not in held
    assert link_by_token(token) == link
    for forged in (token[:-1] + ("0" if token[-1] != "0" else "1"), link.token_digest, link.public_id, "", "a.b"):
        assert link_by_token(forged) is None


def test_a_link_speaks_for_its_placement_alone_and_is_used_up(by_mail: Practice) -> None:
    note(by_mail, 2)
    note(by_mail, 8)
    link = make_link(placement=by_mail.placement, week=2, actor=None)
    word = speak(by_mail, link=link)
    assert (word.actor, word.name) == (None, "Ibu Rahayu")
    link.refresh_from_db()
    assert link.is_open
    speak(by_mail, week=2, link=link)
    link.refresh_from_db()
    assert link.state == LinkState.USED
    with pytest.raises(Conflict, match="used, replaced or revoked"):
        speak(by_mail, Verdict.NOT_SEEN, week=2, link=link)


def test_a_link_to_somebody_else_is_none(by_mail: Practice, cast: Any) -> None:
    from fieldpractice.services.placements import place_cohort
    from tests.factories.courses import make_enrolment

    make_enrolment(actor=cast.coordinator, cohort=by_mail.cohort, work_unit=cast.unit)
    other = place_cohort(actor=cast.coordinator, cohort=by_mail.cohort).made[0]
    note(by_mail, 2)
    with pytest.raises(Conflict):
        speak(by_mail, link=make_link(placement=other, week=1, actor=None))


def test_seven_days_and_not_an_instant_longer(by_mail: Practice) -> None:
    note(by_mail, 2)
    link = make_link(placement=by_mail.placement, week=2, actor=None)
    with clock.at(link.expires_at - timedelta(seconds=1)):
        assert link.is_open
    with clock.at(link.expires_at):
        assert not link.is_open
        with pytest.raises(Conflict):
            speak(by_mail, link=link)
    assert link.expires_at - link.created_at == timedelta(days=7)


def test_one_link_at_a_time(by_mail: Practice, cast: Any) -> None:
    first = make_link(placement=by_mail.placement, week=2, actor=None)
    second = send_link(actor=cast.coordinator, placement=by_mail.placement)
    first.refresh_from_db()
    assert (first.state, second.state) == (LinkState.REPLACED, LinkState.OPEN)
    revoke_link(actor=cast.facilitator, link=second)
    second.refresh_from_db()
    assert second.state == LinkState.REVOKED
    with pytest.raises(Conflict):
        revoke_link(actor=cast.facilitator, link=second)
    with pytest.raises(Refusal):
        share_link(actor=cast.facilitator, link=second)
    with pytest.raises(IntegrityError):
        SupervisorLink.objects.bulk_create(
            SupervisorLink(placement=by_mail.placement, week=1, token_digest=str(n), expires_at=clock.now())
            for n in (1, 2)
        )


def test_the_worker_offers_a_link_once_a_week_and_mails_it_once(by_mail: Practice) -> None:
    note(by_mail, 2)
    assert (offer_links(), offer_links()) == (1, 0)
    assert (send_due_links(), send_due_links()) == (1, 0)
    link = SupervisorLink.objects.get()
    assert (link.week, link.mail_state) == (2, MailState.SENT)
    assert [one.to for one in mail.outbox] == [["rahayu@example.test"]]
    assert token_of(link) in mail.outbox[0].body
    assert AuditEntry.objects.filter(action="fieldpractice.link.send").count() == 1
    with clock.at(on(21)):
        assert (offer_links(), offer_links()) == (1, 0)
        link.refresh_from_db()
        assert link.state == LinkState.REPLACED


def test_nobody_is_asked_before_a_week_is_over_nor_when_all_is_said(by_mail: Practice) -> None:
    with clock.at(on(6)):
        assert offer_links() == 0
    with clock.at(on(7, hour=9)):
        note(by_mail, 2)
        speak(by_mail, link=make_link(placement=by_mail.placement, week=0, actor=None))
        assert offer_links() == 0


def test_a_mail_that_fails_is_tried_again_and_seen(by_mail: Practice, monkeypatch: pytest.MonkeyPatch) -> None:
    offer_links()

    def fail(self: EmailBackend, messages: object) -> int:
        raise smtplib.SMTPRecipientsRefused({})

    with monkeypatch.context() as patch:
        patch.setattr(EmailBackend, "send_messages", fail)
        assert send_due_links() == 0
    link = SupervisorLink.objects.get()
    assert (link.mail_state, link.attempts) == (MailState.FAILED, 1)
    assert send_due_links() == 0, "not before its time"
    with clock.at(clock.now() + timedelta(minutes=2)):
        assert send_due_links() == 1


def test_a_change_after_the_word_sends_a_new_link_once(by_mail: Practice) -> None:
    note(by_mail, 2)
    note(by_mail, 8)
    link = make_link(placement=by_mail.placement, week=2, actor=None)
    speak(by_mail, link=link)
    speak(by_mail, week=2, link=link)
    with clock.at(on(14, hour=12)):
        note(by_mail, 3)
        note(by_mail, 4)
    assert SupervisorLink.objects.filter(state=LinkState.OPEN).count() == 1
    assert SupervisorLink.objects.count() == 2


def test_after_a_pause_over_weeks_spoken_of_each_is_asked_for_when_it_ends_anew(by_mail: Practice) -> None:
    for number in (2, 8):
        note(by_mail, number)
    link = make_link(placement=by_mail.placement, week=2, actor=None)
    for week in (1, 2):
        speak(by_mail, week=week, link=link)
    days = {"starts_on": day(3), "ends_on": day(9)}
    add_pause(actor=by_mail.cast.coordinator, placement=by_mail.placement, kind="disaster", reason="Banjir", **days)
    assert SupervisorLink.objects.filter(state=LinkState.OPEN).count() == 1, "the first week holds other days now"
    with clock.at(on(21)):
        # The second week ends today a second time; the word it has is older.
        assert (offer_links(), offer_links()) == (1, 0)


def test_after_a_pause_over_weeks_spoken_of_the_supervisor_with_an_account_is_reminded(practice: Practice) -> None:
    note(practice, 2)
    note(practice, 8)
    for week in (1, 2):
        speak(practice, week=week)
    assert list(reminders(clock.now())) == []
    days = {"starts_on": day(7), "ends_on": day(13)}
    add_pause(actor=practice.cast.coordinator, placement=practice.placement, kind="disaster", reason="Banjir", **days)
    with clock.at(on(21)):
        assert [one.values for one in reminders(clock.now())] == [{"count": 1}]


def test_who_supervised_before_renews_nothing_and_who_is_new_is_asked(by_mail: Practice, cast: Any) -> None:
    note(by_mail, 2)
    old = make_link(placement=by_mail.placement, week=1, actor=None)
    make_link(placement=by_mail.placement, week=2, actor=None)
    values = PlacementValues(
        by_mail.placement.work_unit, by_mail.placement.starts_on, None, "Kepala Baru", "baru@example.test"
    )
    change_placement(
        actor=cast.coordinator,
        placement=by_mail.placement,
        values=values,
        from_day=day(14),
        reason="Mutasi",
        seen=fingerprint(by_mail.placement),
    )
    old.refresh_from_db()
    assert renew_link(link=old) is None
    assert send_due_links() == 1
    assert mail.outbox[0].to == ["baru@example.test"]


def test_renewing_with_an_old_link_goes_to_the_address_on_file(by_mail: Practice, cast: Any) -> None:
    link = make_link(placement=by_mail.placement, week=2, actor=None)
    with clock.at(link.expires_at + timedelta(days=3)):
        renewed = renew_link(link=link)
        assert renewed is not None
        assert renewed.mail_state == MailState.WAITING
    link.refresh_from_db()
    revoke_link(actor=cast.coordinator, link=renewed)
    renewed.refresh_from_db()
    assert renew_link(link=renewed) is None
    Placement.objects.update(supervisor_email="")
    assert renew_link(link=link) is None


def test_the_text_for_whatsapp_carries_the_link_and_is_written_down(by_mail: Practice, cast: Any) -> None:
    link = send_link(actor=cast.facilitator, placement=by_mail.placement)
    share = share_link(actor=cast.facilitator, link=link)
    assert token_of(link) in share.text
    assert share.link.startswith("https://wa.me/6281234567890?text=")
    entry = AuditEntry.objects.get(action="fieldpractice.link.share")
    assert token_of(link) not in str(entry.changes)


def test_when_no_link_can_be_sent(practice: Practice, cast: Any) -> None:
    with pytest.raises(Refusal, match="has an account"):
        send_link(actor=cast.coordinator, placement=practice.placement)
    Placement.objects.update(supervisor=None)
    with pytest.raises(Refusal, match="Nobody is named"):
        send_link(actor=cast.coordinator, placement=fresh(practice.placement))
    Placement.objects.update(supervisor_name="Ibu Rahayu", supervisor_phone="+6281234567890")
    with clock.at(on(3)), pytest.raises(Refusal, match="No week"):
        send_link(actor=cast.coordinator, placement=fresh(practice.placement))
    for user in (practice.user, cast.supervisor, cast.outsider):
        with pytest.raises(NotAllowed):
            send_link(actor=user, placement=fresh(practice.placement))


# --- Those with an account ---


def test_a_supervisor_with_an_account_is_reminded_once_a_week(practice: Practice, cast: Any) -> None:
    note(practice, 2)
    first = list(reminders(clock.now()))
    assert [(one.to, one.values) for one in first] == [(cast.supervisor, {"count": 2})]
    assert [one.key for one in reminders(clock.now() + timedelta(days=2))] == [first[0].key]
    with clock.at(on(21)):
        assert [one.key for one in reminders(clock.now())] != [first[0].key]


def test_my_people_show_what_waits(practice: Practice, cast: Any) -> None:
    note(practice, 2)
    speak(practice)
    people = my_people(cast.supervisor)
    assert [[row.number for row in one.waiting] for one in people] == [[2]]
    assert my_people(make_user()) == []
