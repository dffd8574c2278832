"""Planning sessions, moving them, calling them off, giving a link by hand. What is to be done at Zoom is only noted here: the worker does it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext as _

from cms.enums import StageKind
from courses.enums import CohortState
from courses.models import Cohort
from fieldpractice.enums import SessionState
from fieldpractice.models import MonitoringSession, SessionGroup, ZoomHost, ZoomWork
from fieldpractice.queries.session_clashes import Wish, clashes_of
from fieldpractice.services import session_telling
from fieldpractice.services.zoom import wake, wake_many
from fieldpractice.weeks import WEEKS
from lms.people import audit, clock
from lms.people.errors import Conflict, Refusal
from lms.people.models import User
from lms.programme.models import Programme

LONGEST = timedelta(hours=6)
# A plan longer than this is a slip of the pen.
MOST = 60


@dataclass(frozen=True)
class SessionDraft:
    """One session as typed. `starts_at` and `ends_at` are instants."""

    title: str
    starts_at: datetime
    ends_at: datetime
    agenda: str = ""
    group: SessionGroup | None = None
    host: ZoomHost | None = None
    facilitator: User | None = None
    is_recorded: bool = False


@dataclass(frozen=True)
class PlanDraft:
    """Sessions at a fixed weekday and hour, every so many weeks, from one day to another. Groups meet one after the other."""

    title: str
    first_day: date
    last_day: date
    weekday: int
    begins: time
    minutes: int
    time_zone: str
    every: int = 2
    agenda: str = ""
    groups: Sequence[SessionGroup] = ()
    host: ZoomHost | None = None
    facilitator: User | None = None
    is_recorded: bool = False


@dataclass(frozen=True)
class Planned:
    """One date of a plan: the draft, whether it stands already, and what is in its way."""

    slot: str
    draft: SessionDraft
    stands: bool = False
    clashes: list[str] = field(default_factory=list)

    @property
    def is_free(self) -> bool:
        """Whether it would be made."""
        return not self.stands and not self.clashes


DRAFT = tuple(one.name for one in fields(SessionDraft))


def preview(*, cohort: Cohort, plan: PlanDraft) -> list[Planned]:
    """Return the dates of a plan, in order, with what stands already and what is in the way. Writes nothing. Raises Refusal for a plan without a date."""
    dates = _dates(cohort, plan)
    if not dates:
        raise Refusal(_("No such weekday lies between the first and the last day. Choose other days."))
    if len(dates) > MOST:
        raise Refusal(_("These are more than %(n)s sessions. Choose fewer weeks or groups.") % {"n": MOST})
    standing = set(
        MonitoringSession.objects.filter(cohort=cohort, slot__in=[one.slot for one in dates]).values_list(
            "slot", flat=True
        )
    )
    new = [one for one in dates if one.slot not in standing]
    found = dict(zip((one.slot for one in new), clashes_of([_wish(cohort, one.draft) for one in new]), strict=True))
    return [replace(one, stands=one.slot in standing, clashes=found.get(one.slot, [])) for one in dates]


@transaction.atomic
def plan_sessions(*, actor: User, cohort: Cohort, plan: PlanDraft) -> list[MonitoringSession]:
    """Make the sessions of a plan in one step; returns the new ones. Made again it makes nothing new, wherever they were moved since.

    Dates with a clash are left out (the preview names them). Raises Refusal for a cohort that has ended and when nothing can be made.
    Everybody is told once for the whole plan; the meetings at Zoom are made by the worker. Locks the programme's row.
    """
    _lock(cohort)
    dates = preview(cohort=cohort, plan=plan)
    free = [one for one in dates if one.is_free]
    if not free and not all(one.stands for one in dates):
        raise Refusal(_("Every date of this plan clashes with something. Choose another hour or host."))
    made = MonitoringSession.objects.bulk_create(_row(actor, cohort, one.draft, one.slot) for one in free)
    _noted(actor, made)
    session_telling.tell_planned(actor=actor, sessions=made)
    return made


@transaction.atomic
def add_session(*, actor: User, cohort: Cohort, draft: SessionDraft) -> MonitoringSession:
    """Plan one session. Raises Refusal for a cohort that has ended, hours out of order, and clashes. Tells everybody asked to it."""
    _lock(cohort)
    _check(cohort, draft)
    made = MonitoringSession.objects.bulk_create([_row(actor, cohort, draft, "")])
    _noted(actor, made)
    session_telling.tell_planned(actor=actor, sessions=made)
    return made[0]


@transaction.atomic
def change_session(*, actor: User, session: MonitoringSession, draft: SessionDraft, seen: int) -> bool:
    """Change a planned session, also move it. Returns whether its time is another now.

    `seen` is the `sequence` the page showed: Conflict when it has changed since, Refusal when it is planned no more, and as for a new one. Zoom
    and calendars follow; of another time everybody is told, at once where the old or the new one is within a day.
    """
    cohort = session.cohort
    _lock(cohort)
    _check(cohort, draft, session)
    values = {name: getattr(draft, name) for name in DRAFT} | {"field_week": week_of(cohort, draft.starts_at)}
    changes = {name: [getattr(session, name), one] for name, one in values.items() if getattr(session, name) != one}
    if not changes:
        return False
    rows = MonitoringSession.objects.filter(pk=session.pk, sequence=seen, state=SessionState.PLANNED)
    if not rows.update(**values, sequence=seen + 1):
        session.refresh_from_db(fields=["state"])
        if session.state == SessionState.CANCELLED:
            raise Refusal(_("This session was called off meanwhile and is changed no more. Plan a new one."))
        if session.state == SessionState.HELD:
            raise Refusal(_("This session was held meanwhile and is changed no more."))
        raise Conflict(_("Somebody changed this session meanwhile. Look at how it stands, then save again."))
    before = session.starts_at
    for name, one in values.items():
        setattr(session, name, one)
    session.sequence = seen + 1
    told = {name: [_told(old), _told(new)] for name, (old, new) in changes.items()}
    audit.record(actor, "fieldpractice.session.change", session, told)
    wake(session)
    moved = bool(changes.keys() & {"starts_at", "ends_at"})
    if moved:
        session_telling.tell_moved(actor=actor, session=session, before=before)
    return moved


def move_session(*, actor: User, session: MonitoringSession, starts_at: datetime, seen: int) -> bool:
    """Move a planned session to another beginning, as long as it was."""
    draft = replace(draft_of(session), starts_at=starts_at, ends_at=starts_at + (session.ends_at - session.starts_at))
    return change_session(actor=actor, session=session, draft=draft, seen=seen)


@transaction.atomic
def cancel_session(*, actor: User, session: MonitoringSession, reason: str) -> None:
    """Call a planned session off with the reason; it stays on the list. Everybody is told, the meeting at Zoom is deleted by the worker.

    Raises Refusal without a reason, Conflict when it is planned no more or has changed meanwhile.
    """
    if not reason.strip():
        raise Refusal(_("Say why the session is called off: the participants are told."))
    rows = MonitoringSession.objects.filter(pk=session.pk, state=SessionState.PLANNED, sequence=session.sequence)
    changed = {"state": SessionState.CANCELLED, "cancelled_because": reason.strip()[:300]}
    if not rows.update(**changed, sequence=session.sequence + 1):
        raise Conflict(_("This session has changed meanwhile. Load the page anew to see how it stands."))
    session.refresh_from_db()
    audit.record(actor, "fieldpractice.session.cancel", session, {"reason": reason.strip()})
    wake(session)
    session_telling.tell_cancelled(actor=actor, session=session)


@transaction.atomic
def give_link(*, actor: User, session: MonitoringSession, link: str) -> bool:
    """Give a session a link by hand, for when Zoom cannot be reached; an empty one takes it back. Returns whether it is another one now.

    Everybody is told at once. With a link by hand no meeting is made at Zoom. Raises Refusal for a session called off.
    """
    link = link.strip()
    if link and not link.startswith("https://"):
        raise Refusal(_("A link begins with https://. Copy it anew from where you made the meeting."))
    rows = MonitoringSession.objects.filter(pk=session.pk).exclude(state=SessionState.CANCELLED)
    if session.hand_link == link:
        return False
    if not rows.update(hand_link=link):
        raise Refusal(_("This session is called off: it needs no link."))
    session.hand_link = link
    # The link itself stays out of the trail: whoever has it can join.
    audit.record(actor, "fieldpractice.session.link", session, {"given": [None, bool(link)]})
    wake(session)
    if session.is_planned and session.ends_at > clock.now():
        session_telling.tell_link(actor=actor, session=session)
    return True


@transaction.atomic
def hold_session(*, actor: User | None, session: MonitoringSession) -> bool:
    """Note that a session was held; again changes nothing. Returns whether it is news."""
    rows = MonitoringSession.objects.filter(pk=session.pk, state=SessionState.PLANNED, starts_at__lte=clock.now())
    if not rows.update(state=SessionState.HELD):
        return False
    session.state = SessionState.HELD
    audit.record(actor, "fieldpractice.session.hold", session)
    return True


def hold_past() -> int:
    """Note as held what ended a day ago and was not called off; returns how many."""
    over = MonitoringSession.objects.filter(state=SessionState.PLANNED, ends_at__lte=clock.now() - timedelta(days=1))
    return sum(hold_session(actor=None, session=one) for one in over[:200])


def draft_of(session: MonitoringSession) -> SessionDraft:
    """Return a session as it would be typed."""
    return SessionDraft(**{name: getattr(session, name) for name in DRAFT})


def week_of(cohort: Cohort, at: datetime) -> int | None:
    """Return the field week of the cohort in which an instant lies (by the cohort's own clocks), else None."""
    stage = cohort.stages.filter(kind=StageKind.FIELD).first()
    return _week(stage.starts_on, at.astimezone(ZoneInfo(cohort.time_zone)).date()) if stage else None


_GOING = (CohortState.PLANNED, CohortState.OPEN)


def _week(first: date, day: date) -> int | None:
    number = (day - first).days // 7 + 1
    return number if 1 <= number <= WEEKS else None


def _dates(cohort: Cohort, plan: PlanDraft) -> list[Planned]:
    zone, length = ZoneInfo(plan.time_zone), timedelta(minutes=plan.minutes)
    day = plan.first_day + timedelta(days=(plan.weekday - plan.first_day.weekday()) % 7)
    groups: Sequence[SessionGroup | None] = list(plan.groups) or [None]
    found: list[Planned] = []
    number = 0
    while day <= plan.last_day and len(found) <= MOST:
        number += 1
        begins = datetime.combine(day, plan.begins, tzinfo=zone)
        for place, group in enumerate(groups):
            # As an instant: two groups on a night of a changed clock would else overlap.
            starts_at = begins.astimezone(clock.WIB) + place * length
            name = f"{plan.title} {number}"
            draft = SessionDraft(
                title=f"{name}: {group.name}"[:160] if group else name,
                starts_at=starts_at,
                ends_at=starts_at + length,
                agenda=plan.agenda,
                group=group,
                host=plan.host,
                facilitator=plan.facilitator,
                is_recorded=plan.is_recorded,
            )
            found.append(Planned(f"{day:%Y-%m-%d}:{group.pk if group else 'all'}", draft))
        day += timedelta(weeks=plan.every)
    return found


def _row(actor: User, cohort: Cohort, draft: SessionDraft, slot: str) -> MonitoringSession:
    row = MonitoringSession(
        cohort=cohort, created_by=actor, slot=slot, field_week=week_of(cohort, draft.starts_at), created_at=clock.now()
    )
    for name in DRAFT:
        setattr(row, name, getattr(draft, name))
    row.marker = f"[padan-{row.public_id}]"
    return row


def _noted(actor: User, made: Sequence[MonitoringSession]) -> None:
    """Write the work at Zoom and the lines of the audit trail for new sessions."""
    ZoomWork.objects.bulk_create(ZoomWork(session=one, next_at=clock.now()) for one in made)
    wake_many([])
    for one in made:
        audit.record(actor, "fieldpractice.session.plan", one, {"starts_at": [None, _told(one.starts_at)]})


def _lock(cohort: Cohort) -> None:
    """One plans at a time in a programme: hosts are shared by its cohorts."""
    Programme.objects.select_for_update().get(pk=cohort.programme_id)
    if Cohort.objects.get(pk=cohort.pk).state not in _GOING:
        raise Refusal(_("This cohort has ended: no sessions can be planned."))


def _check(cohort: Cohort, draft: SessionDraft, session: MonitoringSession | None = None) -> None:
    if not draft.starts_at < draft.ends_at <= draft.starts_at + LONGEST:
        raise Refusal(_("A session ends after it begins, at most six hours later."))
    if session is None and draft.ends_at <= clock.now():
        raise Refusal(_("This hour is over. Choose a later one."))
    if found := clashes_of([replace(_wish(cohort, draft), session_id=session.pk if session else None)])[0]:
        raise Refusal(" ".join(found))


def _wish(cohort: Cohort, draft: SessionDraft) -> Wish:
    return Wish(cohort, draft.starts_at, draft.ends_at, draft.group, draft.host, draft.facilitator)


def _told(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else str(value)
