"""A plan of sessions, single ones, moving, calling off: what is written, what is told, what is refused."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from typing import Any

import pytest

from courses.models import Cohort, Enrolment
from courses.services.cohorts import finish_cohort
from fieldpractice.enums import SessionState, WorkState
from fieldpractice.kinds import sessions as kinds
from fieldpractice.models import MonitoringSession, ZoomHost, ZoomWork
from fieldpractice.services import sessions
from fieldpractice.services.groups import keep_group, keep_host
from fieldpractice.services.sessions import PlanDraft
from lms.notices.models import Delivery, Notice
from lms.notices.registry import events_of
from lms.notices.services import remind
from lms.people import clock
from lms.people.errors import Conflict, Refusal
from lms.people.models import AuditEntry
from tests.conftest import Cast
from tests.factories.classes import make_meeting
from tests.fieldpractice.sessions.conftest import NOW, draft

pytestmark = pytest.mark.django_db


def plan(**fields: Any) -> PlanDraft:
    """Every second Friday at 10.00 WIB over twelve weeks."""
    values = {
        "title": "Pemantauan",
        "first_day": date(2026, 9, 14),
        "last_day": date(2026, 12, 5),
        "weekday": 4,
        "begins": time(10),
        "minutes": 90,
        "time_zone": "Asia/Jakarta",
    } | fields
    return PlanDraft(**values)


def told(kind: str) -> list[str]:
    return sorted(Notice.objects.filter(kind=kind, withdrawn_at=None).values_list("to__email", flat=True))


def test_six_sessions_in_one_step(cast: Cast, cohort: Cohort, people: list[Enrolment], host: ZoomHost) -> None:
    made = sessions.plan_sessions(
        actor=cast.coordinator, cohort=cohort, plan=plan(host=host, facilitator=cast.facilitator)
    )
    assert len(made) == 6
    assert made[0].starts_at == datetime(2026, 9, 18, 3, tzinfo=UTC)
    assert [one.title for one in made[:2]] == ["Pemantauan 1", "Pemantauan 2"]
    assert {(b.starts_at - a.starts_at).days for a, b in pairwise(made)} == {14}
    assert ZoomWork.objects.filter(state=WorkState.WAITING).count() == 6
    assert len({one.marker for one in made}) == 6
    # Once for the whole plan: three participants and the facilitator.
    assert len(told(kinds.PLANNED)) == 4
    assert AuditEntry.objects.filter(action="fieldpractice.session.plan").count() == 6


def test_made_again_it_makes_nothing_new(cast: Cast, cohort: Cohort, people: list[Enrolment], host: ZoomHost) -> None:
    first = sessions.plan_sessions(actor=cast.coordinator, cohort=cohort, plan=plan(host=host))
    sessions.move_session(
        actor=cast.coordinator, session=first[2], starts_at=first[2].starts_at + timedelta(days=1), seen=0
    )
    sessions.cancel_session(actor=cast.coordinator, session=first[4], reason="Libur")
    assert sessions.plan_sessions(actor=cast.coordinator, cohort=cohort, plan=plan(host=host)) == []
    assert MonitoringSession.objects.count() == 6
    assert [one.stands for one in sessions.preview(cohort=cohort, plan=plan(host=host))] == [True] * 6


def test_a_host_is_not_in_two_meetings(cast: Cast, cohort: Cohort, people: list[Enrolment], host: ZoomHost) -> None:
    groups = [
        keep_group(actor=cast.coordinator, cohort=cohort, name=name, members=[one])
        for name, one in zip("ABC", people, strict=True)
    ]
    made = sessions.plan_sessions(
        actor=cast.coordinator, cohort=cohort, plan=plan(host=host, groups=groups[:2], last_day=date(2026, 9, 20))
    )
    # One after the other.
    assert [f"{one.starts_at.astimezone(clock.WIB):%H.%M}" for one in made] == ["10.00", "11.30"]
    wish = draft(cohort, starts_at=made[0].starts_at, group=groups[2], host=host)
    with pytest.raises(Refusal, match="Zoom 1"):
        sessions.add_session(actor=cast.coordinator, cohort=cohort, draft=wish)
    keep_host(actor=cast.coordinator, programme=cohort.programme, name="Zoom 1", email=host.email, at_once=2, host=host)
    assert sessions.add_session(actor=cast.coordinator, cohort=cohort, draft=wish).group == groups[2]


def test_people_and_facilitators_are_not_in_two_places(cast: Cast, cohort: Cohort, people: list[Enrolment]) -> None:
    first = sessions.add_session(
        actor=cast.coordinator, cohort=cohort, draft=draft(cohort, facilitator=cast.facilitator)
    )
    with pytest.raises(Refusal) as caught:
        sessions.add_session(
            actor=cast.coordinator,
            cohort=cohort,
            draft=draft(cohort, starts_at=first.starts_at + timedelta(minutes=80), facilitator=cast.facilitator),
        )
    assert str(caught.value).count("Pemantauan 1") == 2
    later = draft(cohort, starts_at=first.ends_at)
    assert sessions.add_session(actor=cast.coordinator, cohort=cohort, draft=later).pk


def test_a_class_of_the_cohort_is_in_the_way(cast: Cast, cohort: Cohort) -> None:
    meeting = make_meeting(actor=cast.coordinator, cohort=cohort)
    with clock.at(meeting.starts_at - timedelta(days=3)), pytest.raises(Refusal, match="Konseling kerja"):
        sessions.add_session(
            actor=cast.coordinator, cohort=cohort, draft=draft(cohort, starts_at=meeting.starts_at + timedelta(hours=1))
        )


def test_dates_with_a_clash_are_left_out_and_named(cast: Cast, cohort: Cohort, host: ZoomHost) -> None:
    sessions.add_session(
        actor=cast.coordinator,
        cohort=cohort,
        draft=draft(cohort, title="Rapat", starts_at=datetime(2026, 10, 2, 3, tzinfo=UTC)),
    )
    found = sessions.preview(cohort=cohort, plan=plan(host=host))
    assert [one.is_free for one in found] == [True, False, True, True, True, True]
    assert "Rapat" in found[1].clashes[0]
    assert len(sessions.plan_sessions(actor=cast.coordinator, cohort=cohort, plan=plan(host=host))) == 5


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"first_day": date(2026, 9, 19), "last_day": date(2026, 9, 20)}, "hari tersebut"),
        ({"every": 1, "last_day": date(2028, 12, 5)}, "60"),
    ],
)
def test_a_plan_without_sense(cohort: Cohort, changed: dict[str, Any], words: str) -> None:
    with pytest.raises(Refusal, match=words):
        sessions.preview(cohort=cohort, plan=plan(**changed))


def test_a_cohort_that_has_ended(cast: Cast, cohort: Cohort) -> None:
    with clock.at(NOW + timedelta(days=300)):
        finish_cohort(actor=cast.coordinator, cohort=cohort)
        with pytest.raises(Refusal, match="sudah selesai"):
            sessions.plan_sessions(actor=cast.coordinator, cohort=cohort, plan=plan())


@pytest.mark.parametrize("length", [timedelta(0), timedelta(hours=-1), timedelta(hours=7)])
def test_hours_out_of_order(cast: Cast, cohort: Cohort, length: timedelta) -> None:
    wish = draft(cohort, ends_at=NOW + timedelta(days=1) + length)
    with pytest.raises(Refusal, match="enam jam"):
        sessions.add_session(actor=cast.coordinator, cohort=cohort, draft=wish)


def test_a_move_is_told_and_calendars_follow(cast: Cast, cohort: Cohort, people: list[Enrolment]) -> None:
    session = sessions.add_session(
        actor=cast.coordinator, cohort=cohort, draft=draft(cohort, starts_at=NOW + timedelta(days=5))
    )
    before = events_of(people[0].user)[-1]
    assert sessions.move_session(
        actor=cast.coordinator, session=session, starts_at=session.starts_at + timedelta(days=2), seen=0
    )
    after = events_of(people[0].user)[-1]
    assert (after.uid, after.sequence) == (before.uid, before.sequence + 1)
    assert after.starts_at == before.starts_at + timedelta(days=2)
    assert len(told(kinds.MOVED)) == 3
    assert told(kinds.MOVED_SOON) == []
    # Within a day it is told at night too.
    sessions.move_session(actor=cast.coordinator, session=session, starts_at=NOW + timedelta(hours=20), seen=1)
    assert told(kinds.MOVED) == []
    assert len(told(kinds.MOVED_SOON)) == 3
    assert Delivery.objects.filter(notice__kind=kinds.MOVED_SOON, next_attempt_at__lte=NOW).count() == 3


def test_two_who_change_at_once(cast: Cast, cohort: Cohort) -> None:
    session = sessions.add_session(actor=cast.coordinator, cohort=cohort, draft=draft(cohort))
    other = MonitoringSession.objects.get(pk=session.pk)
    sessions.change_session(actor=cast.coordinator, session=session, draft=draft(cohort, title="Lain"), seen=0)
    with pytest.raises(Conflict):
        sessions.change_session(actor=cast.facilitator, session=other, draft=draft(cohort, title="Juga"), seen=0)
    with pytest.raises(Conflict):
        sessions.cancel_session(actor=cast.facilitator, session=other, reason="Sakit")
    assert MonitoringSession.objects.get().title == "Lain"


def test_what_was_called_off_or_held_meanwhile_is_not_saved_again(cast: Cast, cohort: Cohort) -> None:
    session = sessions.add_session(actor=cast.coordinator, cohort=cohort, draft=draft(cohort))
    other = MonitoringSession.objects.get(pk=session.pk)
    sessions.cancel_session(actor=cast.coordinator, session=session, reason="Banjir")
    for seen in (0, 1):
        with pytest.raises(Refusal, match="dibatalkan") as refused:
            sessions.change_session(actor=cast.facilitator, session=other, draft=draft(cohort, title="Juga"), seen=seen)
        assert not isinstance(refused.value, Conflict), "saving again would not help"
    MonitoringSession.objects.update(state=SessionState.HELD)
    with pytest.raises(Refusal, match="terlaksana") as refused:
        sessions.change_session(actor=cast.facilitator, session=other, draft=draft(cohort, title="Juga"), seen=1)
    assert not isinstance(refused.value, Conflict)


def test_what_is_saved_as_it_was_tells_nobody(cast: Cast, cohort: Cohort, people: list[Enrolment]) -> None:
    session = sessions.add_session(actor=cast.coordinator, cohort=cohort, draft=draft(cohort))
    asked = ZoomWork.objects.get().asked
    assert not sessions.change_session(actor=cast.coordinator, session=session, draft=draft(cohort), seen=0)
    assert ZoomWork.objects.get().asked == asked
    assert told(kinds.MOVED) == told(kinds.MOVED_SOON) == []


def test_called_off_with_a_reason(cast: Cast, cohort: Cohort, people: list[Enrolment]) -> None:
    session = sessions.add_session(
        actor=cast.coordinator, cohort=cohort, draft=draft(cohort, starts_at=NOW + timedelta(days=3))
    )
    with pytest.raises(Refusal, match="mengapa"):
        sessions.cancel_session(actor=cast.coordinator, session=session, reason=" ")
    sessions.cancel_session(actor=cast.coordinator, session=session, reason="Banjir")
    assert session.state == SessionState.CANCELLED
    event = events_of(people[0].user)[-1]
    assert event.cancelled
    assert event.sequence == 1
    assert len(told(kinds.CANCELLED)) == 3
    with pytest.raises(Conflict):
        sessions.cancel_session(actor=cast.coordinator, session=session, reason="Banjir")


def test_only_the_group_is_told(cast: Cast, cohort: Cohort, people: list[Enrolment]) -> None:
    group = keep_group(actor=cast.coordinator, cohort=cohort, name="Barat", members=people[:1])
    sessions.add_session(actor=cast.coordinator, cohort=cohort, draft=draft(cohort, group=group))
    assert told(kinds.PLANNED) == [people[0].user.email]
    assert [one.title for one in events_of(people[1].user)] == []


def test_reminders_a_day_and_an_hour_before(cast: Cast, cohort: Cohort, people: list[Enrolment]) -> None:
    session = sessions.add_session(
        actor=cast.coordinator, cohort=cohort, draft=draft(cohort, starts_at=NOW + timedelta(days=3))
    )
    remind()
    assert told(kinds.TOMORROW) == []
    with clock.at(session.starts_at - timedelta(hours=23)):
        remind()
        remind()
        assert len(told(kinds.TOMORROW)) == 3
    with clock.at(session.starts_at - timedelta(minutes=50)):
        remind()
        assert len(told(kinds.SOON)) == 3
    with clock.at(session.starts_at + timedelta(minutes=5)):
        remind()
        assert told(kinds.SOON) == told(kinds.TOMORROW) == []


def test_a_link_by_hand(cast: Cast, cohort: Cohort, people: list[Enrolment]) -> None:
    session = sessions.add_session(actor=cast.coordinator, cohort=cohort, draft=draft(cohort))
    with pytest.raises(Refusal, match="https"):
        sessions.give_link(actor=cast.coordinator, session=session, link="http://zoom.example.test/j/1")
    link = "https://zoom.example.test/j/1?pwd=rahasia"
    assert sessions.give_link(actor=cast.coordinator, session=session, link=link)
    assert not sessions.give_link(actor=cast.coordinator, session=session, link=link)
    assert len(told(kinds.LINK)) == 3
    assert "rahasia" not in str(list(AuditEntry.objects.values_list("changes", flat=True)))
    assert "rahasia" not in str(list(Notice.objects.values_list("values", flat=True)))


def test_held_a_day_after_its_end(cast: Cast, cohort: Cohort) -> None:
    session = sessions.add_session(actor=cast.coordinator, cohort=cohort, draft=draft(cohort))
    with clock.at(session.ends_at + timedelta(hours=23)):
        assert sessions.hold_past() == 0
    with clock.at(session.ends_at + timedelta(hours=25)):
        assert sessions.hold_past() == 1
        assert sessions.hold_past() == 0
        with pytest.raises(Conflict):
            sessions.cancel_session(actor=cast.coordinator, session=MonitoringSession.objects.get(), reason="Sakit")


def test_groups_and_hosts(cast: Cast, cohort: Cohort, people: list[Enrolment], host: ZoomHost) -> None:
    with pytest.raises(Refusal):
        keep_group(actor=cast.coordinator, cohort=cohort, name="Kosong", members=[])
    group = keep_group(actor=cast.coordinator, cohort=cohort, name="Barat", members=people[:1])
    with pytest.raises(Conflict):
        keep_group(actor=cast.coordinator, cohort=cohort, name="Barat", members=people)
    session = sessions.add_session(actor=cast.coordinator, cohort=cohort, draft=draft(cohort, group=group, host=host))
    asked = ZoomWork.objects.get(session=session).asked
    keep_group(actor=cast.coordinator, cohort=cohort, name="Barat", members=people[1:], group=group)
    assert ZoomWork.objects.get(session=session).asked == asked + 1
    with pytest.raises(Conflict):
        keep_host(actor=cast.coordinator, programme=cohort.programme, name="X", email=host.email.upper())
    keep_host(actor=cast.coordinator, programme=cohort.programme, name="X", email="lain@example.test", host=host)
    assert ZoomWork.objects.get(session=session).asked == asked + 2
