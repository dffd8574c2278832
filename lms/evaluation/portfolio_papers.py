"""The portfolio as official paper, in Indonesian, and as a spreadsheet in the reader's language."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from courses.models import Enrolment
from fieldpractice.queries.lhpk import supervisor_of
from lms.evaluation.queries.portfolio import Portfolio, content_of, portfolio_of
from lms.people import clock
from lms.people.models import User
from lms.programme.reviewable import digest_of
from lms.ui.times import instant_in_words

LANGUAGE = "id"
OPTIONS = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


def portfolio_pdf(enrolment: Enrolment, reader: User) -> bytes:
    """Return the paper. It ends with the digest of what it says: the same content, printed again, has the same."""
    from lms.files.pdf import typeset  # starts a process of its own

    at = clock.now()
    # Read in the language of the paper: titles and states are part of what it says.
    with override(LANGUAGE):
        one = portfolio_of(enrolment, reader)
        content = content_of(one)
        data = {
            "title": _("Portfolio for the functional position of employment officer"),
            "number": enrolment.cohort.name,
            "made": _("Made on %(when)s from the records of Padan") % {"when": instant_in_words(at, style="long")},
            "words": _words(),
            "digest": digest_of(content),
            "signs": [
                [_("Participant"), enrolment.user.display_name],
                [_("Direct supervisor"), supervisor_of(one.placement) if one.placement else ""],
            ],
            **content,
        }
    return typeset("evaluation/portfolio.typ", data, at=at)


def _words() -> dict[str, Any]:
    return {
        "sources": _("Hours of training (JP)"),
        "sources-head": [_("Source"), _("Entries"), "JP", _("Hours")],
        "services": _("Field practice by service of the kiosk"),
        "services-head": [_("Service"), _("Days"), _("People served"), _("Hours"), _("of these confirmed")],
        "lines": _("Each hour with its evidence"),
        "lines-head": [_("Day"), _("Stage"), _("Subject"), "JP", _("Evidence")],
        "proofs": _("Papers and decisions"),
        "proofs-head": [_("Day"), _("Kind"), _("Title"), _("State"), _("Number")],
        "none": _("None."),
        "note": _(
            "Hours are those of the JP ledger: a lesson read, a class attended, a week of the logbook. Confirmed are hours of weeks that the "
            "supervisor has seen as they stand. Which of them count for the functional position is decided by the assessors."
        ),
        "digest": _("SHA-256 of the content"),
    }


def portfolio_xlsx(enrolment: Enrolment, reader: User) -> bytes:
    """Return the workbook: one sheet for each part, figures as figures, and the digest that the paper ends with."""
    import xlsxwriter  # heavy: loaded by whoever asks for a spreadsheet

    one, out = portfolio_of(enrolment, reader), BytesIO()
    content = content_of(one)
    head = content["head"]
    with xlsxwriter.Workbook(out, OPTIONS) as book:
        bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        figure = book.add_format({"num_format": "0.00"})
        time = book.add_format({"num_format": "dd/mm/yyyy"})
        sheet = book.add_worksheet(_("Summary"))
        sheet.set_column(0, 0, 34)
        sheet.set_column(1, 3, 18)
        for number, pair in enumerate(head):
            sheet.write_row(number, 0, pair)
        at = len(head) + 1
        sheet.write_row(at, 0, [_("Source"), _("Entries"), "JP", _("Hours")], bold)
        for row in one.sources:
            at += 1
            sheet.write_row(at, 0, [row.label, row.lines, row.jp])
            sheet.write_number(at, 3, float(row.hours), figure)
        at += 1
        sheet.write_row(at, 0, [_("Together"), len(one.lines), one.jp], bold)
        sheet.write_number(at, 3, float(one.hours), figure)
        sheet.write_row(at + 2, 0, [_("SHA-256 of the content"), _digest(one, content, reader)])
        _lines(book.add_worksheet(_("Hours")), one, bold, time)
        _services(book.add_worksheet(_("Field practice")), one, bold, figure)
        _proofs(book.add_worksheet(_("Papers")), one, bold, time)
    return out.getvalue()


def _digest(one: Portfolio, content: dict[str, Any], reader: User) -> str:
    """Return the digest of the paper: in another language its content reads otherwise."""
    if get_language() == LANGUAGE:
        return digest_of(content)
    with override(LANGUAGE):
        return digest_of(content_of(portfolio_of(one.enrolment, reader)))


def _lines(sheet: Any, one: Portfolio, bold: Any, time: Any) -> None:
    _head(sheet, [_("Day"), _("Source"), _("Stage"), _("Code"), _("Subject"), "JP", _("Evidence")], bold)
    for at, row in enumerate(one.lines, start=1):
        sheet.write_datetime(at, 0, row.at.astimezone(clock.WIB).replace(tzinfo=None), time)
        sheet.write_row(at, 1, [row.kind, row.stage_label, row.code, row.title, row.jp, row.proof])


def _services(sheet: Any, one: Portfolio, bold: Any, figure: Any) -> None:
    _head(sheet, [_("Service"), _("Days"), _("People served"), _("Hours"), _("of these confirmed")], bold)
    for at, row in enumerate(one.services, start=1):
        sheet.write_row(at, 0, [row.label, row.days, row.served])
        sheet.write_number(at, 3, float(row.hours), figure)
        sheet.write_number(at, 4, float(row.confirmed), figure)


def _proofs(sheet: Any, one: Portfolio, bold: Any, time: Any) -> None:
    _head(sheet, [_("Day"), _("Kind"), _("Title"), _("State"), _("Number")], bold)
    for at, row in enumerate(one.proofs, start=1):
        if row.at:
            sheet.write_datetime(at, 0, row.at.astimezone(clock.WIB).replace(tzinfo=None), time)
        sheet.write_row(at, 1, [row.kind, row.title, row.state, row.number])


def _head(sheet: Any, heads: list[str], bold: Any) -> None:
    sheet.freeze_panes(1, 0)
    sheet.set_column(0, len(heads) - 1, 24)
    sheet.write_row(0, 0, heads, bold)
