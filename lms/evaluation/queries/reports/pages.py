"""What the pages of a report read: the list, the report with its sections, a section, the figures, one figure with its rows."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from django.db.models import QuerySet
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from courses.models import Cohort
from lms.evaluation import figures, frozen, narrative
from lms.evaluation.enums import SectionKind
from lms.evaluation.figures import Criterion, Unit, figure_of, together
from lms.evaluation.models import ProgrammeReport, ReportFigure, ReportSection, ReportText
from lms.evaluation.queries.lower_figures.shares import PERSON
from lms.evaluation.queries.reports.visible import reports_visible_to
from lms.evaluation.report_parts import EN, ID, Book, in_order
from lms.people.models import User

log = logging.getLogger(__name__)

# A day as it is frozen.
DAY = re.compile(r"\d{4}-\d\d-\d\d")


def language() -> str:
    """Return the reader's language, of those a report has."""
    return EN if get_language() == EN else ID


def report_list(user: User) -> QuerySet[ProgrammeReport]:
    """Return the reports somebody may see, newest first, with their cohorts: two queries."""
    return reports_visible_to(user).prefetch_related("cohorts").select_related("programme")


# --- Figures as shown ---


@dataclass(frozen=True)
class Shown:
    """A figure as a page shows it: what the report says, and what it says now where that has moved."""

    data: dict[str, Any]
    live: dict[str, Any]

    @property
    def key(self) -> str:
        return str(self.data["key"])

    @property
    def number(self) -> int:
        return int(self.data["cohort"]["number"])

    @property
    def cohort(self) -> str:
        return str(self.data["cohort"]["name"])

    @property
    def title(self) -> str:
        return str(self.data["title"][language()])

    @property
    def source(self) -> str:
        return str(self.data["source"][language()])

    @cached_property
    def words(self) -> str:
        return frozen.said(self.data, language())

    @cached_property
    def basis(self) -> str:
        return frozen.basis(self.data, language())

    @property
    def moved(self) -> bool:
        """Whether the data say something else now than the report."""
        return bool(self.live) and not frozen.same(self.data, self.live)

    @property
    def now(self) -> str:
        return frozen.said({**self.data, **self.live}, language())

    @property
    def token(self) -> str:
        """How a text quotes it."""
        return f"[[{self.key}]]"


def shown_figures(book: Book) -> list[Shown]:
    """Return every figure of a report, in the order of the criteria. No query."""
    live = {(row.key, row.cohort.number): row.live for row in book.rows}
    return [
        Shown(data, live.get((data["key"], data["cohort"]["number"]), {}))
        for rows in book.by_criterion.values()
        for data in rows
    ]


@dataclass(frozen=True)
class Group:
    """Figures of one criterion."""

    title: str
    figures: list[Shown]


def grouped(shown: Iterable[Shown]) -> list[Group]:
    """Return figures by criterion, in order."""
    found: dict[str, list[Shown]] = {}
    for one in shown:
        found.setdefault(one.data["criterion"], []).append(one)
    return [Group(str(Criterion(name).label), rows) for name, rows in found.items()]


# --- Sections ---


@dataclass(frozen=True)
class Moved:
    """A figure that a text quotes and that says something else now than when the text was last saved or looked through."""

    title: str
    before: str
    now: str


@dataclass(frozen=True)
class TextState:
    """How far the words of a section are in one language."""

    row: ReportText
    moved: list[Moved] = field(default_factory=list)

    @property
    def is_written(self) -> bool:
        return bool(self.row.text.strip())


@dataclass(frozen=True)
class SectionLine:
    """A section in the report's list."""

    section: ReportSection
    states: list[TextState]

    @property
    def is_written(self) -> bool:
        return all(one.is_written for one in self.states)

    @property
    def is_begun(self) -> bool:
        return any(one.is_written for one in self.states)

    @property
    def moved(self) -> int:
        return max((len(one.moved) for one in self.states), default=0)

    @property
    def may_be_left_out(self) -> bool:
        return bool(self.section.kind == SectionKind.ACTIVITY and not self.is_begun)


def lines_of(book: Book) -> list[SectionLine]:
    """Return the sections of a report with how far they are. No query."""
    return [SectionLine(one, states_of(book, one)) for one in book.sections]


def states_of(book: Book, section: ReportSection) -> list[TextState]:
    """Return the texts of a section in both languages, with what has moved since each was saved."""
    rows = [book.texts[section.pk, code] for code in (ID, EN)]
    return [TextState(row, moved_in(book, row)) for row in rows]


def moved_in(book: Book, row: ReportText) -> list[Moved]:
    """Return the figures that have moved since a text was last saved or looked through, as the report shows them."""
    found = []
    for key, number in narrative.refs_in(row.text):
        for data in book.quoted(key, number):
            before = row.read.get(narrative.ref_of(key, data["cohort"]["number"]))
            if before is not None and not frozen.same(before, data):
                was = frozen.said({**data, **before}, language())
                found.append(Moved(str(data["title"][language()]), was, frozen.said(data, language())))
    return found


def figures_at(section: ReportSection, shown: Sequence[Shown]) -> tuple[list[Shown], list[Shown]]:
    """Return the figures that belong to a section, and all others."""
    mine = [one for one in shown if _belongs(section, one.data)]
    return mine, [one for one in shown if one not in mine]


