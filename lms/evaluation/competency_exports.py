"""Competencies as a radar and as a spreadsheet: the figures of one query, in words that claim no more than their intervals."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from django.utils.translation import gettext as _

from lms.evaluation.figures import Reading
from lms.evaluation.indicator_exports import in_words
from lms.evaluation.queries.competencies import Competency, PersonProfile, Profile

OPTIONS = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


def radar_of(profile: Profile) -> dict[str, Any]:
    """Return what the radar of a cohort draws."""
    places = 1 if profile.is_test else 2
    return _radar(profile.competencies, profile.top, [_of_cohort(one, places) for one in profile.competencies])


def radar_of_person(profile: PersonProfile) -> dict[str, Any]:
    """Return what the radar of one person draws; the cohort's mean stands beside each figure, where there is one."""
    return _radar(profile.competencies, 100, [_of_person(one, profile) for one in profile.competencies])


def _radar(competencies: list[Competency], top: int, notes: list[str]) -> dict[str, Any]:
    return {
        "axes": [{"label": one.label, "note": note} for one, note in zip(competencies, notes, strict=True)],
        "series": [
            {"name": _("Before"), "values": [one.before for one in competencies]},
            {"name": _("After"), "values": [one.after for one in competencies]},
        ],
        "top": top,
    }


def _of_cohort(one: Competency, places: int) -> str:
    """A difference with its interval, written as the page of the test or of the survey writes it."""
    text = in_words(one.gain, places, signed=True)
    if one.figures is None:
        return text
    low, high = (in_words(end, places, signed=True) for end in (one.figures.low, one.figures.high))
    bounds = {"low": low, "high": high}
    return _("%(gain)s (%(low)s to %(high)s), n = %(n)s") % {"gain": text, **bounds, "n": one.n}


def _of_person(one: Competency, profile: PersonProfile) -> str:
    text = in_words(one.gain, 1, signed=True)
    mean = profile.cohort_after.get(one.key)
    if mean is None:
        return text
    return _("%(gain)s; cohort after: %(mean)s") % {"gain": text, "mean": in_words(mean, 1)}


def competencies_xlsx(profiles: list[Profile], gain: Reading) -> bytes:
    """Return the workbook: a line for each competency of each source, and one of the gain over a person's topics."""
    import xlsxwriter  # heavy: loaded by whoever asks for a spreadsheet

    out = BytesIO()
    heads = [
        _("Source"), _("Competency"), _("People"), _("Before"), _("After"), _("Difference"), _("Low (95%)"), _("High (95%)"),
        _("Spread"), _("Upper end of the scale"),
    ]  # fmt: skip
    with xlsxwriter.Workbook(out, OPTIONS) as book:
        bold, figure = book.add_format({"bold": True, "text_wrap": True}), book.add_format({"num_format": "0.00"})
        sheet = book.add_worksheet(_("Competencies"))
        sheet.freeze_panes(1, 2)
        sheet.set_column(0, 1, 40)
        sheet.set_column(2, len(heads) - 1, 14)
        sheet.write_row(0, 0, heads, bold)
        at = 1
        for profile in profiles:
            for one in profile.competencies:
                known = one.figures
                figures = [one.before, one.after, one.gain, *([known.low, known.high, known.spread] if known else [])]
                sheet.write_row(at, 0, [profile.title, one.label, one.n])
                for place, value in enumerate(figures, start=3):
                    if value is not None:
                        sheet.write_number(at, place, float(value), figure)
                sheet.write_number(at, 9, profile.top)
                at += 1
        if gain.value is not None:
            sheet.write_row(at, 0, [_("Tests"), _("Mean over a person’s topics"), gain.n])
            for place, value in enumerate((gain.value, gain.low, gain.high, gain.spread), start=5):
                if value is not None:
                    sheet.write_number(at, place, float(value), figure)
    return out.getvalue()
