"""The report on paper: PDF in each language, and DOCX for editing elsewhere. Its annex of figures is in `lms.evaluation.reports_annex`.

Both are set from the content as plain data (`lms.evaluation.queries.reports.content`): of a final report from what was kept, of a draft from
what stands there now.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from io import BytesIO
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import override, pgettext

from courses.drawing import qr_svg
from lms.evaluation import frozen, mixed
from lms.evaluation.figures import Criterion
from lms.evaluation.queries.reports.content import figures_for
from lms.people import clock
from lms.people.enums import Column, Language
from lms.programme.enums import SHORT_NAMES, ReviewState, Verdict, WordState
from lms.ui.times import day_in_words, instant_in_words

if TYPE_CHECKING:
    from lms.evaluation.models import ReportFinal

SIGNS = {
    WordState.APPROVED: "✓",
    WordState.APPROVED_WITH_NOTES: "✓*",
    WordState.OBJECTED: "✗",
    WordState.AWAITED: "–",
    WordState.LAPSED: "–",
}
# Bars of a chart: more are not read on paper.
MOST_BARS = 24


def final_pdf(final: ReportFinal, language: str) -> bytes:
    """Return a final report from what was kept. The same report gives the same bytes."""
    address = unaltered_address(final.report.public_id, final.number)
    return report_pdf(final.content, language, at=final.at, digest=final.digest, address=address)


def unaltered_address(public_id: str, number: int) -> str:
    """Return the public address of the page that shows a final report's digest."""
    return settings.WAGTAILADMIN_BASE_URL + reverse("evaluation:report_unaltered", args=[public_id]) + f"?n={number}"


def report_pdf(content: dict[str, Any], language: str, *, at: datetime, digest: str = "", address: str = "") -> bytes:
    """Return the report in a language; without a digest it is a draft, and says so on its first page."""
    from lms.files.pdf import typeset  # starts a process of its own

    with override(language), timezone.override(clock.WIB):
        data = {
            "language": language,
            "title": content["report"]["title"][language],
            "programme": content["report"]["programme"][language],
            "draft": "" if digest else _("Draft: not signed, the figures still change."),
            "facts": _facts(content, at, language),
            "digest": digest,
            "address": address,
            "sections": [_section(content, one, language) for one in content["sections"]],
            "more": [
                {"title": one["title"][language], "lines": [mixed.runs_of(line) for line in one["lines"][language]]}
                for one in content["more"]
            ],
            "groups": _groups(content, language),
            "files": [[one["title"], one["name"], one["sha256"]] for one in content["files"]],
            "sheet": _sheet(content, language) if content["sheet"] else None,
            "foot": content["report"]["title"][language],
            "words": _words(),
        }
    pictures = {"qr.svg": qr_svg(address)} if digest else {}
    return typeset("evaluation/report.typ", data, pictures=pictures, at=at)


def _facts(content: dict[str, Any], at: datetime, language: str) -> list[list[str]]:
    cohorts = "; ".join(_cohort(one) for one in content["report"]["cohorts"])
    sheet = content["sheet"]
    signed = [[_("Signed by"), _units_signed(sheet)]] if sheet else []
    return [
        [_("Programme"), content["report"]["programme"][language]],
        [_("Cohorts"), cohorts],
        [_("As of"), instant_in_words(at, style="long")],
        *signed,
    ]


def _units_signed(sheet: dict[str, Any]) -> str:
    done = [one for one in sheet["columns"] if not one["awaited"] and not one["objected"]]
    return _("%(n)s of %(all)s units") % {"n": len(done), "all": len(sheet["columns"])}


def _cohort(one: dict[str, Any]) -> str:
    if not one["from"]:
        return str(one["name"])
    first, last = (date_format(date.fromisoformat(one[end]), "j M Y") for end in ("from", "until"))
    return f"{one['name']} ({first} – {last})"


def _section(content: dict[str, Any], one: dict[str, Any], language: str) -> dict[str, Any]:
    rows = figures_for(content, one)
    several = len(content["report"]["cohorts"]) > 1
    return {
        "title": one["title"][language],
        "blocks": one["blocks"][language],
        "figures": [_figure(data, language, several) for data in rows],
        "charts": [_chart(data, language, several) for data in rows if len(data["series"]) > 1],
    }


def title_of(data: dict[str, Any], language: str, several: bool) -> str:
    """Return what a figure is called, with its cohort where a report is about several."""
    name: str = data["title"][language]
    return f"{name} ({data['cohort']['name']})" if several else name


