"""The dry run of an import: what a file of questions would add and change, and what is wrong where. Nothing is written."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from types import ModuleType

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assignments.interchange import gift, moodle_xml, xlsx
from assignments.interchange.common import CellFault, Reading
from assignments.models import Question
from assignments.queries.bank import ADDED, CHANGED, REFUSED, UNCHANGED, Planned, Wanted, plan_import, question_list
from assignments.questions.drafts import Draft
from lms.people.errors import Refusal
from lms.people.models import User


@dataclass(frozen=True)
class Format:
    """A format of files: its module, its name, the end of its files' names and what a browser calls it."""

    code: str
    module: ModuleType
    label: object
    extension: str
    content_type: str

    @property
    def read(self) -> Callable[..., Reading]:
        """How it is read."""
        return self.module.read  # type: ignore[no-any-return]


FORMATS = {
    one.code: one
    for one in (
        Format(
            "xlsx",
            xlsx,
            gettext_lazy("Spreadsheet (XLSX)"),
            "xlsx",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        ),
        Format("moodle", moodle_xml, gettext_lazy("Moodle XML"), "xml", "application/xml"),
        Format("gift", gift, gettext_lazy("GIFT text"), "gift.txt", "text/plain; charset=utf-8"),
    )
}


def format_of(content: bytes) -> Format:
    """Return the format of a file by what it begins with. Raises Refusal for an empty file."""
    start = content.lstrip(b"\xef\xbb\xbf \t\r\n")[:5]
    if not start:
        raise Refusal(_("The file is empty."))
    return FORMATS["xlsx" if start.startswith(b"PK") else "moodle" if start.startswith(b"<") else "gift"]


@dataclass
class DryRun:
    """What an import would do."""

    format: Format
    planned: list[Planned] = field(default_factory=list)
    faults: list[CellFault] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def _of(self, outcome: str) -> list[Planned]:
        return [one for one in self.planned if one.outcome == outcome]

    @property
    def added(self) -> list[Planned]:
        """New questions."""
        return self._of(ADDED)

    @property
    def changed(self) -> list[Planned]:
        """Questions that get a new version."""
        return self._of(CHANGED)

    @property
    def unchanged(self) -> int:
        """How many are in the bank as they stand in the file."""
        return len(self._of(UNCHANGED))

    @property
    def refused(self) -> int:
        """How many places have something wrong: rows of the file, each counted once."""
        return len({(fault.sheet, fault.row) for fault in self.faults})

    @property
    def drafts(self) -> list[Draft]:
        """What can be taken."""
        return [one.draft for one in self.planned if one.outcome in {ADDED, CHANGED}]


def dry_run(content: bytes, *, topic: str = "") -> DryRun:
    """Read a file and say what would become of each question. Raises Refusal when it cannot be read at all."""
    form = format_of(content)
    reading = form.read(content, topic=topic)
    planned = plan_import(reading.drafts)
    faults = list(reading.faults)
    for placed, one in zip(reading.placed, planned, strict=True):
        if one.outcome == REFUSED:
            faults += [placed.fault(fault.where, fault.message) for fault in one.faults]
    if not reading.placed and not faults:
        raise Refusal(_("There is no question in this file."))
    return DryRun(form, planned, sorted(set(faults), key=lambda fault: fault.row), reading.notes)


def drafts_of(user: User, wanted: Wanted) -> list[Draft]:
    """Return the wanted questions at their current versions, as they go out into files. One query."""
    return [_draft_of(question) for question in question_list(user, wanted)]


def _draft_of(question: Question) -> Draft:
    version = question.current
    if version is None:
        raise ValueError("A question without a version has no text.")
    return Draft(question.code, question.topic.code, question.kind, version.body, version.points, version.evidence)


@dataclass(frozen=True)
class Offer:
    """A format with what it would lose of the wanted questions."""

    format: Format
    lost: list[tuple[str, list[str]]]


def offers(drafts: list[Draft]) -> list[Offer]:
    """Return for each format what it cannot carry of these questions, by code."""
    return [
        Offer(form, [(draft.code, words) for draft in drafts if (words := form.module.lost(draft))])
        for form in FORMATS.values()
    ]
