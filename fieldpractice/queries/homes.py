"""What the homes show of the field practice: plain data. What a participant's home reads is prepared, and asked with all its other pieces."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Count, Exists, OuterRef, Q
from django.urls import reverse

from courses.enums import LEARNING, SEATED, CohortState, EnrolmentState
from courses.queries.learning import my_enrolments
from fieldpractice.enums import LHPK_WRITABLE, LhpkState
from fieldpractice.models import LogbookEntry, Placement, PlacementPause
from fieldpractice.queries.jp import field_jp
from fieldpractice.queries.visible import placements_visible_to
from fieldpractice.weeks import Span, Week, week_on, weeks_of
from lms.people import clock
from lms.people.models import User
from lms.people.prepared import Prepared

SILENT_DAYS = 7


# The last days with an entry: more than any week has, also one that a pause stretches.
DAYS_READ = 60


@dataclass(frozen=True)
class Placed:
    """What a home needs to know of a placement."""

    pk: int
    public_id: str
    starts_on: date
    time_zone: str
    enrolment_id: int
    state: str
    jp: int
    report: str | None


my_placements = Prepared(
    lambda user_id: (
        Placement.objects.filter(enrolment__user_id=user_id, enrolment__state__in=sorted(LEARNING))
        .order_by("-starts_on", "-pk")
        .values_list(
            "pk", "public_id", "starts_on", "time_zone", "enrolment_id", "enrolment__state", "enrolment__field_jp",
            "lhpk__state",
        )
    )
)  # fmt: skip
my_pauses = Prepared(
    lambda user_id: (
        PlacementPause.objects.filter(placement__enrolment__user_id=user_id, taken_back_at=None)
        .order_by()
        .values_list("placement_id", "starts_on", "ends_on")
    )
)
my_days = Prepared(
    lambda user_id: (
        LogbookEntry.objects.filter(
            placement__enrolment__user_id=user_id, placement__enrolment__state__in=sorted(LEARNING), struck_at=None
        )
        .order_by("-day", "-placement_id")
        .values_list("placement_id", "day")
        .distinct()[:DAYS_READ]
    )
)


def field_week(user: User) -> dict[str, Any] | None:
    """Return where somebody stands in the own field practice: the week, the days noted in it, the JP, the report. None without a placement.

    Three prepared queries: the placements, their pauses, and the days with an entry.
    """
    one = _placed(user)
    if one is None:
        return None
    pauses = [Span(first, last) for pk, first, last in my_pauses(user.pk) if pk == one.pk]
    noted = {day for pk, day in my_days(user.pk) if pk == one.pk}
    weeks = weeks_of(one.starts_on, pauses)
    today = clock.now().astimezone(ZoneInfo(one.time_zone)).date()
    rests = any(today in pause for pause in pauses)
    week = _week(weeks, today, rests=rests)
    return {
        "week": week,
        "rests": rests,
        "begins_on": weeks[0].starts_on,
        "over": today > weeks[-1].ends_on,
        "days": sum(day in week for day in noted) if week else 0,
        "keeps": one.state == EnrolmentState.ACTIVE,
        "noted_today": today in noted,
        "jp": one.jp,
        "jp_total": _jp_total(user, one),
        "public_id": one.public_id,
        "report_open": one.report is None or one.report in LHPK_WRITABLE,
    }


def _placed(user: User) -> Placed | None:
    """The placement under way, else the latest one: the one whose logbook is kept."""
    found = [Placed(*row) for row in my_placements(user.pk)]
    return next((one for one in found if one.state == EnrolmentState.ACTIVE), found[0] if found else None)


def _week(weeks: list[Week], today: date, *, rests: bool) -> Week | None:
    number = week_on(weeks, today)
    return weeks[number - 1] if number and not rests else None


def _jp_total(user: User, one: Placed) -> int:
    learner = next((own for own in my_enrolments(user) if own.id == one.enrolment_id), None)
    return field_jp(learner.cohort.outline) if learner else 0


def field_cohorts(user: User) -> list[dict[str, Any]]:
    """Return the running cohorts somebody looks after whose practice goes on, or whose reports wait: one query."""
    today = clock.today()
    lately = LogbookEntry.objects.filter(
        placement=OuterRef("pk"), struck_at=None, day__gte=today - timedelta(days=SILENT_DAYS)
    )
    running = Q(starts_on__lte=today - timedelta(days=SILENT_DAYS), ends_on__gte=today)
    rows = placements_visible_to(user).filter(enrolment__state__in=SEATED, enrolment__cohort__state=CohortState.OPEN)
    counted = (
        rows.annotate(wrote=Exists(lately))
        .order_by()
        .values("enrolment__cohort__public_id", "enrolment__cohort__name")
        .annotate(
            people=Count("pk"),
            silent=Count("pk", filter=running & Q(wrote=False)),
            reports=Count("pk", filter=Q(lhpk__state=LhpkState.HANDED_IN)),
        )
        .order_by("enrolment__cohort__name")
    )
    return [
        {
            "name": row["enrolment__cohort__name"],
            "href": reverse("fieldpractice:field_overview", args=[row["enrolment__cohort__public_id"]]),
            "risks": reverse("courses:risk_list", args=[row["enrolment__cohort__public_id"]]),
            "people": row["people"],
            "silent": row["silent"],
            "reports": row["reports"],
        }
        for row in counted
    ]
