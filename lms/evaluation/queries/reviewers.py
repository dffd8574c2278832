"""What one unit of the matrix finds on its page: what waits, what it decided, the programme against its plan, cohorts in figures.

Figures only, and no participant's name: who may see more goes on from here to the pages that ask for it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Avg, Count, Max, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import get_language

from courses.enums import SEATED, CohortState, EnrolmentState
from courses.models import Cohort
from courses.queries.cohorts import Now, now_of
from lms.evaluation.enums import ReplicationChoice
from lms.evaluation.figures import Figure, Reading, figures, together
from lms.evaluation.frozen import reading_of
from lms.evaluation.models import MonthlyPaper, ProgrammeReport, ReplicationDecision, ReportFigure
from lms.evaluation.pace import days_behind, pace_words
from lms.people import clock
from lms.people.enums import Column, Language
from lms.programme.enums import ReviewState, Verdict
from lms.programme.models import Review, SignOff
from lms.programme.queries.matrix import Cell, Matrix, Row, matrix_of, the_programme
from lms.programme.queries.tallies import Tally, tallies_of

# Most decisions on the page; all of them are in the spreadsheet.
MOST_DECIDED = 6
MOST_PAPERS = 12


@dataclass(frozen=True)
class Waiting:
    """An open review that this unit signs: how far the unit has come, and on whom else it waits."""

    review: Review
    mine: Tally
    others: list[str]

    @property
    def awaited(self) -> int:
        return self.mine.awaited


def open_for(column: str) -> list[Waiting]:
    """Return the open reviews that a unit signs, those it owes a word on first: four queries."""
    reviews = list(
        Review.objects.filter(state=ReviewState.OPEN, columns__column=column)
        .select_related("activity")
        .order_by("due_on", "pk")
    )
    tallies = tallies_of([review.pk for review in reviews])
    rows = [
        Waiting(
            review,
            tallies[review.pk][column],
            [one for one, tally in tallies[review.pk].items() if one != column and not tally.finished],
        )
        for review in reviews
    ]
    return sorted(rows, key=lambda row: not row.awaited)


@dataclass(frozen=True)
class Decided:
    """What a unit has said in one review: how many parts it approved and objected to, and when last."""

    review: Review
    approved: int
    noted: int
    objected: int
    last_at: datetime


def decided_by(column: str, since: datetime | None = None, until: datetime | None = None) -> list[Decided]:
    """Return what a unit has said, by review, the latest first: two queries. A word is counted once, as it stands now."""
    words = SignOff.objects.filter(column=column).filter(Q(is_current=True) | Q(after_closing=True))
    if since is not None:
        words = words.filter(at__gte=since)
    if until is not None:
        words = words.filter(at__lt=until)
    counted = list(
        words.order_by()
        .values("part__review")
        .annotate(
            approved=Count("pk", filter=Q(verdict=Verdict.APPROVE)),
            noted=Count("pk", filter=Q(verdict=Verdict.APPROVE_NOTES)),
            objected=Count("pk", filter=Q(verdict=Verdict.OBJECT)),
            last_at=Max("at"),
        )
        .order_by("-last_at", "-part__review")
    )
    reviews = Review.objects.select_related("activity").in_bulk([row["part__review"] for row in counted])
    return [
        Decided(reviews[row["part__review"]], row["approved"], row["noted"], row["objected"], row["last_at"])
        for row in counted
    ]


@dataclass(frozen=True)
class Step:
    """One activity of the programme: the unit's cell in it, or None where it takes no part; how it keeps to its plan."""

    row: Row
    cell: Cell | None
    behind: int | None

    @property
    def pace(self) -> str:
        return pace_words(self.behind)

    @property
    def tone(self) -> str:
        if self.behind is None:
            return "idle"
        return "bad" if self.behind > 0 else "ok"


def steps_of(matrix: Matrix, column: str, today: date) -> list[Step]:
    """Return every activity as one unit sees it: no query."""
    return [Step(row, row.cells.get(column), days_behind(row.activity, today)) for row in matrix.rows]


@dataclass(frozen=True)
class CohortRow:
    """One cohort in figures."""

    cohort: Cohort
    now: Now
    seated: int
    active: int
    completed: int
    jp: float | None


def cohort_rows() -> list[CohortRow]:
    """Return the cohorts that run or have ended, the newest first: two queries."""
    seated = Q(enrolments__state__in=SEATED)
    rows = (
        Cohort.objects.exclude(state__in=[CohortState.CANCELLED, CohortState.PLANNED])
        .annotate(
            seated=Count("enrolments", filter=seated),
            active=Count("enrolments", filter=Q(enrolments__state=EnrolmentState.ACTIVE)),
            completed=Count("enrolments", filter=Q(enrolments__state=EnrolmentState.COMPLETED)),
            # What `courses.queries.progress.figures_of` averages too.
            jp=Avg("enrolments__jp_done", filter=seated),
        )
        .prefetch_related("stages")
        .order_by("-number", "-pk")
    )
    return [CohortRow(one, now_of(one), one.seated, one.active, one.completed, one.jp) for one in rows]


@dataclass(frozen=True)
class ReportRow:
    """A report, with what it recommends."""

    report: ProgrammeReport
    choice: str

    @property
    def recommends(self) -> str:
        return str(ReplicationChoice(self.choice).label) if self.choice else ""