def _figure(data: dict[str, Any], language: str, several: bool) -> list[str]:
    return [title_of(data, language, several), frozen.said(data, language), frozen.basis(data, language)]


def _chart(data: dict[str, Any], language: str, several: bool) -> dict[str, Any]:
    pairs = data["series"][:MOST_BARS]
    top = frozen.top_of(data["unit"]) or max((value for _label, value in pairs if value > 0), default=1.0)
    return {
        "title": title_of(data, language, several),
        "rows": [
            [label[language], _drawn(value, data["unit"]), round(max(value, 0) / top * 100, 2)]
            for label, value in pairs
        ],
    }


def _drawn(value: float, unit: str) -> str:
    """Return the value beside a bar: writing a number out cuts it off, so it is rounded before."""
    exact = frozen.drawn(value, unit)
    return number_format(exact, decimal_pos=-int(exact.as_tuple().exponent))


def _groups(content: dict[str, Any], language: str) -> list[dict[str, Any]]:
    several = len(content["report"]["cohorts"]) > 1
    found = []
    for criterion in Criterion:
        rows = [one for one in content["figures"] if one["criterion"] == criterion]
        lines = [[*_figure(one, language, several), one["source"][language]] for one in rows]
        if lines:
            found.append({"title": str(criterion.label), "rows": lines})
    return found


# --- The sign-off sheet ---


def _sheet(content: dict[str, Any], language: str) -> dict[str, Any]:
    sheet, titles = content["sheet"], _part_titles(content, language)
    return {
        "facts": [
            [_("Round"), str(sheet["round"])],
            [_("State"), str(ReviewState(sheet["state"]).label)],
            [_("Opened"), _moment(sheet["opened_at"])],
            [_("Due"), day_in_words(date.fromisoformat(sheet["due_on"]))],
            [_("Closed"), f"{_moment(sheet['closed_at'])}, {sheet['closed_by']}" if sheet["closed_at"] else "–"],
            *([[_("Reason"), _typed(sheet, "closing_reason", "closing_language")]] if sheet["closing_reason"] else []),
        ],
        "columns": [_column(one) for one in sheet["columns"]],
        "short": [str(SHORT_NAMES[Column(one["column"])]) for one in sheet["columns"]],
        "parts": [
            {
                "title": titles.get(one["key"], one["title"]),
                "key": one["key"],
                "digest": one["digest"],
                "cells": [SIGNS[WordState(cell["state"])] for cell in one["cells"]],
            }
            for one in sheet["parts"]
        ],
        "said": [_said(words, titles) for words in _together(sheet["said"])],
    }


def _part_titles(content: dict[str, Any], language: str) -> dict[str, str]:
    """Return what the parts are called in English, by key; in Indonesian they are called as they were signed."""
    if language == Language.ID:
        return {}
    return {
        **{f"section-{one['key']}": one["title"][language] for one in content["sections"]},
        **{f"figures-{one.value}": _("Figures: %(criterion)s") % {"criterion": one.label} for one in Criterion},
        "files": _("Files"),
        **{one["key"]: one["title"][language] for one in content["more"]},
    }


def _column(one: dict[str, Any]) -> list[str]:
    parts = one["approved"] + one["objected"] + one["awaited"]
    if one["objected"]:
        state = _("Objected")
    elif one["awaited"]:
        state = _("No answer")
    else:
        state = _("Approved")
    count = _("%(n)s of %(all)s") % {"n": one["approved"], "all": parts}
    return [str(Column(one["column"]).label), state, count, "; ".join(one["people"]) or "–", _moment(one["last_at"])]


