"""The whole folder: which file is what, what no single file can tell, and the folder written back."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any

from django.utils.translation import gettext as _

from cms.markdown import schema
from cms.markdown.documents import (
    Document,
    media_names,
    read_document,
    read_entries,
    write_document,
    write_entries,
)
from cms.markdown.errors import FolderRefused, LineError, Problem

_STEP = r"(\d\d)-([a-z0-9]+(?:-[a-z0-9]+)*)"
_PLACES = {
    "curriculum": re.compile(r"^curriculum\.md$"),
    "course": re.compile(rf"^{_STEP}/course\.md$"),
    "module": re.compile(rf"^{_STEP}/{_STEP}/module\.md$"),
    "lesson": re.compile(rf"^{_STEP}/{_STEP}/{_STEP}\.md$"),
    "sop": re.compile(rf"^sop/{_STEP}\.md$"),
    "glossary": re.compile(r"^glossary\.yaml$"),
    "processes": re.compile(r"^processes\.yaml$"),
    "media": re.compile(r"^media/([A-Za-z0-9][A-Za-z0-9._-]*\.[a-z0-9]{2,5})$"),
}
_IGNORED = re.compile(r"(^|/)(README\.md|\.[^/]+|__MACOSX/.*)$")
SLUG_LENGTH = 60
MINUTES_IN_A_JP = 45


@dataclass
class Node:
    """A course, module, lesson or SOP with its place: `file` names it in problems, `slug` in addresses."""

    file: str
    slug: str
    document: Document
    children: list[Node] = field(default_factory=list)

    @property
    def kind(self) -> str:
        return self.document.kind


@dataclass
class Folder:
    """A checked folder. `glossary` and `processes` are None, `sops` empty, when the folder has no such part."""

    curriculum: Document
    courses: list[Node]
    sops: list[Node] = field(default_factory=list)
    glossary: list[dict[str, Any]] | None = None
    processes: list[dict[str, Any]] | None = None
    media: dict[str, bytes] = field(default_factory=dict)

    def walk(self) -> Iterator[Node]:
        """Yield courses, modules and lessons in reading order."""
        for course in self.courses:
            yield course
            for module in course.children:
                yield module
                yield from module.children


@dataclass(frozen=True)
class Known:
    """What a folder may point to without holding it: the site's own glossary, SOPs and processes."""

    terms: frozenset[str] = frozenset()
    sops: frozenset[int] = frozenset()
    processes: frozenset[int] = frozenset()


