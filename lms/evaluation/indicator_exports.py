"""A cohort's units before and after as a spreadsheet and as a picture, and what these figures cannot say."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from io import BytesIO
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lms.evaluation.indicators import FIELDS, Change, UnitChange, month_name
from lms.evaluation.queries.indicators import Compared, Comparison, UnitLine, reports_of
from lms.evaluation.sheets import Table, workbook

OPTIONS = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


def limits_of(comparison: Comparison) -> list[str]:
    """Return in sentences what the comparison cannot say; part of every screen, spreadsheet and report that shows it."""
    found = [
        _("The figures are what the units report of themselves; nobody has counted them again."),
        _(
            "They come from before and after, so they cannot say that the training is the cause: staff, season, regulation and "
            "the labour market changed too."
        ),
        *_season(comparison),
        _("A unit has more people than those who took part; how far one of them moves a unit’s figures is not known."),
    ]
    if comparison.others:
        words = ngettext(
            "One unit without participants is shown beside them. It was not drawn by lot, so it is a hint and no proof.",
            "%(n)s units without participants are shown beside them. They were not drawn by lot, so they are a hint and no proof.",
            comparison.others,
        )
        found.append(words % {"n": comparison.others})
    else:
        found.append(
            _("No unit without participants has reported, so there is nothing to hold the differences against.")
        )
    if comparison.gaps:
        words = ngettext(
            "One unit lacks months or figures of them; it counts only where all months of both periods are there.",
            "%(n)s units lack months or figures of them; they count only where all months of both periods are there.",
            len(comparison.gaps),
        )
        found.append(words % {"n": len(comparison.gaps)})
    return found


def _season(comparison: Comparison) -> list[str]:
    """What the season may do to the comparison; nothing where the same months of two years are held against each other."""
    months = comparison.months
    later = [months.three, *([months.six] if comparison.later_shown else [])]
    if all({month.month for month in period} == {month.month for month in months.baseline} for period in later):
        return []
    return [_("Baseline and follow-up lie in different months of the year; a season shows as a difference.")]


def in_words(value: Decimal | float | None, places: int = 2, *, signed: bool = False) -> str:
    """Return a figure as the reader writes it, rounded half up; a difference with its sign."""
    if value is None:
        return "–"
    exact = value if isinstance(value, Decimal) else Decimal(repr(value))
    # Rounded here: Django's number_format cuts off.
    shown = exact.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    text = number_format(shown, places, force_grouping=True)
    return f"+{text}" if signed and shown > 0 else text


def interval_in_words(change: Change) -> str:
    """Return the interval of a difference, or why there is none."""
    if change.figures is None:
        return _("no interval: fewer than two units are whole") if change.n else ""
    return _("%(low)s to %(high)s") % {
        "low": in_words(change.figures.low, signed=True),
        "high": in_words(change.figures.high, signed=True),
    }


def verdict_in_words(change: Change) -> str:
    """Return what an interval allows to be said, in words that promise no more."""
    return (
        {
            "better": _("better than before; chance alone hardly explains it"),
            "worse": _("worse than before; chance alone hardly explains it"),
            "open": _("chance alone may explain the difference"),
        }[change.direction if change.figures else "open"]
        if change.n >= 2
        else _("too few units to say")
    )


def drawn(one: Compared, *, later: bool) -> list[dict[str, Any]]:
    """Return the lines of one indicator in words: three months after, and with `later` six."""
    periods = [(_("Three months after"), one.three), *([(_("Six months after"), one.six)] if later else [])]
    return [
        {
            "label": label,
            "n": change.n,
            "before": in_words(change.before),
            "after": in_words(change.after),
            "difference": in_words(change.difference, signed=True),
            "interval": interval_in_words(change),
            "verdict": verdict_in_words(change) if change.n else "",
            "tone": change.direction if change.figures else "open",
        }
        for label, change in periods
    ]


def lines_xlsx(lines: Iterable[UnitLine]) -> bytes:
    """Return the list of units as a workbook: when each last reported, and each month that is missing or not whole."""
    heads = [
        _("Work unit"),
        _("Cohorts"),
        _("Last month reported"),
        _("Months that are missing"),
        _("Months not whole"),
    ]
    rows = [
        [line.unit.name, ", ".join(line.cohorts), line.last and month_name(line.last), *_missing(line)]
        for line in lines
    ]
    return workbook([Table(_("Figures of the units"), heads, rows)])


def _missing(line: UnitLine) -> list[str]:
    absent = [month for month in line.missing if month not in line.begun]
    begun = [month for month in line.missing if month in line.begun]
    return [", ".join(map(month_name, months)) for months in (absent, begun)]


def month_words(months: tuple[date, ...]) -> str:
    """Return a period as its first and last month."""
    return f"{month_name(months[0])} – {month_name(months[-1])}"


def comparison_xlsx(comparison: Comparison) -> bytes:
    """Return the workbook: the differences, each unit's share in them, the months as reported, and the limits in words."""
    import xlsxwriter  # heavy: loaded by whoever asks for a spreadsheet

    out = BytesIO()
    with xlsxwriter.Workbook(out, OPTIONS) as book:
        styles = {
            "bold": book.add_format({"bold": True, "text_wrap": True, "valign": "top"}),
            "wrap": book.add_format({"text_wrap": True, "valign": "top"}),
            "figure": book.add_format({"num_format": "#,##0.00"}),
        }
        _summary(book.add_worksheet(_("Before and after")), styles, comparison)
        _units(book.add_worksheet(_("By unit")), styles, comparison)
        _months(book.add_worksheet(_("Months reported")), styles, comparison)
        _limits(book.add_worksheet(_("Limits")), styles, comparison)
    return out.getvalue()