def _together(said: list[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    """Return words said once over several parts as one: printed once, with the parts they were said of."""
    found: dict[str, list[dict[str, Any]]] = {}
    for one in said:
        same = [
            one["column"],
            one["verdict"],
            one["person"],
            one["at"][:16],
            one["reason"],
            one["holds"],
            one["answers"],
        ]
        found.setdefault(repr(same), []).append(one)
    return list(found.values())


def _said(words: list[dict[str, Any]], titles: dict[str, str]) -> dict[str, Any]:
    one = words[0]
    verdict = Verdict(one["verdict"]).label
    more = "" if one["holds"] else _(" (on an earlier text)")
    parts = "; ".join(titles.get(word["key"], word["part"]) for word in reversed(words))
    return {
        "head": f"{Column(one['column']).label}: {verdict}{more}",
        "about": f"{parts} · {one['person']}, {_moment(one['at'])}",
        "reason": _typed(one, "reason"),
        "answers": [
            [_typed(answer, "text"), f"{answer['person']}, {_moment(answer['at'])}"] for answer in one["answers"]
        ],
    }


def _typed(data: dict[str, Any], name: str, language: str = "language") -> list[mixed.Run]:
    """Return what somebody typed, in stretches. Of reports that were final before it was noted, nobody knows the language."""
    return mixed.runs_of(mixed.written(data[name], data.get(language)))


def _moment(at: str) -> str:
    return instant_in_words(datetime.fromisoformat(at), style="paper") if at else "–"


def _words() -> dict[str, Any]:
    return {
        "contents": _("Contents"),
        "empty": _("not written yet"),
        "none": _("None."),
        "figure": pgettext("a number", "Figure"),
        "value": _("Value"),
        "basis": _("Rests on"),
        "source": _("Where it comes from"),
        "all-figures": _("All figures"),
        "all-figures-note": _("Each figure with what it rests on. The rows it was read from stand in the annex (XLSX)."),
        "files": _("Files"),
        "sheet": _("Sign-off sheet"),
        "columns-head": [_("Unit"), _("Verdict"), _("Parts approved"), _("Signed by"), _("When")],
        "parts": _("Parts and their digests"),
        "part": _("Part"),
        "legend": _("✓ approved · ✓* approved with notes · ✗ objected · – no answer"),
        "said": _("Objections and notes, with the answers"),
        "answer": _("Answer"),
        "digest": _("SHA-256 of the report"),
        "rule": _("The digest of the report is the SHA-256 of the list of its parts’ keys and digests, in this order, as canonical JSON: [[\"key\",\"digest\"],…], UTF-8, without spaces."),
        "unaltered": _("Is this report unaltered?"),
        "unaltered-note": _("The code leads to a public page that shows the digests, who signed, and the digest of this very file."),
        "qr": _("Code of the page that shows this report unaltered"),
    }  # fmt: skip


# --- DOCX, for editing elsewhere ---


def report_docx(content: dict[str, Any], language: str, *, digest: str = "") -> bytes:
    """Return the report as a document for word processors: headings, text, tables of figures. Not what was signed, and says so."""
    from docx import Document  # heavy: loaded by whoever asks for a document

    with override(language), timezone.override(clock.WIB):
        book = Document()
        book.core_properties.title = content["report"]["title"][language]
        book.core_properties.author = ""
        book.add_heading(content["report"]["title"][language], level=0)
        note = _("A copy for editing. What was signed is the PDF; SHA-256 of the report: %(digest)s") % {
            "digest": digest
        }
        book.add_paragraph(note if digest else _("Draft: not signed, the figures still change."))
        for one in content["sections"]:
            section = _section(content, one, language)
            book.add_heading(section["title"], level=1)
            _write_blocks(book, section["blocks"])
            if section["figures"]:
                _write_table(book, [pgettext("a number", "Figure"), _("Value"), _("Rests on")], section["figures"])
        for one in content["more"]:
            book.add_heading(one["title"][language], level=1)
            for line in one["lines"][language]:
                _write_runs(book.add_paragraph(), line)
        book.add_heading(_("All figures"), level=1)
        head = [pgettext("a number", "Figure"), _("Value"), _("Rests on"), _("Where it comes from")]
        for group in _groups(content, language):
            book.add_heading(group["title"], level=2)
            _write_table(book, head, group["rows"])
        out = BytesIO()
        book.save(out)
    return out.getvalue()


def _write_blocks(book: Any, blocks: Sequence[dict[str, Any]]) -> None:
    for block in blocks:
        for line in block["lines"]:
            paragraph = book.add_paragraph(style="List Bullet" if block["list"] else None)
            for text, is_figure in line:
                paragraph.add_run(text).bold = is_figure


def _write_runs(paragraph: Any, line: str) -> None:
    """Write a line; what is Indonesian in it is marked, for the spelling checker and for who has it read aloud."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    for text, marked in mixed.runs_of(line):
        run = paragraph.add_run(text)
        if marked:
            language = OxmlElement("w:lang")
            language.set(qn("w:val"), "id-ID")
            run._r.get_or_add_rPr().append(language)


def _write_table(book: Any, head: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    table = book.add_table(rows=1, cols=len(head), style="Table Grid")
    for cell, text in zip(table.rows[0].cells, head, strict=True):
        cell.paragraphs[0].add_run(text).bold = True
    for row in rows:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
