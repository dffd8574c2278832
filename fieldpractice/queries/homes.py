"""What the homes show of the field practice: plain data, two queries each."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q
from django.urls import reverse

from courses.enums import LEARNING, SEATED, CohortState
from fieldpractice.enums import LHPK_WRITABLE, LhpkState
from fieldpractice.models import LogbookEntry, Placement
from fieldpractice.queries.logbook import today_at
from fieldpractice.queries.visible import placements_visible_to
from fieldpractice.weeks import week_on
from lms.people import clock
from lms.people.models import User

SILENT_DAYS = 7


def field_week(user: User) -> dict[str, Any] | None:
    """Return where somebody stands in the own field practice: the week, the days noted in it, the report. None without a placement.

    Three queries: the placement, its pauses, and the days of the week.
    """
    rows = Placement.objects.filter(enrolment__user=user, enrolment__state__in=LEARNING)
    one = rows.select_related("lhpk").prefetch_related("pauses").order_by("-starts_on", "-pk").first()
    if one is None:
        return None
    today, weeks = today_at(one), one.weeks()
    number = week_on(weeks, today)
    rests = any(pause.is_in_force and today in pause.span for pause in one.pauses.all())
    week = weeks[number - 1] if number and not rests else None
    lhpk = getattr(one, "lhpk", None)
    return {
        "week": week,
        "rests": rests,
        "over": today > weeks[-1].ends_on,
        "days": _days(one, week.starts_on, week.ends_on) if week else 0,
        "href": one.get_absolute_url(),
        "report": reverse("fieldpractice:lhpk_detail", args=[one.public_id]),
        "report_open": lhpk is None or lhpk.state in LHPK_WRITABLE,
    }


def _days(one: Placement, first: date, last: date) -> int:
    rows = LogbookEntry.objects.filter(placement=one, struck_at=None, day__range=(first, last)).order_by()
    return rows.values("day").distinct().count()


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
            "people": row["people"],
            "silent": row["silent"],
            "reports": row["reports"],
        }
        for row in counted
    ]
