"""A whole pack: every file of it, what it counts, and where it comes from."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Count, F

from cms.models import CurriculumVersion
from cms.queries.reviews import DECIDED, standings
from courses.models import Cohort
from lms.evaluation.packs import shapes
from lms.evaluation.packs.manifest import Files, encoded
from lms.evaluation.queries.credentials import base_url
from lms.evaluation.queries.packs.library import library
from lms.evaluation.queries.packs.plan import plan_of
from lms.evaluation.queries.packs.schedule import calendar_of, schedule_of
from lms.people.clock import WIB
from lms.programme.enums import APPROVING, ReviewState
from lms.programme.models import SignOff

SCHEDULE, PLAN = "schedule.json", "plan.json"
ROWS = ("stages", "classes", "tasks", "quizzes", "exercises", "sessions", "surveys")


def contents(cohort: Cohort, version: CurriculumVersion) -> tuple[Files, dict[str, int]]:
    """Return every file of a pack, and how many there are of each kind. Raises what `library` and `schedule_of` raise."""
    files, counts = library(version, cohort)
    schedule = schedule_of(cohort, version)
    plan = plan_of(cohort.programme, calendar_of(cohort))
    files[SCHEDULE] = encoded(shapes.written(schedule))
    files[PLAN] = encoded(shapes.written(plan))
    counts |= {name: len(getattr(schedule, name)) for name in ROWS}
    return files, counts | {"activities": len(plan.activities)}


def origin_of(cohort: Cohort, version: CurriculumVersion) -> dict[str, Any]:
    """Return where a pack comes from, and what the units of that place signed. Names nobody."""
    published = version.published_at.astimezone(WIB).date() if version.published_at else None
    return {
        "site": base_url(),
        "programme": cohort.programme.name,
        "programme_en": cohort.programme.name_en,
        "cohort": cohort.name,
        "version": {
            "title": version.title,
            "number": version.number,
            "digest": version.digest,
            "published_on": _text(published),
        },
        "signed": _signed(version),
    }


def _signed(version: CurriculumVersion) -> list[dict[str, Any]]:
    """Say which units signed every part of the version, review by review."""
    found = []
    for standing in standings(version):
        review = standing.review
        if review is None or review.state not in DECIDED or review.closed_at is None:
            continue
        parts = review.parts.filter(is_present=True).count()
        words = SignOff.objects.filter(
            part__review=review, part__is_present=True, is_current=True, verdict__in=APPROVING, digest=F("part__digest")
        )
        whole = words.values("column").annotate(signed=Count("part", distinct=True)).filter(signed=parts)
        found.append(
            {
                "activity": standing.activity_no,
                "closed_on": _text(review.closed_at.astimezone(WIB).date()),
                "on_record": review.state != ReviewState.CLOSED,
                "columns": sorted(whole.values_list("column", flat=True)),
            }
        )
    return found


def _text(day: date | None) -> str:
    return day.isoformat() if day else ""