def _summary(sheet: Any, styles: dict[str, Any], comparison: Comparison) -> None:
    heads = [
        _("Indicator"), _("Counted"), _("Period"), _("Units"), _("Before"), _("After"), _("Difference"), _("Low (95%)"),
        _("High (95%)"), _("Spread"), _("What it allows to be said"),
    ]  # fmt: skip
    _head(sheet, styles, heads, 34)
    at = 1
    for one in comparison.rows:
        for label, change in (
            (_("Three months after"), one.three),
            (_("Six months after"), one.six),
            (_("Units without participants, three months after"), one.others),
        ):
            sheet.write_row(at, 0, [str(one.indicator.label), str(one.indicator.unit), label, change.n])
            known = change.figures
            bounds = [known.low, known.high, known.spread] if known else [None] * 3
            for place, value in enumerate([change.before, change.after, change.difference, *bounds], start=4):
                if value is not None:
                    sheet.write_number(at, place, float(value), styles["figure"])
            sheet.write_string(at, 10, verdict_in_words(change) if change.n else "")
            at += 1


def _units(sheet: Any, styles: dict[str, Any], comparison: Comparison) -> None:
    heads = [
        _("Indicator"), _("Period"), _("Work unit"), _("Before"), _("Months before"), _("After"), _("Months after"),
        _("Difference"), _("Counts"),
    ]  # fmt: skip
    _head(sheet, styles, heads, 34)
    names = {unit.pk: unit.name for unit in comparison.units}
    at = 1
    for one in comparison.rows:
        for label, change in ((_("Three months after"), one.three), (_("Six months after"), one.six)):
            for unit in change.units:
                _unit(sheet, at, styles, [str(one.indicator.label), label, names[unit.unit_id]], unit)
                at += 1


def _unit(sheet: Any, at: int, styles: dict[str, Any], head: list[str], unit: UnitChange) -> None:
    sheet.write_row(at, 0, head)
    for place, value in ((3, unit.before.value), (5, unit.after.value), (7, unit.difference)):
        if value is not None:
            sheet.write_number(at, place, float(value), styles["figure"])
    for place, period in ((4, unit.before), (6, unit.after)):
        sheet.write_string(at, place, _("%(n)s of %(all)s") % {"n": period.reported, "all": period.asked})
    sheet.write_string(at, 8, _("yes") if unit.counts else _("no"))


def _months(sheet: Any, styles: dict[str, Any], comparison: Comparison) -> None:
    _head(sheet, styles, [_("Work unit"), _("Month"), *(str(field.label) for field in FIELDS)], 34)
    reports = reports_of([unit.pk for unit in comparison.units], comparison.months.all_months)
    at = 1
    for unit in comparison.units:
        for month, values in sorted(reports.get(unit.pk, {}).items()):
            sheet.write_row(at, 0, [unit.name, f"{month:%Y-%m}"])
            for place, field in enumerate(FIELDS, start=2):
                if values[field.key] is not None:
                    sheet.write_number(at, place, float(values[field.key]))
            at += 1


def _limits(sheet: Any, styles: dict[str, Any], comparison: Comparison) -> None:
    months = comparison.months
    sheet.set_column(0, 0, 30, styles["wrap"])
    sheet.set_column(1, 1, 90, styles["wrap"])
    lines = [
        (_("Cohort"), comparison.cohort.name),
        (_("Baseline"), month_words(months.baseline)),
        (_("Three months after"), month_words(months.three)),
        (_("Six months after"), month_words(months.six)),
        *((_("Limits") if not place else "", words) for place, words in enumerate(limits_of(comparison))),
    ]
    for at, line in enumerate(lines):
        sheet.write_row(at, 0, line)


def _head(sheet: Any, styles: dict[str, Any], heads: list[str], wide: int) -> None:
    sheet.freeze_panes(1, 1)
    sheet.set_column(0, 0, wide)
    sheet.set_column(1, len(heads) - 1, 18)
    sheet.write_row(0, 0, heads, styles["bold"])
