"""The register of certificates as a spreadsheet."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from io import BytesIO
from typing import Any

from django.utils.translation import gettext as _

from lms.evaluation.certificate_papers import verify_url
from lms.evaluation.enums import CertificateState, RevokeCause
from lms.evaluation.models import Certificate
from lms.evaluation.queries.certificate_facts import display_name
from lms.evaluation.verify_codes import code_in_groups
from lms.people import clock

WIDTHS = (26, 34, 22, 30, 18, 8, 9, 22, 14, 14, 18, 14, 26, 44, 26, 22, 52)


def register_xlsx(certificates: Iterable[Certificate]) -> bytes:
    """Return the register: one line for each certificate as printed, with what became of it. Text stays text: no cell becomes a formula.

    They must come with `replaces`, `replaced_by` and how they ended (`with_endings`). Personal data stands whole in it, as on the paper.
    """
    import xlsxwriter  # heavy: loaded by whoever asks for a spreadsheet

    out = BytesIO()
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(out, options) as book:
        sheet = book.add_worksheet(_("Register"))
        bold, day = book.add_format({"bold": True}), book.add_format({"num_format": "dd/mm/yyyy"})
        figure = book.add_format({"num_format": "0.00"})
        sheet.freeze_panes(1, 1)
        for column, width in enumerate(WIDTHS):
            sheet.set_column(column, column, width)
        sheet.write_row(0, 0, heads(), bold)
        for number, certificate in enumerate(certificates, start=1):
            _write(sheet, number, row_of(certificate), day, figure)
    return out.getvalue()


def heads() -> list[str]:
    """Return the names of the columns."""
    return [
        _("Number"), _("Name"), "NIP", _("Work unit"), _("Cohort"), "JP", _("Score"), _("Qualification"), _("Issued on"),
        _("First issued on"), _("State"), _("Ended on"), _("Cause"), _("Reason"), _("In place of"), _("Code"),
        _("Page of verification"),
    ]  # fmt: skip


def row_of(certificate: Any) -> list[Any]:
    """Return one line: days as days, JP and score as figures, all else as text."""
    facts = certificate.facts
    state = str(CertificateState(certificate.state).label)
    newer = getattr(certificate, "replaced_by", None)
    return [
        certificate.number,
        display_name(facts),
        facts["nip"],
        facts["unit"],
        facts["cohort"],
        facts["jp"],
        float(facts["score"]) if facts["score"] else "",
        facts["qualification"],
        date.fromisoformat(facts["issued_on"]),
        date.fromisoformat(facts["first_issued_on"]),
        f"{state} → {newer.number}" if newer else state,
        certificate.ended_at.astimezone(clock.WIB).date() if certificate.ended_at else "",
        str(RevokeCause(certificate.ended_cause).label) if certificate.ended_cause else "",
        certificate.ended_reason or "",
        certificate.replaces.number if certificate.replaces else "",
        code_in_groups(certificate.code),
        verify_url(certificate),
    ]


def _write(sheet: Any, number: int, row: list[Any], day: Any, figure: Any) -> None:
    for column, value in enumerate(row):
        if isinstance(value, date):
            sheet.write_datetime(number, column, value, day)
        elif isinstance(value, float):
            sheet.write_number(number, column, value, figure)
        elif isinstance(value, int):
            sheet.write_number(number, column, value)
        else:
            sheet.write_string(number, column, value)
