"""JP of the field practice: hours of the logbook as lines of the ledger, one for each week, with what vouches for them.

A week earns at most its share of the stage's JP, so that the twelve weeks are the practice and not the first of them; a rest of less than
one JP is carried into the next week. Hours of a week on which a disagreement is open do not count until it is closed.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import override

from cms.enums import StageKind
from courses.models import Enrolment
from courses.queries.outline import Outline
from courses.registry import Earned, FieldSubject
from fieldpractice.enums import Verdict
from fieldpractice.models import Placement
from fieldpractice.overview import LoggedWeek
from fieldpractice.queries.overview import kept_weeks
from fieldpractice.weeks import WEEKS
from lms.people import clock

V = Verdict


def field_jp(outline: Outline) -> int:
    """Return the JP of the field practice: those of its courses in the pinned version, else PADAN_FIELD_JP."""
    named = sum(course.jp for course in outline.courses if course.stage == StageKind.FIELD)
    return named or int(settings.PADAN_FIELD_JP)


def share_of(week: int, whole: int) -> int:
    """Return the JP that a week may earn of the whole: shares differ by one at most and add up."""
    return whole * week // WEEKS - whole * (week - 1) // WEEKS


def earned_weekly(logged: dict[int, LoggedWeek], disputed: Collection[int], whole: int) -> dict[int, int]:
    """Return the JP of each week that earns some."""
    found, rest, minutes_of_one = {}, 0, int(settings.PADAN_JP_MINUTES)
    for week in range(1, WEEKS + 1):
        if week not in logged or week in disputed:
            continue
        minutes = int(logged[week].hours * 60) + rest
        jp = min(share_of(week, whole), minutes // minutes_of_one)
        rest = min(minutes - jp * minutes_of_one, minutes_of_one - 1)
        if jp:
            found[week] = jp
    return found


def field_lines(enrolments: QuerySet[Enrolment] | Collection[int], outline: Outline) -> Iterator[Earned]:
    """Yield what these enrolments of one cohort earned in the field, by person and week: six queries, one when nobody is placed."""
    rows = Placement.objects.filter(enrolment__in=enrolments)
    placed = list(rows.order_by("enrolment_id").values_list("pk", "enrolment_id", "public_id"))
    if not placed:
        return
    kept, whole = kept_weeks(rows), field_jp(outline)
    for pk, enrolment_id, public_id in placed:
        logged = kept.logged_of(pk)
        for week, jp in earned_weekly(logged, kept.disputed_of(pk), whole).items():
            one = logged[week]
            evidence = _evidence(one, kept.verdict_of(pk, week))
            yield Earned(enrolment_id, _subject(week, public_id), jp, clock.at_midday(one.last_on), evidence)


def _subject(week: int, public_id: str) -> FieldSubject:
    with override("id"):
        title = _("Field practice, week %(n)s") % {"n": week}
    with override("en"):
        title_en = _("Field practice, week %(n)s") % {"n": week}
    return FieldSubject(title, title_en, StageKind.FIELD, public_id)


def _evidence(one: LoggedWeek, verdict: str) -> str:
    words: dict[str, Any] = {
        V.SEEN: _("seen by the supervisor"),
        V.NOT_SEEN: _("not seen by the supervisor"),
        V.DISAGREES: _("disagreement closed"),
    }
    said = words.get(verdict, _("no word of the supervisor yet"))
    return _("%(hours)s hours on %(days)s days, %(said)s") % {
        "hours": f"{one.hours:g}".replace(".", ","),
        "days": one.days,
        "said": said,
    }
