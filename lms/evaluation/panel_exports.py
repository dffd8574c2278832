"""Results of a cohort as a spreadsheet and on paper: the figures of the screen, from the same query."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from django.utils.translation import gettext as _

from lms.evaluation import schemes
from lms.evaluation.queries.panel.board import Board
from lms.evaluation.queries.panel.results import PersonResult
from lms.people import clock
from lms.people.enums import Column
from lms.people.models import User
from lms.ui.times import instant_in_words

OPTIONS = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
# Paper is for reading: beyond this the spreadsheet is the place, and the paper says so.
MOST_ON_PAPER = 500


def words_of(row: PersonResult) -> str:
    """Return in words whether somebody passed."""
    if row.withheld:
        return _("Withheld")
    if row.result.passed is None:
        return _("No result")
    return _("Passed") if row.result.passed else _("Not passed")


def remarks_on(row: PersonResult) -> str:
    """Return what is missing or below its minimum, and from what somebody is excused, in words."""
    found = []
    if row.result.missing:
        found.append(_("Missing: %(what)s") % {"what": ", ".join(row.result.missing_titles)})
    for line in row.result.below:
        words = _("%(what)s: %(got)s of %(asked)s asked")
        figures = {"got": _decimal(line.percent), "asked": _decimal(line.share.minimum)}
        found.append(words % {"what": line.share.title, **figures})
    found += [_("Excused from %(what)s") % {"what": line.share.title} for line in row.result.lines if line.sum.excused]
    return "; ".join(found)


def results_xlsx(board: Board, rows: list[PersonResult], reader: User) -> bytes:
    """Return the workbook: results, one line a person; the evaluators' scores as far as the reader may know them; the scheme."""
    import xlsxwriter  # heavy: loaded by whoever asks for a spreadsheet

    out = BytesIO()
    with xlsxwriter.Workbook(out, OPTIONS) as book:
        bold, figure = book.add_format({"bold": True, "text_wrap": True}), book.add_format({"num_format": "0.00"})
        _results(book.add_worksheet(_("Results")), board, rows, bold, figure)
        _scores(book.add_worksheet(_("Panel")), board, reader, bold, figure)
        _scheme(book.add_worksheet(_("Scheme")), board, bold, figure)
    return out.getvalue()


def _results(sheet: Any, board: Board, rows: list[PersonResult], bold: Any, figure: Any) -> None:
    shares = board.in_force[1].shares
    sheet.freeze_panes(1, 1)
    sheet.set_column(0, 1, 32)
    sheet.set_column(2, len(shares) + 5, 14)
    sheet.set_column(len(shares) + 5, len(shares) + 5, 60)
    heads = [_("Participant"), _("Work unit"), *(one.title for one in shares)]
    sheet.write_row(0, 0, [*heads, _("Result"), _("Band"), _("Decision"), _("Remarks")], bold)
    for number, row in enumerate(rows, start=1):
        sheet.write_row(number, 0, [row.person.name, row.person.unit])
        for place, line in enumerate(row.result.lines, start=2):
            _figure(sheet, number, place, line.percent, figure, _("Excused") if line.sum.excused else "–")
        place = 2 + len(shares)
        _figure(sheet, number, place, row.result.score, figure, "–")
        band = row.result.band.label if row.result.band else ""
        sheet.write_row(number, place + 1, [band, words_of(row), remarks_on(row)])


def _scores(sheet: Any, board: Board, reader: User, bold: Any, figure: Any) -> None:
    sheet.freeze_panes(1, 1)
    sheet.set_column(0, 0, 32)
    sheet.set_column(1, len(board.members) + 2, 18)
    heads = [f"{one.user.display_name} ({Column(one.column).label})" for one in board.members]
    sheet.write_row(0, 0, [_("Participant"), *heads, _("Difference"), _("Meeting")], bold)
    for number, person in enumerate(board.people, start=1):
        sheet.write_string(number, 0, person.name)
        known = {one.member_id: one for one in board.shown_to(reader, person.id, organises=True)}
        for place, member in enumerate(board.members, start=1):
            score = known.get(member.pk)
            _figure(sheet, number, place, score.percent if score else None, figure, "–")
        panel = board.panels[person.id]
        if known:
            sheet.write_number(number, len(board.members) + 1, float(panel.spread), figure)
        sheet.write_string(number, len(board.members) + 2, panel.meeting.text if panel.meeting and known else "")


def _scheme(sheet: Any, board: Board, bold: Any, figure: Any) -> None:
    adopted, rules = board.in_force
    sheet.set_column(0, 0, 40)
    sheet.set_column(1, 2, 14)
    sheet.write_row(0, 0, [_("Component"), _("Weight"), _("Minimum")], bold)
    number = 0
    for number, share in enumerate(rules.shares, start=1):
        sheet.write_string(number, 0, share.title)
        sheet.write_number(number, 1, float(share.weight), figure)
        _figure(sheet, number, 2, share.minimum, figure, "–")
    sheet.write_string(number + 1, 0, _("Pass mark"))
    sheet.write_number(number + 1, 1, float(rules.minimum), figure)
    sheet.write_row(number + 2, 0, [_("Scheme"), str(adopted.scheme), adopted.scheme.digest])


def _figure(sheet: Any, number: int, place: int, value: Any, figure: Any, otherwise: str) -> None:
    if value is None:
        sheet.write_string(number, place, otherwise)
    else:
        sheet.write_number(number, place, float(value), figure)


def results_pdf(board: Board, rows: list[PersonResult]) -> bytes:
    """Return the list of results as an A4 paper, landscape."""
    from lms.files.pdf import typeset  # starts a process of its own

    adopted, rules = board.in_force
    now, shares = clock.now(), rules.shares
    data = {
        "title": _("Results of the evaluation of participants"),
        "cohort": board.cohort.name,
        "made": instant_in_words(now, style="long"),
        "head": [
            _("Participant"),
            _("Work unit"),
            *(one.title for one in shares),
            _("Result"),
            _("Band"),
            _("Decision"),
        ],
        "weights": ["", _("Weight"), *(schemes.shown(one.weight) for one in shares), "100", "", ""],
        "rows": [_paper_row(row) for row in rows[:MOST_ON_PAPER]],
        "remarks": [[row.person.name, words] for row in rows[:MOST_ON_PAPER] if (words := remarks_on(row))],
        "remarks_title": _("Remarks"),
        "scheme": _("Scheme: %(scheme)s, SHA-256 %(digest)s")
        % {"scheme": adopted.scheme, "digest": adopted.scheme.digest},
        "draft": "" if all(row.frozen for row in rows) else _("Not final: not every result is locked."),
        "rest": _("%(shown)s of %(many)s people; all of them are in the spreadsheet.")
        % {"shown": MOST_ON_PAPER, "many": len(rows)}
        if len(rows) > MOST_ON_PAPER
        else "",
    }
    return typeset("evaluation/results.typ", data, at=now)


def _paper_row(row: PersonResult) -> list[str]:
    percents = [_("Excused") if line.sum.excused else _decimal(line.percent) for line in row.result.lines]
    band = row.result.band.label if row.result.band else "–"
    return [row.person.name, row.person.unit, *percents, _decimal(row.result.score), band, words_of(row)]


def _decimal(value: Any) -> str:
    return "–" if value is None else f"{value:.2f}".replace(".", schemes.decimal_mark())