class _Reader:
    def __init__(self, files: Mapping[str, bytes], known: Known) -> None:
        self.files = {name: data for name, data in files.items() if not _IGNORED.search(name)}
        self.known = known
        self.problems: list[Problem] = []
        self.documents: dict[str, Document] = {}
        self.kinds = {name: self.kind_of(name) for name in sorted(self.files)}

    def problem(self, file: str, message: str, line: int = 0) -> None:
        self.problems.append(Problem(file, line, message))

    def kind_of(self, name: str) -> str:
        kind = next((kind for kind, place in _PLACES.items() if place.match(name)), "")
        if not kind:
            self.problem(name, _("This file has no place in a curriculum folder, or its name is not NN-short-name.md."))
        return kind

    def text(self, name: str) -> str:
        try:
            # Some editors put an invisible mark before the first letter.
            return self.files[name].decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = self.files[name][: error.start].count(b"\n") + 1
            raise LineError(line, _("This is not UTF-8.")) from error

    def line_of(self, name: str, pattern: str, place: int = 1) -> int:
        """Return the line on which a pattern stands for the first (or a later) time, 0 when it does not."""
        lines = [at for at, line in enumerate(self.text(name).split("\n"), start=1) if re.search(pattern, line)]
        return lines[place - 1] if len(lines) >= place else 0

    def read_documents(self) -> None:
        for name, kind in self.kinds.items():
            if kind in ("curriculum", "course", "module", "lesson", "sop"):
                try:
                    self.documents[name] = read_document(kind, self.text(name))
                except LineError as error:
                    self.problem(name, error.message, error.line)

    def entries(self, name: str, spec: schema.Spec) -> list[dict[str, Any]] | None:
        if name not in self.files:
            return None
        try:
            return read_entries(self.text(name), spec)
        except LineError as error:
            self.problem(name, error.message, error.line)
            return []

    def nodes(self, kind: str, prefix: str = "") -> list[Node]:
        """Return the documents of a kind right below a folder, in the order of their numbers."""
        own = [name for name, its in self.kinds.items() if its == kind and name.startswith(prefix)]
        return [self.node(name, kind) for name in own if name in self.documents]

    def node(self, name: str, kind: str) -> Node:
        step = name.rsplit("/", 1)[-1][:-3] if kind in ("lesson", "sop") else name.rsplit("/", 2)[-2]
        slug = step[3:]
        if len(slug) > SLUG_LENGTH:
            self.problem(name, _("The name is longer than %s letters.") % SLUG_LENGTH)
        node = Node(name, slug, self.documents[name])
        below = {"course": "module", "module": "lesson"}.get(kind)
        if below:
            node.children = self.nodes(below, name[: name.rindex("/") + 1])
        return node

    def folder(self) -> Folder:
        self.read_documents()
        if "curriculum.md" not in self.files:
            self.problem("curriculum.md", _("This file is missing."))
        self.check_parents()
        return Folder(
            curriculum=self.documents.get("curriculum.md") or Document("curriculum", {}),
            courses=self.nodes("course"),
            sops=self.nodes("sop"),
            glossary=self.entries("glossary.yaml", schema.TERM),
            processes=self.entries("processes.yaml", schema.PROCESS),
            media={name[6:]: data for name, data in self.files.items() if self.kinds[name] == "media"},
        )

    def check_parents(self) -> None:
        for name, kind in self.kinds.items():
            if kind in ("module", "lesson"):
                parts = name.split("/")
                above = f"{parts[0]}/course.md" if kind == "module" else f"{parts[0]}/{parts[1]}/module.md"
                if above not in self.files:
                    self.problem(name, _("The file %s is missing.") % above)


def read_folder(files: Mapping[str, bytes], known: Known | None = None) -> Folder:
    """Return the folder of some files (path → content), checked as a whole. Raises FolderRefused with every problem."""
    reader = _Reader(files, known or Known())
    folder = reader.folder()
    if not reader.problems:
        _Checks(folder, reader).run()
    if reader.problems:
        raise FolderRefused(reader.problems)
    return folder


