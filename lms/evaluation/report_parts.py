"""A report as one: its sections with their words, its figures, its files; and the parts of it that are signed.

The parts are Indonesian whoever reads, with the English text under each: it is both that get signed. A digest covers what is stored (words,
readings, digests of rows and files), never how it is written out, so it is the same for every reader.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy, override

from courses.models import Cohort
from lms.evaluation import frozen, narrative
from lms.evaluation.figures import Criterion
from lms.evaluation.models.reports import ProgrammeReport, ReportFigure, ReportFile, ReportSection, ReportText
from lms.evaluation.registry import report_parts_of
from lms.people.enums import Language
from lms.programme.reviewable import Part, digest_of

ID, EN = Language.ID.value, Language.EN.value
# Between the Indonesian and the English words of a part that another part of the evaluation adds.
BETWEEN = "\n\n"


@dataclass(frozen=True)
class Book:
    """Everything a report holds. `figures` are by key and number of the cohort: frozen from the review on, as read last before it."""

    report: ProgrammeReport
    cohorts: list[Cohort]
    sections: list[ReportSection]
    texts: dict[tuple[int, str], ReportText]
    rows: list[ReportFigure]
    files: list[ReportFile]
    figures: dict[tuple[str, int], dict[str, Any]] = field(default_factory=dict)

    def text(self, section: ReportSection, language: str) -> str:
        """Return the words of a section as typed."""
        row = self.texts.get((section.pk, language))
        return row.text if row else ""

    def is_written(self, section: ReportSection) -> bool:
        return any(self.text(section, language).strip() for language in (ID, EN))

    def blocks(self, section: ReportSection, language: str) -> list[narrative.Block]:
        """Return the words of a section with its figures said."""
        return narrative.blocks_of(self.text(section, language), lambda key, number: self.say(key, number, language))

    def say(self, key: str, number: int | None, language: str) -> str:
        """Return what a figure says in a text: of one cohort, or of each when the report is about several and none is named."""
        found = self.quoted(key, number)
        if not found:
            return f"[[{narrative.ref_of(key, number)}?]]"
        if len(found) == 1:
            return frozen.said(found[0], language)
        return "; ".join(f"{one['cohort']['name']}: {frozen.said(one, language)}" for one in found)

    def quoted(self, key: str, number: int | None) -> list[dict[str, Any]]:
        """Return the figures that a reference names."""
        if number is not None:
            one = self.figures.get((key, number))
            return [one] if one else []
        return list(frozen.by_cohort(self.figures, key))

    def refs(self, section: ReportSection) -> list[tuple[str, int | None]]:
        """Return the figures that a section quotes, in whichever language."""
        both = "\n".join(self.text(section, language) for language in (ID, EN))
        return narrative.refs_in(both)

    @cached_property
    def by_criterion(self) -> dict[str, list[dict[str, Any]]]:
        """The figures by criterion, in the order of the criteria; those without one are left out."""
        found: dict[str, list[dict[str, Any]]] = {one.value: [] for one in Criterion}
        for _key, data in sorted(self.figures.items(), key=lambda pair: in_order(*pair[0])):
            found[data["criterion"]].append(data)
        return {name: rows for name, rows in found.items() if rows}


def in_order(key: str, number: int) -> tuple[list[tuple[int, int, str]], int]:
    """Return by what figures are put in order: by their keys, numbers in them as numbers, then by cohort."""
    return [(0, int(one), "") if one.isdigit() else (1, 0, one) for one in key.split(".")], number


def book_of(report: ProgrammeReport) -> Book:
    """Read a report: six queries, however long it is."""
    cohorts = list(report.cohorts.order_by("number", "pk").prefetch_related("stages"))
    sections = list(report.sections.select_related("author"))
    for section in sections:
        section.report = report
    rows = list(report.figures.select_related("cohort").defer("rows"))
    texts = ReportText.objects.filter(section__report=report).select_related("changed_by")
    files = report.files.filter(removed_at=None).select_related("file")
    book = Book(report, cohorts, sections, {(one.section_id, one.language): one for one in texts}, rows, list(files))
    for row in rows:
        # A figure that came to be known while the units sign is not in the report before it is taken anew: nobody was asked to sign it.
        if not (report.is_draft or row.frozen):
            continue
        data = row.frozen if row.frozen and not report.is_draft else frozen.whole(row.key, row.cohort, row.live)
        if data is not None:
            book.figures[row.key, row.cohort.number] = data
    return book


# --- What is signed ---


def parts_of(report: ProgrammeReport) -> list[Part]:
    """Return the parts of a report in reading order: sections that say something, figures by criterion, files, what other parts add."""
    with override(ID):
        book = book_of(report)
        return [*_own_parts(book), *report_parts_of(report)]


def digest_of_parts(parts: list[Part]) -> str:
    """Return the digest of a whole report: SHA-256 over its parts' keys and digests in order, as canonical JSON."""
    return digest_of([[part.key, part.digest] for part in parts])


