"""The monthly paper of each unit: its content frozen when the month is over, set on paper once, and told."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.dates import MONTHS
from django.utils.translation import override

from lms.evaluation import kinds, monthly_papers
from lms.evaluation.models import MonthlyPaper
from lms.evaluation.queries.reviewers import unit_page
from lms.evaluation.services import papers
from lms.notices.registry import Telling
from lms.notices.services import tell_many
from lms.notices.wording import in_each_language
from lms.people import audit, clock
from lms.people.bell import ring
from lms.people.enums import Column
from lms.people.models import AuditEntry, User
from lms.programme.queries.matrix import the_programme
from lms.programme.queries.speakers import speakers

MAKE_PAPER = "lms.evaluation.tasks.reviewers.make_paper"
# As far back as papers are made up for.
MOST_MONTHS = 12


def month_before(day: date) -> date:
    """Return the first day of the month before the one this day is in."""
    return (day.replace(day=1) - timedelta(days=1)).replace(day=1)


def bounds_of(month: date) -> tuple[datetime, datetime]:
    """Return the instants between which a month lies, in WIB: closed at its start, open at its end."""
    after = (month + timedelta(days=32)).replace(day=1)
    first, last = (clock.at_midday(day, minutes=-720) for day in (month, after))
    return first, last


@transaction.atomic
def order_papers(*, month: date) -> list[MonthlyPaper]:
    """Freeze what each of the eight units reads about a month, once; returns the papers that are new. Rings for each.

    Asked again it orders nothing more. A site without a programme has no papers.
    """
    if the_programme() is None:
        return []
    known = set(MonthlyPaper.objects.filter(month=month).values_list("column", flat=True))
    wanted = [column for column in Column.values if column not in known]
    rows = [
        MonthlyPaper(column=column, month=month, content=_content(column, month), created_at=clock.now(), next_try_at=clock.now())
        for column in wanted
    ]  # fmt: skip
    MonthlyPaper.objects.bulk_create(rows, ignore_conflicts=True)
    new = list(MonthlyPaper.objects.filter(month=month, column__in=wanted, made_at__isnull=True))
    for paper in new:
        audit.record(None, "evaluation.monthly_paper.order", paper, {"month": [None, f"{month:%Y-%m}"]})
        ring(MAKE_PAPER, paper.pk)
    return new


def _content(column: str, month: date) -> dict[str, Any]:
    since, until = bounds_of(month)
    with override(monthly_papers.LANGUAGE):
        page = unit_page(column, since=since, until=until, fresh=True)
        return monthly_papers.content_of(page, month=month, at=clock.now())


def order_last_month() -> int:
    """Order the papers of the month that is over, and of those before it that nobody ordered; returns how many are new.

    The schedule asks again and again: a day missed costs nothing, and neither does a month.
    """
    return sum(len(order_papers(month=month)) for month in months_to_order(month_before(clock.today())))


def months_to_order(newest: date) -> list[date]:
    """Return the months from the last one with papers up to the newest; without any, the newest if the site was there by then."""
    last = MonthlyPaper.objects.aggregate(last=Max("month"))["last"]
    if last is None:
        first_word = AuditEntry.objects.order_by("at").values_list("at", flat=True).first()
        return [] if first_word is not None and first_word >= bounds_of(newest)[1] else [newest]
    found = [newest]
    while len(found) < MOST_MONTHS and month_before(found[0]) > last:
        found.insert(0, month_before(found[0]))
    return found


def make_paper(*, paper_id: int) -> bool:
    """Set one monthly paper from what was frozen, once, keep the PDF and tell who speaks for the unit. Returns whether this call made it."""
    paper = MonthlyPaper.objects.get(pk=paper_id)
    name = f"monthly/{paper.month:%Y-%m}-{paper.column.lower()}"
    return papers.make(paper, name=name, typeset=lambda: monthly_papers.monthly_pdf(paper), tell=lambda: _tell(paper))


def make_due_papers(*, limit: int = 16) -> int:
    """Make the papers that wait; returns how many were made."""
    return papers.make_due(MonthlyPaper.objects.all(), lambda pk: make_paper(paper_id=pk), limit=limit)


@transaction.atomic
def try_papers_again(*, actor: User, column: str) -> int:
    """Try the papers of a unit that could not be made again, now; returns how many. Raises NotAllowed (does not run the programme)."""
    rows = MonthlyPaper.objects.filter(column=column)
    waiting = papers.try_again(actor=actor, rows=rows, task=MAKE_PAPER)
    for paper in waiting:
        audit.record(actor, "evaluation.monthly_paper.try", paper, {"month": [None, f"{paper.month:%Y-%m}"]})
    return len(waiting)


def _tell(paper: MonthlyPaper) -> None:
    kind = kinds.reviewers.MONTHLY_PAPER
    month = in_each_language(lambda: f"{MONTHS[paper.month.month]} {paper.month.year}")
    unit = in_each_language(lambda: str(Column(paper.column).label))
    tell_many(
        Telling(
            kind=kind,
            to=person,
            path=paper.get_absolute_url(),
            values={"month": month, "unit": unit},
            key=f"{kind}:{paper.pk}:{person.pk}",
            about=paper,
        )
        for person in speakers([paper.column]).get(paper.column, [])
    )
