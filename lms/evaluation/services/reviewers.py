"""The monthly paper of each unit: its content frozen when the month is over, set on paper once, and told."""

from __future__ import annotations

import hashlib
import logging
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F, Max
from django.utils.dates import MONTHS
from django.utils.translation import gettext as _
from django.utils.translation import override

from lms.evaluation import kinds, monthly_papers
from lms.evaluation.models import MonthlyPaper
from lms.evaluation.queries.reviewers import unit_page
from lms.files import store
from lms.files.pdf import TypesetFailed
from lms.notices.registry import Telling
from lms.notices.services import tell_many
from lms.notices.wording import in_each_language
from lms.people import audit, clock
from lms.people.bell import ring
from lms.people.enums import Column
from lms.people.errors import NotAllowed
from lms.people.ids import new_id
from lms.people.models import AuditEntry, User
from lms.programme.queries.matrix import the_programme
from lms.programme.queries.speakers import speakers

log = logging.getLogger(__name__)
MAKE_PAPER = "lms.evaluation.tasks.reviewers.make_paper"
# Minutes until a paper that could not be made is tried again.
BACK_OFF = (1, 5, 30, 120)
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
        return monthly_papers.content_of(unit_page(column, since=since, until=until), month=month, at=clock.now())


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
    """Set one monthly paper from what was frozen, once, keep the PDF and tell who speaks for the unit. Returns whether this call made it.

    Safe to run twice at once: the second finds the paper made and drops its own. What fails is tried again by the schedule.
    """
    paper = MonthlyPaper.objects.get(pk=paper_id)
    if paper.made_at is not None or not _claim(paper):
        return False
    try:
        body = monthly_papers.monthly_pdf(paper)
    except TypesetFailed as error:
        log.warning("The monthly paper %s could not be set: %s", paper, str(error)[:300])
        MonthlyPaper.objects.filter(pk=paper.pk).update(failure=str(error)[:300])
        return False
    # A name of its own: a store may put a second file of one name over the first.
    path = store.put(f"monthly/{paper.month:%Y-%m}-{paper.column.lower()}-{new_id()}.pdf", body)
    done = {"path": path, "sha256": hashlib.sha256(body).hexdigest(), "size": len(body), "made_at": clock.now()}
    with transaction.atomic():
        kept = MonthlyPaper.objects.filter(pk=paper.pk, made_at__isnull=True).update(**done, failure="")
        if kept:
            _tell(paper)
    if not kept:
        store.remove([path])
    return bool(kept)


def make_due_papers(*, limit: int = 16) -> int:
    """Make the papers that wait; returns how many were made."""
    due = MonthlyPaper.objects.filter(made_at__isnull=True, next_try_at__lte=clock.now()).order_by("next_try_at", "pk")
    return sum(make_paper(paper_id=pk) for pk in due.values_list("pk", flat=True)[:limit])


@transaction.atomic
def try_papers_again(*, actor: User, column: str) -> int:
    """Try the papers of a unit that could not be made again, now; returns how many. Raises NotAllowed (does not run the programme)."""
    if not actor.has_perm("evaluation.run_reports"):
        raise NotAllowed(_("Only a coordinator or an administrator may do this."))
    waiting = list(MonthlyPaper.objects.filter(column=column, made_at__isnull=True).exclude(failure=""))
    for paper in waiting:
        MonthlyPaper.objects.filter(pk=paper.pk, made_at__isnull=True).update(next_try_at=clock.now())
        audit.record(actor, "evaluation.monthly_paper.try", paper, {"month": [None, f"{paper.month:%Y-%m}"]})
        ring(MAKE_PAPER, paper.pk)
    return len(waiting)


def _claim(paper: MonthlyPaper) -> bool:
    """Take the paper for one try. The next try is set first, so a worker that dies half-way only delays it."""
    wait = timedelta(minutes=BACK_OFF[min(paper.tries, len(BACK_OFF) - 1)])
    as_seen = MonthlyPaper.objects.filter(pk=paper.pk, made_at__isnull=True, tries=paper.tries)
    return bool(as_seen.update(tries=F("tries") + 1, next_try_at=clock.now() + wait))


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
