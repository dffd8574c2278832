"""The work at Zoom: noted with the change, claimed by a worker, done so that it may break off anywhere, settled after it.

The row in the database says what is to be done; the bell only saves the minute until the schedule looks. A worker that dies leaves a row
whose time runs out, and the next one looks at Zoom first: what stands there already is taken over, not made again.
"""

from __future__ import annotations

import logging
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Case, F, Q, Value, When

from fieldpractice.enums import RegistrantState, SessionState, WorkFailure, WorkState
from fieldpractice.models import MonitoringSession, Registrant, ZoomSign, ZoomWork
from fieldpractice.queries.sessions import EXPECTED
from fieldpractice.services.zoom_meeting import Lost, NoHost, converge
from fieldpractice.zoom import Zoom, current, errors
from lms.people import audit, clock
from lms.people.bell import ring
from lms.people.models import User

log = logging.getLogger(__name__)

WORK_TASK = "fieldpractice.tasks.zoom.work_due"
# Minutes after a try that failed; the last one holds for all further tries.
BACK_OFF = (1, 2, 5, 10, 20, 30, 60)
# So long before a session begins it is looked whether its meeting is still there.
LOOKED_AT = timedelta(days=1)
# A run ends by itself, well before a claim is given up.
LONGEST_RUN = timedelta(seconds=120)


@dataclass(frozen=True)
class _Verdict:
    kind: str
    words: str
    final: bool
    retry_at: datetime | None = None


def wake(session: MonitoringSession) -> None:
    """Note that something about a session is to be made true at Zoom."""
    ZoomWork.objects.get_or_create(session=session, defaults={"next_at": clock.now()})
    wake_many([session.pk])


def wake_many(session_ids: Sequence[int]) -> None:
    """Note the same for several sessions, and ring. What a worker has in its hands is looked at once more after it."""
    now = clock.now()
    rows = ZoomWork.objects.filter(session__in=session_ids)
    busy = Q(state=WorkState.DOING)
    rows.update(
        asked=F("asked") + 1,
        attempts=0,
        state=Case(When(busy, then=F("state")), default=Value(WorkState.WAITING)),
        next_at=Case(When(busy, then=F("next_at")), default=Value(now)),
    )
    ring(WORK_TASK)


@transaction.atomic
def try_again(*, actor: User, works: Sequence[ZoomWork]) -> int:
    """Try again at once what waits or was given up; returns how many."""
    rows = [one for one in works if one.state != WorkState.DONE]
    wake_many([one.session_id for one in rows])
    for one in rows:
        audit.record(actor, "fieldpractice.zoom.retry", one.session)
    return len(rows)


def work_due(*, client: Zoom | None = None, limit: int = 100) -> int:
    """Do what is due at Zoom; returns for how many sessions it went well. Two workers at once do each only once."""
    now = clock.now()
    due = ZoomWork.objects.filter(state__in=(WorkState.WAITING, WorkState.DOING), next_at__lte=now)
    until, done = now + LONGEST_RUN, 0
    for pk in list(due.order_by("session__starts_at", "pk").values_list("pk", flat=True)[:limit]):
        if clock.now() >= until:
            break
        if (claimed := _claim(pk)) is not None:
            done += _work(claimed, client)
    return done


def watch_registrants() -> int:
    """Wake the work of coming sessions whose list at Zoom is not who is asked to them any more; returns how many. Three queries."""
    coming = MonitoringSession.objects.filter(
        state=SessionState.PLANNED, zoom_id__isnull=False, ends_at__gt=clock.now(), zoom_work__state=WorkState.DONE
    )
    sessions = list(coming.only("pk", "cohort_id", "group_id"))
    if not sessions:
        return 0
    wanted = _wanted(sessions)
    listed: dict[int, set[int]] = {one.pk: set() for one in sessions}
    rows = Registrant.objects.filter(session__in=listed, state=RegistrantState.ADDED)
    for session_id, enrolment_id in rows.values_list("session_id", "enrolment_id"):
        listed[session_id].add(enrolment_id)
    changed = [pk for pk, people in wanted.items() if people != listed[pk]]
    if changed:
        wake_many(changed)
    return len(changed)


def watch_meetings(*, client: Zoom | None = None) -> int:
    """Wake the work of the next day's sessions whose meeting Zoom does not find: somebody may have deleted it there. Returns how many.

    One such answer proves nothing: the work looks again before it makes a meeting anew. A meeting that Zoom refuses to show hides no other;
    where Zoom as a whole does not answer, the others are looked at later.
    """
    now = clock.now()
    soon = MonitoringSession.objects.filter(
        state=SessionState.PLANNED, zoom_id__isnull=False, starts_at__gt=now, starts_at__lte=now + LOOKED_AT
    )
    lost = []
    rows = soon.filter(zoom_work__state=WorkState.DONE).order_by("starts_at").values_list("pk", "public_id", "zoom_id")
    for pk, public_id, number in rows:
        try:
            (client or current()).meeting(number or 0)
        except errors.NotFound:
            lost.append(pk)
        except errors.ZoomError as error:
            log.warning("The meeting of session %s was not looked at: %s", public_id, type(error).__name__)
            if not isinstance(error, errors.Refused | errors.BadAnswer):
                break
    if lost:
        ZoomWork.objects.filter(session__in=lost).update(pushed=None)
        wake_many(lost)
    return len(lost)


def note_sign(name: str, words: str = "") -> None:
    """Keep the last time something was seen of Zoom."""
    ZoomSign.objects.update_or_create(name=name, defaults={"at": clock.now(), "words": words})