def _belongs(section: ReportSection, data: dict[str, Any]) -> bool:
    if section.kind == SectionKind.CRITERION:
        return bool(data["criterion"] == section.criterion)
    return section.kind == SectionKind.ACTIVITY and data["activity_no"] == section.activity_no


def charts_of(rows: Iterable[Shown]) -> list[dict[str, Any]]:
    """Return what the bar charts of some figures draw: one of each that has a series."""
    found = []
    for one in rows:
        if pairs := drawn_series(one.data):
            chart = {"title": f"{one.title} · {one.cohort}", "desc": one.source, "rows": pairs}
            found.append({**chart, "top": frozen.top_of(one.data["unit"])})
    return found


def drawn_series(data: dict[str, Any]) -> list[tuple[str, Any]]:
    """Return the series of a figure as its chart says it, the same as on paper; nothing where there is but one bar."""
    pairs = data.get("series") or []
    drawn = [(label[language()], frozen.drawn(value, data["unit"])) for label, value in pairs]
    return drawn if len(drawn) > 1 else []


def shares_chart(rows: Iterable[Shown]) -> list[tuple[str, Any]]:
    """Return the shares among some figures as pairs for one chart, where there are two at least."""
    listed = list(rows)
    several = len({one.number for one in listed}) > 1
    pairs = [
        (f"{one.title} · {one.cohort}" if several else one.title, frozen.drawn(float(one.data["value"]), Unit.PERCENT))
        for one in listed
        if one.data["unit"] == "percent" and one.data["value"] is not None
    ]
    return pairs if len(pairs) > 1 else []


# --- One figure ---


@dataclass(frozen=True)
class FigurePage:
    """A figure with its rows, as frozen or as they are now, and how its chart goes."""

    shown: Shown
    heads: list[str]
    rows: list[list[Any]]
    href: str
    is_frozen: bool
    series: list[tuple[str, Any]]
    # Said where the kept rows are not those that were signed: none is shown then.
    amiss: str = ""

    @property
    def top(self) -> float | None:
        """What the longest bar there could be stands for."""
        return frozen.top_of(self.shown.data["unit"])

    @property
    def by_person(self) -> bool:
        """Whether its rows are people, each under a code."""
        return str(PERSON) in self.heads


@together()
def figure_page(report: ProgrammeReport, key: str, cohort: Cohort) -> FigurePage | None:
    """Return one figure read now, and beside it what is frozen; rows are those of what the report says.

    A frozen figure that the site knows no more is shown as it was frozen; None where there is neither.
    """
    figure = figure_of(key)
    row = ReportFigure.objects.filter(report=report, cohort=cohort, key=key).first()
    use_frozen = row is not None and row.frozen is not None and not report.is_draft
    live = frozen.live_of(figure, cohort) if figure else {}
    href = figure.href(cohort) if figure and figure.href else ""
    data: dict[str, Any]
    amiss = ""
    if row is not None and row.frozen is not None and use_frozen:
        data = row.frozen
        kept = frozen.Kept(row.rows, data["rows"]["sha256"])
        if not kept.holds:
            log.error("The rows kept with figure %s of report %s are not those signed.", key, report.public_id)
            amiss = frozen.not_signed()
        rows = [list(map(_told, line)) for line in kept] if kept.holds else []
        heads = data["rows"]["heads"][language()]
    elif figure is None:
        return None
    else:
        data = {**frozen.described(figure, cohort), **live, "series": frozen.series_of(figure, cohort)}
        found = figure.rows(cohort)
        heads, rows = [str(head) for head in found.heads], [list(map(_told, line)) for line in found.lines]
    return FigurePage(Shown(data, live), heads, rows, href, use_frozen, drawn_series(data), amiss)


def _told(cell: Any) -> Any:
    """Return a cell of a row as a page says it: yes or no, and a day in words, whether it was frozen as text or read now."""
    if isinstance(cell, bool):
        return _("Yes") if cell else _("No")
    if isinstance(cell, str) and DAY.fullmatch(cell):
        cell = date.fromisoformat(cell)
    return date_format(cell, "j M Y") if type(cell) is date else cell


def annex_of(report: ProgrammeReport, *, as_frozen: bool) -> list[tuple[dict[str, Any], frozen.Kept]]:
    """Return every figure with its rows: as frozen, else read now. The rows stay packed until they are written."""
    found: list[tuple[dict[str, Any], frozen.Kept]]
    if as_frozen:
        kept = report.figures.exclude(frozen=None).select_related("cohort")
        found = [(row.frozen, frozen.Kept(row.rows, row.frozen["rows"]["sha256"])) for row in kept if row.frozen]
    else:
        found = []
        with figures.together():
            for cohort in report.cohorts.select_related("version", "programme").order_by("number", "pk"):
                for figure in figures.figures():
                    data, packed = frozen.frozen_of(figure, cohort)
                    found.append((data, frozen.Kept(packed)))
    order = list(Criterion)
    return sorted(
        found,
        key=lambda pair: (
            order.index(Criterion(pair[0]["criterion"])),
            in_order(pair[0]["key"], pair[0]["cohort"]["number"]),
        ),
    )