def _own_parts(book: Book) -> Iterator[Part]:
    for section in book.sections:
        if book.is_written(section):
            yield _section_part(book, section)
    for criterion, rows in book.by_criterion.items():
        yield _figures_part(book, Criterion(criterion), rows)
    if book.files:
        yield _files_part(book)


def _section_part(book: Book, section: ReportSection) -> Part:
    quoted = {
        narrative.ref_of(key, number): [_reading(one) for one in book.quoted(key, number)]
        for key, number in book.refs(section)
    }
    data = {
        "title": [section.title, section.title_en],
        "text": [book.text(section, ID), book.text(section, EN)],
        "figures": quoted,
    }
    words, english = book.blocks(section, ID), book.blocks(section, EN)
    lines = [section.title, narrative.as_text(words), section.title_en, narrative.as_text(english)]
    html = format_html(
        '{}<details class="fold" lang="en"><summary>English: {}</summary><div>{}</div></details>',
        narrative.as_html(words),
        section.title_en,
        narrative.as_html(english),
    )
    return Part(f"section-{section.key}", section.title, digest_of(data), "\n".join(lines), html)


def _reading(data: dict[str, Any]) -> dict[str, Any]:
    return {name: data.get(name) for name in ("cohort", "unit", "value", "n", "of", "spread", "low", "high")}


def _figures_part(book: Book, criterion: Criterion, rows: list[dict[str, Any]]) -> Part:
    title = f"Angka: {criterion.label}"
    digest = digest_of({"criterion": criterion.value, "figures": [frozen.digest_of_figure(one) for one in rows]})
    several = len(book.cohorts) > 1
    lines = [_figure_line(one, several) for one in rows]
    text = "\n".join([title, *(": ".join(filter(None, line)) for line in lines)])
    return Part(f"figures-{criterion.value}", title, digest, text, _figures_html(title, lines))


def _figure_line(data: dict[str, Any], several: bool) -> tuple[str, str, str]:
    name = f"{data['title'][ID]} ({data['cohort']['name']})" if several else data["title"][ID]
    return name, frozen.said(data, ID), frozen.basis(data, ID)


def _figures_html(title: str, lines: list[tuple[str, str, str]]) -> SafeString:
    rows = format_html_join(
        "",
        '<tr><th scope="row">{}</th><td class="num"><strong>{}</strong><br><span class="soft small">{}</span></td></tr>',
        lines,
    )
    return format_html(
        '<table class="table"><caption class="visually-hidden">{}</caption><tbody>{}</tbody></table>', title, rows
    )


def _files_part(book: Book) -> Part:
    title = "Lampiran"
    rows = [(one.title, one.file.received_sha256) for one in book.files]
    lines = [f"{name}: SHA-256 {digest}" for name, digest in rows]
    html = format_html(
        "<ul>{}</ul>",
        format_html_join(
            "",
            '<li><a href="{}">{}</a> <span class="digest">{}</span></li>',
            ((one.file.get_absolute_url(), one.title, one.file.received_sha256) for one in book.files),
        ),
    )
    return Part("files", title, digest_of(rows), "\n".join([title, *lines]), html)


# --- The sections a report begins with ---


@dataclass(frozen=True)
class Planned:
    """A section as a new report gets it."""

    key: str
    kind: str
    title: str
    title_en: str
    criterion: str = ""
    activity_no: int | None = None


def planned_sections(activities: list[Any]) -> list[Planned]:
    """Return the sections of a new report: opening, one a criterion, one an activity, closing; titles in both languages."""
    opening = [("summary", gettext_lazy("Summary")), ("method", gettext_lazy("How the programme was evaluated"))]
    closing = [
        ("lessons", gettext_lazy("Lessons learned")),
        ("conclusion", gettext_lazy("Conclusions and recommendations")),
    ]
    return [
        *(_planned(key, "opening", title) for key, title in opening),
        *(_planned(one.value, "criterion", one.label, criterion=one.value) for one in Criterion),
        *(
            Planned(
                f"activity-{one.no}",
                "activity",
                f"Kegiatan {one.no}: {one.title}"[:200],
                f"Activity {one.no}: {one.title_en}"[:200],
                activity_no=one.no,
            )
            for one in activities
        ),
        *(_planned(key, "closing", title) for key, title in closing),
    ]


def _planned(key: str, kind: str, title: Any, **more: Any) -> Planned:
    both = {}
    for language in (ID, EN):
        with override(language):
            both[language] = str(title)
    return Planned(key, kind, both[ID], both[EN], **more)
