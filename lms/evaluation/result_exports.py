"""Results of a survey as spreadsheets: the figures of the screen from the same query. There is no sheet of single people's answers."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from io import BytesIO, StringIO
from typing import Any, NamedTuple

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from lms.evaluation import skm
from lms.evaluation.enums import Audience
from lms.evaluation.queries.results.comparing import Cohorts, Compared, Comparison
from lms.evaluation.queries.results.reading import LineResult, Results
from lms.evaluation.queries.results.themes import Sorted
from lms.evaluation.statistics import Mean, rounded
from lms.evaluation.suppression import least_shown
from lms.people import clock

OPTIONS = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
# A spreadsheet takes a text cell that begins so for a formula.
RISKY = ("=", "+", "-", "@", "\t", "\r")

Cell = str | int | Decimal | None
SHARE_PLACES = 1


class Row(NamedTuple):
    """One figure: of which question, which answer or measure, its value and what it rests on."""

    section: str
    key: str
    question: str
    measure: str
    value: Decimal | int | None
    n: int | None
    spread: Decimal | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    remark: str = ""


def figure_rows(results: Results) -> Iterator[Row]:
    """Yield every figure of a run, question by question: first what it comes to, then how often each answer was given."""
    for part in results.sections:
        if part.mean is not None:
            yield _mean_row(part.title, part.section.key, _("Section as a whole"), part.mean)
        for one in part.lines:
            yield from _of_line(part.title, one, several=results.run.audience == Audience.SUPERVISORS)
    if results.index:
        index = results.index
        words = _("Satisfaction index (SKM), mark %(mark)s") % {"mark": index.mark}
        yield Row("", "skm", words, _("index"), index.index, index.n, index.spread, index.low, index.high)


def _of_line(section: str, one: LineResult, *, several: bool) -> Iterator[Row]:
    line = one.line
    words = f"{line.about}: {line.text}" if line.about else line.text
    if one.hidden:
        few = _("of fewer than %(n)s supervisors, perhaps") if several else _("fewer than %(n)s answers")
        yield Row(section, one.key, words, _("hidden"), None, None, remark=few % {"n": least_shown()})
        return
    if one.mean is not None:
        yield _mean_row(section, one.key, words, one.mean)
    if one.favourable is not None and one.nps is None:
        share = one.favourable
        yield Row(
            section, one.key, words, _("percent above the middle"), _percent(share.value), share.n, None,
            _percent(share.low), _percent(share.high),
        )  # fmt: skip
    if one.nps is not None:
        nps = one.nps
        yield Row(
            section, one.key, words, _("net promoter score"), rounded(nps.value), nps.n, None,
            rounded(nps.low), rounded(nps.high),
        )  # fmt: skip
    for bar in one.bars:
        shown = number_format(rounded(bar.share, SHARE_PLACES), decimal_pos=SHARE_PLACES)
        share_words = _("%(share)s %%") % {"share": shown}
        yield Row(section, one.key, words, bar.label, bar.count, bar.n, remark=share_words)
    if line.is_text:
        yield Row(section, one.key, words, _("texts"), one.n, one.n)


def _mean_row(section: str, key: str, words: str, mean: Mean) -> Row:
    return Row(
        section, key, words, _("mean"), rounded(mean.value), mean.n,
        rounded(mean.spread), rounded(mean.low), rounded(mean.high),
    )  # fmt: skip


def _percent(value: Fraction | float) -> Decimal | None:
    return rounded(value * 100, SHARE_PLACES)


def _head() -> list[str]:
    return [
        _("Section"), _("Key"), _("Question"), _("Measure or answer"), _("Value"), _("n"), _("Standard deviation"),
        _("Interval from"), _("Interval to"), _("Remark"),
    ]  # fmt: skip


def results_csv(results: Results) -> bytes:
    """Return the figures as CSV with a byte order mark, so that spreadsheets read it as UTF-8. Numbers have a point, remarks read as the screen does."""
    out = StringIO()
    writer = csv.writer(out)
    writer.writerow(_head())
    if results.why:
        writer.writerow([_safe(results.why)])
    for row in figure_rows(results):
        writer.writerow([_safe(cell) if isinstance(cell, str) else "" if cell is None else cell for cell in row])
    return out.getvalue().encode("utf-8-sig")


def _safe(text: str) -> str:
    return f"'{text}" if text.startswith(RISKY) else text


def results_xlsx(
    results: Results,
    compared: Comparison | None = None,
    opened: Sequence[Sorted] = (),
    cohorts: Cohorts | None = None,
) -> bytes:
    """Return the workbook: figures, units, the nine elements, themes of open answers, before and after, cohorts, and what it all means."""
    import xlsxwriter  # heavy: loaded by whoever asks for a spreadsheet

    out = BytesIO()
    with xlsxwriter.Workbook(out, OPTIONS) as book:
        styles = {
            "bold": book.add_format({"bold": True, "text_wrap": True, "valign": "top"}),
            "number": book.add_format({"num_format": "0.00"}),
        }
        _sheet(book, styles, _("Figures"), _head(), figure_rows(results), wide=(24, 14, 60, 30))
        if results.groups:
            _sheet(book, styles, _("Work units"), _unit_head(results), _unit_rows(results), wide=(36,))
        if results.index:
            _sheet(book, styles, _("SKM"), _skm_head(), _skm_rows(results.index), wide=(8, 50))
        if any(one.rows for one in opened):
            _sheet(book, styles, _("Themes"), _theme_head(), _theme_rows(opened), wide=(50, 36))
        if compared is not None and compared.lines:
            _sheet(book, styles, _("Before and after"), _pair_head(), map(_pair_row, compared.lines), wide=(60,))
        if cohorts is not None and cohorts.columns:
            _sheet(book, styles, _("Cohorts"), _cohort_head(), _cohort_rows(cohorts), wide=(60, 30))
        _sheet(book, styles, _("Remarks"), [_("About"), _("Remark")], _remarks(results, compared), wide=(28, 110))
    return out.getvalue()


def _sheet(
    book: Any, styles: dict[str, Any], name: str, head: Sequence[str], rows: Any, *, wide: Sequence[int]
) -> None:
    sheet = book.add_worksheet(name[:31])
    sheet.freeze_panes(1, 0)
    for place, width in enumerate(wide):
        sheet.set_column(place, place, width)
    sheet.set_column(len(wide), max(len(head), len(wide)), 16)
    sheet.write_row(0, 0, list(head), styles["bold"])
    for number, row in enumerate(rows, start=1):
        for place, cell in enumerate(row):
            if isinstance(cell, Decimal):
                sheet.write_number(number, place, float(cell), styles["number"])
            elif isinstance(cell, int):
                sheet.write_number(number, place, cell)
            elif cell:
                sheet.write_string(number, place, str(cell))


def _unit_head(results: Results) -> list[str]:
    head = [_("Work unit"), _("Number of answers")]
    for title, _mean in results.groups[0].means:
        head += [title, _("n"), _("Standard deviation")]
    return [*head, _("Satisfaction index"), _("Mark")] if results.index else head


def _unit_rows(results: Results) -> Iterator[list[Cell]]:
    for row in results.groups:
        cells: list[Cell] = [row.name, row.n if row.n is not None else _("hidden")]
        for _title, mean in row.means:
            cells += [rounded(mean.value), mean.n, rounded(mean.spread)] if mean else [_("hidden"), None, None]
        if results.index:
            cells += [row.index.index, row.index.mark] if row.index else [_("hidden"), None]
        yield cells


def _skm_head() -> list[str]:
    return [_("No."), _("Element"), _("Mean (1–4)"), _("n"), _("Standard deviation"), _("Index"), _("Mark")]


def _skm_rows(index: skm.Skm) -> Iterator[list[Cell]]:
    for one in index.elements:
        mean = one.mean
        yield [one.number, one.title, rounded(mean.value), mean.n, rounded(mean.spread), one.index, one.mark]
    yield [None, _("Satisfaction index"), None, index.n, index.spread, index.index, index.mark]


def _theme_head() -> list[str]:
    return [
        _("Question"), _("Theme"), _("Number of answers"), _("n"), _("Percent"), _("Interval from"), _("Interval to"),
        _("Kappa of the two"), _("Texts judged"), _("Before: number of answers"), _("Before: n"),
    ]  # fmt: skip


def _theme_rows(opened: Sequence[Sorted]) -> Iterator[list[Cell]]:
    for one in opened:
        for row in one.rows:
            share, judged, before = row.share, row.agreement, row.before
            yield [
                one.line.text, row.theme.title, row.count, share.n if share else None,
                _percent(share.value) if share else None, _percent(share.low) if share else None,
                _percent(share.high) if share else None, rounded(judged.kappa) if judged else None,
                judged.n if judged else None, before.count if before else None, before.n if before else None,
            ]  # fmt: skip


def _pair_head() -> list[str]:
    return [
        _("Question"), _("Before"), _("n"), _("After"), _("n"), _("Pairs"), _("Change of the mean"), _("Interval from"), _("Interval to"),
        _("Higher after"), _("Lower after"), _("p"), pgettext("statistics", "Test"), _("Left out by lot"),
    ]  # fmt: skip


def _pair_row(one: Compared) -> list[Cell]:
    words = f"{one.line.about}: {one.line.text}" if one.line.about else one.line.text
    if one.hidden or one.before is None or one.after is None:
        return [words, _("hidden")]
    gain, apart = one.gain, one.difference
    p = gain.wilcoxon_p if gain else apart.p if apart else None
    return [
        words, rounded(one.before.value), one.before.n, rounded(one.after.value), one.after.n,
        gain.people if gain else None, rounded(one.change), rounded(one.low), rounded(one.high),
        gain.better if gain else None, gain.worse if gain else None, rounded(p, 4),
        _("Wilcoxon, paired") if gain else _("Welch, two groups"), one.left_out or None,
    ]  # fmt: skip


def _cohort_head() -> list[str]:
    return [
        _("Question"), _("Cohort"), _("Mean"), _("n"), _("Standard deviation"), _("Interval from"), _("Interval to"),
        _("Difference to this cohort"), _("Interval from"), _("Interval to"),
    ]  # fmt: skip


def _cohort_rows(cohorts: Cohorts) -> Iterator[list[Cell]]:
    for line in cohorts.lines:
        words = f"{line.line.about}: {line.line.text}" if line.line.about else line.line.text
        for name, mean, apart in line.cells:
            if mean is None:
                yield [words, name, _("hidden or asked otherwise")]
                continue
            yield [
                words, name, rounded(mean.value), mean.n, rounded(mean.spread), rounded(mean.low), rounded(mean.high),
                rounded(apart.value) if apart else None, rounded(apart.low) if apart else None,
                rounded(apart.high) if apart else None,
            ]  # fmt: skip


def _remarks(results: Results, compared: Comparison | None) -> Iterator[tuple[str, str]]:
    run = results.run
    yield _("Survey"), str(run.title)
    yield _("How answers are kept"), str(run.get_privacy_display())
    yield _("Number of answers"), str(results.n) if results.shown else results.why
    yield _("Made on"), f"{clock.today():%d/%m/%Y}"
    yield (
        _("Small groups"),
        _(
            "Nothing rests on fewer than %(least)s answers. Where a small group is hidden another one is hidden with it, so that it cannot be worked out."
        )
        % {"least": least_shown()},
    )
    yield (
        _("Interval"),
        _(
            "Intervals of 95 percent: of means by Student’s t, of shares by Wilson, of the net promoter score by Agresti and Min."
        ),
    )
    if results.index:
        yield _("SKM"), str(skm.SOURCE)
    if compared is not None:
        yield _("Before and after"), compared.why or _limits(compared)


def _limits(compared: Comparison) -> str:
    if compared.paired and compared.after.audience == Audience.SUPERVISORS:
        return _(
            "The same participants before and after, not always seen by the same supervisor. There was no group without the course."
        )
    if compared.paired:
        return _(
            "The same people before and after. There was no group without the course: the change alone does not prove its cause."
        )
    return _("Two groups whose people may differ: answers are anonymous and cannot be paired.")