class _Checks:
    """What no single file can tell."""

    def __init__(self, folder: Folder, reader: _Reader) -> None:
        self.folder = folder
        self.reader = reader
        known = reader.known
        self.terms = known.terms if folder.glossary is None else {entry["term"] for entry in folder.glossary}
        self.sops = {node.document.meta["number"] for node in folder.sops} or known.sops
        self.processes = known.processes if folder.processes is None else {entry["no"] for entry in folder.processes}

    def problem(self, file: str, message: str, where: str = "", place: int = 1) -> None:
        """Note what is wrong, with the line on which the pattern `where` stands."""
        self.reader.problem(file, message, self.reader.line_of(file, where, place) if where else 0)

    def run(self) -> None:
        self.check_unique()
        for node in self.folder.walk():
            self.check_hours(node)
            if node.kind == "lesson":
                self.check_lesson(node)
        for node in self.folder.sops:
            self.check_sop(node)
        for name, key in (("glossary", "term"), ("processes", "no")):
            self.check_entries(f"{name}.yaml", key, [entry[key] for entry in getattr(self.folder, name) or []])

    def check_unique(self) -> None:
        for what in ("slug", "code"):
            seen: dict[str, str] = {}
            for node in self.folder.walk():
                value = node.slug if what == "slug" else node.document.meta["code"]
                if value in seen:
                    words = _("“%(value)s” is already used by %(file)s.") % {"value": value, "file": seen[value]}
                    self.problem(node.file, words, "^code:" if what == "code" else "")
                seen.setdefault(value, node.file)

    def check_hours(self, node: Node) -> None:
        below = sum(child.document.meta["jp"] for child in node.children)
        if below and below != node.document.meta["jp"]:
            words = _("jp is %(jp)s, but what is below it adds up to %(sum)s.")
            self.problem(node.file, words % {"jp": node.document.meta["jp"], "sum": below}, "^jp:")

    def check_lesson(self, node: Node) -> None:
        meta, blocks = node.document.meta, node.document.blocks
        if meta["minutes"] > MINUTES_IN_A_JP * meta["jp"]:
            self.problem(node.file, _("minutes: at most %s for each JP.") % MINUTES_IN_A_JP, "^minutes:")
        terms = [*meta["terms"], *(block.data["term"] for block in blocks if block.kind == "term")]
        for term in terms:
            if term not in self.terms:
                self.problem(node.file, self.unknown_term(term), _place_of(term))
        for number in sorted(set(meta["sop"]) - set(self.sops)):
            self.problem(node.file, _("There is no SOP %s.") % number, "^sop:")
        for number in sorted({block.data["number"] for block in blocks if block.kind == "sop"} - set(self.sops)):
            self.problem(node.file, _("There is no SOP %s.") % number, rf"^number: *{number}\b")
        for number in sorted(set(meta["processes"]) - set(self.processes)):
            self.problem(node.file, _("There is no process %s.") % number, "^processes:")
        for name in media_names(node.document):
            if name not in self.folder.media:
                self.problem(
                    node.file, _("The file media/%s is missing.") % name, rf"^(image|file): .*{re.escape(name)}"
                )

    def unknown_term(self, term: str) -> str:
        near = get_close_matches(term, self.terms, n=1)
        hint = " " + _("Did you mean “%s”?") % near[0] if near else ""
        return _("“%s” is not in the glossary.") % term + hint

    def check_sop(self, node: Node) -> None:
        meta, steps = node.document.meta, node.document.meta["steps"]
        if int(node.file.split("/")[1][:2]) != meta["number"]:
            self.problem(node.file, _("The file's number and “number” differ."), "^number:")
        for place, step in enumerate(steps, start=1):
            if step["executor"] not in meta["executors"]:
                words = _("Step %s names an executor who is not in the list.") % place
                self.problem(node.file, words, r"^\s+(- )?executor:", place)
            if step["no_to"] and (step["symbol"] != "decision" or step["no_to"] > len(steps)):
                words = _("Step %s: no_to belongs to a decision and leads to a step that exists.") % place
                branches = sum(bool(one["no_to"]) for one in steps[:place])
                self.problem(node.file, words, r"""^\s+(- )?["']?no_to["']?: *\d""", branches)
        for number in set(meta["related"]) - set(self.sops):
            self.problem(node.file, _("There is no SOP %s.") % number, "^related:")

    def check_entries(self, file: str, name: str, keys: list[Any]) -> None:
        for key in sorted({key for key in keys if keys.count(key) > 1}):
            line = rf"""^(- | +)["']?{name}["']?: *["']?{re.escape(str(key))}["']?\s*(\s#.*)?$"""
            self.problem(file, _("“%s” stands here twice.") % key, line, 2)


def _place_of(term: str) -> str:
    """Return the pattern of the line on which a term stands: in the list of the front matter, or in a block."""
    word = re.escape(term)
    return rf"""^(terms:.*{word}(?!\w)|(term:| *-) *["']?{word}["']?$)"""


def write_folder(folder: Folder) -> dict[str, bytes]:
    """Return the canonical files of a folder (path → content). Reading them gives the same folder."""
    files: dict[str, str] = {"curriculum.md": write_document(folder.curriculum)}
    for c, course in enumerate(folder.courses, start=1):
        course_path = f"{c:02}-{course.slug}"
        files[f"{course_path}/course.md"] = write_document(course.document)
        for m, module in enumerate(course.children, start=1):
            module_path = f"{course_path}/{m:02}-{module.slug}"
            files[f"{module_path}/module.md"] = write_document(module.document)
            for n, lesson in enumerate(module.children, start=1):
                files[f"{module_path}/{n:02}-{lesson.slug}.md"] = write_document(lesson.document)
    for sop in folder.sops:
        files[f"sop/{sop.document.meta['number']:02}-{sop.slug}.md"] = write_document(sop.document)
    if folder.glossary is not None:
        files["glossary.yaml"] = write_entries(folder.glossary)
    if folder.processes is not None:
        files["processes.yaml"] = write_entries(folder.processes)
    media = {f"media/{name}": data for name, data in folder.media.items()}
    return {**{name: text.encode() for name, text in files.items()}, **media}
