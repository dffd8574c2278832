"""Who of a cohort may not finish, and by which rule. The rules are shown with the list."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Case, F, IntegerField, Max, QuerySet, Sum, Value, When
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cms.enums import StageKind
from courses.enums import EARNING, AttendanceState, EnrolmentState, MeetingState
from courses.models import Attendance, Enrolment
from courses.queries.learning import CohortFacts
from courses.queries.progress import display_name
from courses.registry import risks_for, signs_for
from lms.people import clock


@dataclass(frozen=True)
class Rules:
    """The limits: percent of class hours attended, days without a sign of life."""

    percent: int
    days: int


@dataclass
class AtRisk:
    """One person with the reasons, each in words."""

    id: int
    public_id: str
    name: str
    unit: str
    last_at: datetime | None
    percent: float | None
    reasons: list[str] = field(default_factory=list)


def rules() -> Rules:
    """Return the limits in force: PADAN_ATTENDANCE_PERCENT (90, from the ministry's usual rule) and PADAN_SILENT_DAYS (14)."""
    percent = getattr(settings, "PADAN_ATTENDANCE_PERCENT", 90)
    return Rules(percent=int(percent), days=int(getattr(settings, "PADAN_SILENT_DAYS", 14)))


def hours_by_person(cohort_id: int) -> dict[int, tuple[int, int]]:
    """Return for each person the hours of the held classes: JP attended (half counts half) and JP held; excused ones left out.

    One query. In half JP, so that nothing is rounded.
    """
    jp = F("meeting__jp")
    worth = Case(
        When(state__in=sorted(EARNING), then=jp * 2),
        When(state=AttendanceState.HALF, then=jp),
        default=Value(0),
        output_field=IntegerField(),
    )
    rows = (
        Attendance.objects.filter(meeting__stage__cohort=cohort_id, meeting__state=MeetingState.HELD)
        .exclude(state=AttendanceState.EXCUSED)
        .order_by()
        .values("enrolment")
        .annotate(attended=Sum(worth), held=Sum(jp * 2))
    )
    return {row["enrolment"]: (row["attended"], row["held"]) for row in rows}


def at_risk(cohort: CohortFacts, enrolments: QuerySet[Enrolment]) -> list[AtRisk]:
    """Return the active people of a cohort to whom a rule applies, those with most reasons first. Three queries and those of other rooms."""
    limits, hours, seen = rules(), hours_by_person(cohort.id), _signs_of_life(cohort)
    said: dict[int, list[str]] = {}
    for risk in risks_for(cohort):
        said.setdefault(risk.enrolment_id, []).append(risk.words)
    rows = enrolments.filter(state=EnrolmentState.ACTIVE).order_by("user__name", "id").values(
        "id", "public_id", "state_at", "last_seen_at", "lessons_done",
        "user__name", "user__title_before", "user__title_after", "work_unit__name",
    )  # fmt: skip
    found = []
    for row in rows:
        pk, unit = row["id"], row["work_unit__name"] or ""
        last = max((at for at in (row["last_seen_at"], seen.get(pk)) if at), default=None)
        one = AtRisk(pk, row["public_id"], display_name(row), unit, last, _percent(hours, pk))
        silent, overdue = _silent(last or row["state_at"], limits), _overdue(cohort, row["lessons_done"])
        one.reasons = [*_absent(one, limits), *silent, *overdue, *said.get(pk, [])]
        found += [one] if one.reasons else []
    return sorted(found, key=lambda one: -len(one.reasons))


def _signs_of_life(cohort: CohortFacts) -> dict[int, datetime]:
    """When each person was last seen in a class, or by another room."""
    arrived = Attendance.objects.filter(meeting__stage__cohort=cohort.id, arrived_at__isnull=False).order_by()
    found = signs_for(cohort)
    for pk, at in arrived.values("enrolment").annotate(last=Max("arrived_at")).values_list("enrolment", "last"):
        found[pk] = max(at, found.get(pk, at))
    return found


def _percent(hours: dict[int, tuple[int, int]], enrolment_id: int) -> float | None:
    attended, held = hours.get(enrolment_id, (0, 0))
    return 100 * attended / held if held else None


def _absent(one: AtRisk, limits: Rules) -> list[str]:
    if one.percent is None or one.percent >= limits.percent:
        return []
    # Never rounded across the limit: 89.96 % is shown as 89.9 %.
    shown = int(one.percent * 10) / 10
    return [_("attended %(percent)s %% of the class hours") % {"percent": f"{shown:g}".replace(".", ",")}]


def _silent(last: datetime, limits: Rules) -> list[str]:
    days = (clock.now() - last).days
    if clock.now() - last < timedelta(days=limits.days):
        return []
    return [_("%(days)s days without a sign of life") % {"days": days}]


def _overdue(cohort: CohortFacts, done: int) -> list[str]:
    online = cohort.plan.stage(StageKind.ONLINE)
    missing = len(cohort.outline.online) - done
    if online is None or online.ends_on >= clock.today() or missing <= 0:
        return []
    words = ngettext("%(n)s lesson overdue", "%(n)s lessons overdue", missing)
    return [words % {"n": missing}]