def report_rows() -> list[ReportRow]:
    """Return the reports with the recommendation of each, the newest first: one query."""
    latest = ReplicationDecision.objects.filter(report=OuterRef("pk")).order_by("-number").values("choice")[:1]
    rows = ProgrammeReport.objects.annotate(choice=Subquery(latest)).order_by("-created_at", "-pk")
    return [ReportRow(one, one.choice or "") for one in rows]


def papers_of(column: str) -> QuerySet[MonthlyPaper]:
    """Return the monthly papers of a unit that are made, the newest first."""
    return MonthlyPaper.objects.filter(column=column, made_at__isnull=False).order_by("-month")


def failed_papers(column: str) -> QuerySet[MonthlyPaper]:
    """Return the monthly papers of a unit that could not be made yet, the newest first."""
    return MonthlyPaper.objects.filter(column=column, made_at__isnull=True).exclude(failure="").order_by("-month")


@dataclass(frozen=True)
class UnitPage:
    """Everything on a unit's page."""

    column: str
    matrix: Matrix | None
    steps: list[Step]
    waiting: list[Waiting]
    following: list[Waiting]
    decided: list[Decided]
    cohorts: list[CohortRow]
    reports: list[ReportRow]

    @property
    def label(self) -> str:
        return str(Column(self.column).label)

    @property
    def own(self) -> list[Step]:
        """The activities this unit takes part in."""
        return [step for step in self.steps if step.cell is not None]


def unit_page(
    column: str, *, since: datetime | None = None, until: datetime | None = None, fresh: bool = False
) -> UnitPage:
    """Return what a unit's page shows: the same queries whatever there is to show. A time narrows what was decided; what is kept or
    carried away is to be `fresh`, the page itself may be a minute behind."""
    programme = the_programme()
    matrix = matrix_of(programme, fresh=fresh) if programme else None
    rows = open_for(column)
    return UnitPage(
        column=column,
        matrix=matrix,
        steps=steps_of(matrix, column, clock.today()) if matrix else [],
        waiting=[row for row in rows if row.awaited],
        following=[row for row in rows if not row.awaited],
        decided=decided_by(column, since, until),
        cohorts=cohort_rows(),
        reports=report_rows(),
    )


@dataclass(frozen=True)
class UnitTally:
    """One unit in the list of all: open reviews it signs, parts it owes a word on, the earliest day, objections it holds."""

    column: str
    reviews: int
    awaited: int
    objected: int
    late: int
    due_on: date | None

    @property
    def label(self) -> str:
        return str(Column(self.column).label)


def unit_tallies() -> list[UnitTally]:
    """Return all eight units with what waits for each, in the matrix's order: four queries."""
    reviews = list(Review.objects.filter(state=ReviewState.OPEN).order_by("due_on", "pk"))
    tallies = tallies_of([review.pk for review in reviews])
    return [_unit_tally(column, [(one, tallies[one.pk][column]) for one in reviews if column in tallies[one.pk]]) for column in Column.values]  # fmt: skip


def _unit_tally(column: str, pairs: Iterable[tuple[Review, Tally]]) -> UnitTally:
    listed = list(pairs)
    owed = [(review, tally) for review, tally in listed if tally.awaited]
    return UnitTally(
        column,
        len(listed),
        sum(tally.awaited for _review, tally in owed),
        sum(tally.objected for _review, tally in listed),
        sum(review.is_late for review, _tally in owed),
        min((review.due_on for review, _tally in owed), default=None),
    )


# Reports are read every half hour; what is older than this is of one that is read no more.
KEPT_FOR = timedelta(hours=2)


@dataclass(frozen=True)
class FigureRow:
    """One figure of a cohort: as it was kept at a time, or as it reads now."""

    figure: Figure
    reading: Reading
    href: str
    at: datetime


def figure_rows(cohort: Cohort, *, follows: bool) -> list[FigureRow]:
    """Return every figure of a cohort; with `follows`, each leads to the screen that shows it.

    Reading them takes long, and the reports on a cohort read them all the time: what was kept lately is shown, with its time. A figure
    that no report has kept is read now, and so is every figure once the last report is final: nothing reads for it any more.
    """
    kept, at = kept_readings(cohort)
    now = clock.now()
    with together():
        return [
            FigureRow(
                figure,
                kept[figure.key] if figure.key in kept else figure.read(cohort),
                figure.href(cohort) if follows and figure.href else "",
                at if at and figure.key in kept else now,
            )
            for figure in figures()
        ]


def kept_readings(cohort: Cohort) -> tuple[dict[str, Reading], datetime | None]:
    """Return the readings of a cohort that were kept lately, by key, and when: of the report that was read last. At most two queries."""
    reports = ProgrammeReport.objects.filter(cohorts=cohort, read_at__gte=clock.now() - KEPT_FOR)
    found = reports.order_by("-read_at", "-pk").values_list("pk", "read_at").first()
    if found is None:
        return {}, None
    report, at = found
    rows = ReportFigure.objects.filter(report=report, cohort=cohort).exclude(live={}).values_list("key", "live")
    language = get_language() or Language.ID.value
    return {key: reading_of(live, language) for key, live in rows}, at


def by_criterion(rows: Iterable[FigureRow]) -> list[tuple[Any, list[FigureRow]]]:
    """Group figures by the criterion they answer to, in the order of the criteria."""
    found: dict[Any, list[FigureRow]] = {}
    for row in rows:
        found.setdefault(row.figure.criterion, []).append(row)
    return list(found.items())
