"""A report as plain data: what a final one is kept as, and what every paper is set from, the draft's too."""

from __future__ import annotations

from typing import Any

from lms.evaluation import frozen, narrative
from lms.evaluation.enums import SectionKind
from lms.evaluation.models import ProgrammeReport, ReportFinal
from lms.evaluation.report_parts import BETWEEN, EN, ID, Book, book_of
from lms.programme.reviewable import Part


def content_of(report: ProgrammeReport, parts: list[Part], sheet: dict[str, Any] | None) -> dict[str, Any]:
    """Return the whole report as plain data in both languages: words with their figures said, figures, files, parts, signatures."""
    book = book_of(report)
    return {
        "report": _head(report, book),
        "sections": [_section(book, section) for section in book.sections if book.is_written(section)],
        "figures": [data for rows in book.by_criterion.values() for data in rows],
        "files": [
            {"title": one.title, "name": one.file.name, "sha256": one.file.received_sha256} for one in book.files
        ],
        "parts": [{"key": part.key, "title": part.title, "digest": part.digest} for part in parts],
        # What other parts of the evaluation add, in the words that were signed.
        "more": [
            _more(part) for part in parts if not part.key.startswith(("section-", "figures-")) and part.key != "files"
        ],
        "sheet": sheet,
    }


def signed_rows(final: ReportFinal) -> list[tuple[dict[str, Any], frozen.Kept]]:
    """Return the figures of a final report with the rows they were read from, as they were signed. The rows stay packed.

    A final that was closed before rows were kept with it has those of them that its report still holds.
    """
    kept = {
        (key, number): bytes(packed) for key, number, packed in final.rows.values_list("key", "cohort_number", "packed")
    }
    if not kept:
        held = final.report.figures.exclude(rows=None).values_list("key", "cohort__number", "rows")
        kept = {(key, number): bytes(packed or b"") for key, number, packed in held}
    return [
        (data, frozen.Kept(kept.get((data["key"], data["cohort"]["number"])), data["rows"]["sha256"]))
        for data in final.content["figures"]
    ]


def _more(part: Part) -> dict[str, Any]:
    """Return the words of a part in both languages, title and lines; where it says nothing in English, the Indonesian ones."""
    indonesian, _between, english = part.text.partition(BETWEEN)
    said = {ID: indonesian.splitlines(), EN: (english or indonesian).splitlines()}
    return {
        "key": part.key,
        "title": {language: lines[0] if lines else part.title for language, lines in said.items()},
        "lines": {language: lines[1:] for language, lines in said.items()},
    }


def _head(report: ProgrammeReport, book: Book) -> dict[str, Any]:
    return {
        "public_id": report.public_id,
        "title": {"id": report.title, "en": report.title_en},
        "programme": {"id": report.programme.name, "en": report.programme.name_en},
        "cohorts": [{"number": one.number, "name": one.name, **_dates(one)} for one in book.cohorts],
    }


def _dates(cohort: Any) -> dict[str, str]:
    days = [(stage.starts_on, stage.ends_on) for stage in cohort.stages.all()]
    first = min((start for start, _end in days), default=None)
    last = max((end for _start, end in days), default=None)
    return {"from": first.isoformat() if first else "", "until": last.isoformat() if last else ""}


def _section(book: Book, section: Any) -> dict[str, Any]:
    return {
        "key": section.key,
        "kind": section.kind,
        "criterion": section.criterion,
        "activity_no": section.activity_no,
        "title": {"id": section.title, "en": section.title_en},
        "blocks": {language: _plain(book.blocks(section, language)) for language in frozen.LANGUAGES},
    }


def _plain(blocks: list[narrative.Block]) -> list[dict[str, Any]]:
    return [
        {"list": block.is_list, "lines": [[[run.text, bool(run.ref)] for run in line] for line in block.lines]}
        for block in blocks
    ]


def figures_for(content: dict[str, Any], section: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the figures that stand under a section of a paper: those of its criterion, or of its activity."""
    kind = section["kind"]
    if kind == SectionKind.CRITERION:
        return [one for one in content["figures"] if one["criterion"] == section["criterion"]]
    if kind == SectionKind.ACTIVITY:
        return [one for one in content["figures"] if one["activity_no"] == section["activity_no"]]
    return []