def note_failure(error: errors.ZoomError) -> None:
    """Keep as Zoom's last failure what went wrong outside the work."""
    verdict = _judged(error)
    note_sign("failure", f"{verdict.kind} {verdict.words}".strip())


def ask_for_token(*, client: Zoom | None = None) -> None:
    """Ask Zoom for a token and keep with which scopes it came. Raises a ZoomError."""
    try:
        token = (client or current()).token(fresh=True)
    except errors.ZoomError as error:
        note_sign("failure", str(error))
        raise
    note_sign("token", " ".join(sorted(token.scopes)))


def _wanted(sessions: Sequence[MonitoringSession]) -> dict[int, set[int]]:
    from courses.models import Enrolment
    from fieldpractice.models import SessionGroup

    seated = Enrolment.objects.filter(cohort__in={one.cohort_id for one in sessions}, state__in=EXPECTED)
    by_cohort: dict[int, set[int]] = {}
    for pk, cohort_id in seated.values_list("pk", "cohort_id"):
        by_cohort.setdefault(cohort_id, set()).add(pk)
    members: dict[int, set[int]] = {}
    groups = {one.group_id for one in sessions if one.group_id}
    pairs = SessionGroup.members.through.objects.filter(sessiongroup__in=groups)
    for group_id, pk in pairs.values_list("sessiongroup_id", "enrolment_id") if groups else ():
        members.setdefault(group_id, set()).add(pk)
    found: dict[int, set[int]] = {}
    for one in sessions:
        people = by_cohort.get(one.cohort_id, set())
        found[one.pk] = people & members.get(one.group_id, set()) if one.group_id else people
    return found


def _claim(pk: int) -> ZoomWork | None:
    """Take one row for one try, if nobody has it. Until the claim runs out it is nobody else's."""
    now = clock.now()
    token = secrets.token_hex(8)
    free = ZoomWork.objects.filter(pk=pk, state__in=(WorkState.WAITING, WorkState.DOING), next_at__lte=now)
    lease = now + timedelta(seconds=settings.PADAN_ZOOM_LEASE_SECONDS)
    if not free.update(state=WorkState.DOING, claim=token, next_at=lease, attempts=F("attempts") + 1):
        return None
    return ZoomWork.objects.select_related("session__cohort", "session__group", "session__host").get(pk=pk)


def _work(work: ZoomWork, client: Zoom | None) -> int:
    try:
        converge(work, client or current())
    except Lost:
        # Somebody else took the row over: it is theirs to settle.
        return 0
    except (errors.ZoomError, NoHost) as error:
        _settle_failure(work, _judged(error))
        return 0
    _settle(work)
    return 1


def _settle(work: ZoomWork) -> None:
    """Note that it is done; what was asked for meanwhile is done next."""
    mine = ZoomWork.objects.filter(pk=work.pk, claim=work.claim)
    same = {"failure": "", "failure_kind": "", "failed_at": None, "attempts": 0, "claim": ""}
    done = mine.filter(asked=work.asked).update(state=WorkState.DONE, next_at=None, done_at=clock.now(), **same)
    if not done:
        mine.update(state=WorkState.WAITING, next_at=clock.now(), **same)
    note_sign("answer")


def _settle_failure(work: ZoomWork, verdict: _Verdict) -> None:
    log.warning("The work at Zoom for session %s did not go well: %s", work.session.public_id, verdict.kind)
    now = clock.now()
    later = now + timedelta(minutes=BACK_OFF[min(max(work.attempts, 1), len(BACK_OFF)) - 1])
    mine = ZoomWork.objects.filter(pk=work.pk, claim=work.claim)
    why = {"failure_kind": verdict.kind, "failure": verdict.words, "failed_at": now, "claim": ""}
    if verdict.final:
        mine.filter(asked=work.asked).update(state=WorkState.FAILED, next_at=None, **why)
        # Asked anew while it failed: then the reason may be gone.
        mine.update(state=WorkState.WAITING, next_at=later, **why)
    else:
        mine.update(state=WorkState.WAITING, next_at=max(verdict.retry_at or later, now), **why)
    note_sign("failure", f"{verdict.kind} {verdict.words}".strip())


def _judged(error: errors.ZoomError | NoHost) -> _Verdict:
    """Return what a failure means: in which kind of words, whether a person must act, and when to try again."""
    if isinstance(error, NoHost):
        return _Verdict(WorkFailure.NO_HOST, "", final=True)
    words = str(error)[:300]
    if isinstance(error, errors.RateLimited):
        return _Verdict(WorkFailure.LIMITED, words, final=False, retry_at=error.retry_at)
    if isinstance(error, errors.Unreachable):
        return _Verdict(WorkFailure.UNREACHABLE, words, final=False)
    if isinstance(error, errors.NotConfigured):
        return _Verdict(WorkFailure.NOT_CONFIGURED, "", final=True)
    if isinstance(error, errors.TokenRefused):
        return _Verdict(WorkFailure.TOKEN, words, final=True)
    if isinstance(error, errors.ScopeMissing):
        return _Verdict(WorkFailure.SCOPE, words, final=True)
    if isinstance(error, errors.NotFound) and error.code == 1001:
        return _Verdict(WorkFailure.HOST, words, final=True)
    if error.passes or isinstance(error, errors.NotFound):
        return _Verdict(WorkFailure.TROUBLE, words, final=False)
    return _Verdict(WorkFailure.REFUSED, words, final=True)
