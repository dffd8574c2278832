"""What an import of a folder would do to the site, thing by thing."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from cms.enums import ImportOutcome
from cms.freezing import frozen_of
from cms.markdown.documents import Document, media_names, write_document
from cms.markdown.folder import Folder, Known, Node
from cms.markdown.from_pages import process_entry, term_entry
from cms.models import (
    BusinessProcess,
    CoursePage,
    CurriculumPage,
    GlossaryTerm,
    LessonPage,
    ModulePage,
    SopPage,
)

MODELS: dict[str, type[Any]] = {"course": CoursePage, "module": ModulePage, "lesson": LessonPage, "sop": SopPage}


@dataclass(frozen=True)
class Change:
    """What an import does to one thing. `kind` is a document's kind, `term` or `process`; `page` is the page there is."""

    kind: str
    name: str
    title: str
    outcome: ImportOutcome
    node: Node | None = None
    parent: str = ""
    page: Any = None
    entry: Mapping[str, Any] | None = None


def known() -> Known:
    """Return what a folder may point to because the site has it."""
    return Known(
        terms=frozenset(GlossaryTerm.objects.values_list("term", flat=True)),
        sops=frozenset(SopPage.objects.values_list("number", flat=True)),
        processes=frozenset(BusinessProcess.objects.values_list("number", flat=True)),
    )


def plan_import(folder: Folder) -> list[Change]:
    """Return what an import would do, in the order in which it is done. Writes nothing."""
    return [*_front(folder), *_tree(folder), *_sops(folder), *_terms(folder), *_processes(folder)]


def media_digests(folder: Folder) -> dict[str, str]:
    """Return the SHA-256 of each file in media/."""
    return {name: hashlib.sha256(data).hexdigest() for name, data in folder.media.items()}


def _front(folder: Folder) -> Iterator[Change]:
    page = CurriculumPage.objects.first()
    outcome = _outcome(folder.curriculum, page, {})
    yield Change("curriculum", "curriculum.md", folder.curriculum.meta["title"], outcome, page=page)


def _outcome(document: Document, page: Any, digests: Mapping[str, str]) -> ImportOutcome:
    if page is None:
        return ImportOutcome.CREATED
    frozen = frozen_of(page.get_latest_revision_as_object())
    media = {name: digests[name] for name in media_names(document)}
    same = page.live and frozen.text == write_document(document) and frozen.media == media
    return ImportOutcome.UNCHANGED if same else ImportOutcome.CHANGED


def _tree(folder: Folder) -> Iterator[Change]:
    """Pages are known by kind and slug: a lesson moved to another module stays the same lesson."""
    curriculum = CurriculumPage.objects.first()
    present: dict[tuple[str, str], Any] = {}
    for kind in ("course", "module", "lesson") if curriculum else ():
        for page in MODELS[kind].objects.descendant_of(curriculum).order_by("path"):
            present[kind, page.slug] = page
    digests = media_digests(folder)
    moved = _moved(folder, present, curriculum)
    for node, parent in _placed(folder):
        page = present.pop((node.kind, node.slug), None)
        outcome = _outcome(node.document, page, digests)
        if outcome == ImportOutcome.UNCHANGED and (node.kind, node.slug) in moved:
            outcome = ImportOutcome.MOVED
        yield Change(node.kind, node.file, node.document.meta["title"], outcome, node, parent, page)
    for (kind, slug), page in present.items():
        if page.live:
            yield Change(kind, slug, page.title, ImportOutcome.REMOVED, page=page)


def _placed(folder: Folder) -> Iterator[tuple[Node, str]]:
    """Yield courses, modules and lessons in reading order with the slug of what they stand in."""
    for course in folder.courses:
        yield course, ""
        for module in course.children:
            yield module, course.slug
            for lesson in module.children:
                yield lesson, module.slug


def _moved(folder: Folder, present: Mapping[tuple[str, str], Any], curriculum: Any) -> set[tuple[str, str]]:
    """Return the pages that stand below another page, or in another order, than the folder says."""
    by_path = {page.path: key for key, page in present.items()}
    now: dict[str, list[tuple[str, str]]] = {}
    for key, page in present.items():
        parent = by_path.get(page.path[: -page.steplen])
        now.setdefault(parent[1] if parent else "", []).append(key)
    wanted: dict[str, list[tuple[str, str]]] = {}
    for node, parent_slug in _placed(folder):
        if (node.kind, node.slug) in present:
            wanted.setdefault(parent_slug, []).append((node.kind, node.slug))
    moved: set[tuple[str, str]] = set()
    for parent_slug, keys in wanted.items():
        there = [key for key in now.get(parent_slug, []) if key in keys]
        moved.update(key for key in keys if key not in there)
        stay = [key for key in keys if key in there]
        moved.update(key for key, other in zip(stay, there, strict=True) if key != other)
    return moved


def _sops(folder: Folder) -> Iterator[Change]:
    pages = {page.number: page for page in SopPage.objects.all()}
    for node in folder.sops:
        page = pages.pop(node.document.meta["number"], None)
        outcome = _outcome(node.document, page, {})
        if outcome == ImportOutcome.UNCHANGED and page.slug != node.slug:
            outcome = ImportOutcome.MOVED
        yield Change("sop", node.file, node.document.meta["title"], outcome, node, page=page)
    for page in pages.values() if folder.sops else ():
        if page.live:
            yield Change("sop", page.slug, page.title, ImportOutcome.REMOVED, page=page)


def _terms(folder: Folder) -> Iterator[Change]:
    if folder.glossary is None:
        return
    rows = {row.term: row for row in GlossaryTerm.objects.all()}
    for place, entry in enumerate(folder.glossary, start=1):
        row = rows.pop(entry["term"], None)
        same = row is not None and term_entry(row) == entry and row.order == place
        yield Change("term", entry["term"], entry["term"], _of_entry(row, same=same), page=row, entry=entry)
    for row in rows.values():
        yield Change("term", row.term, row.term, ImportOutcome.REMOVED, page=row)


def _processes(folder: Folder) -> Iterator[Change]:
    if folder.processes is None:
        return
    rows = {row.number: row for row in BusinessProcess.objects.all()}
    for entry in folder.processes:
        row = rows.pop(entry["no"], None)
        same = row is not None and process_entry(row) == entry
        yield Change("process", str(entry["no"]), entry["title_id"], _of_entry(row, same=same), page=row, entry=entry)
    for row in rows.values():
        yield Change("process", str(row.number), row.title, ImportOutcome.REMOVED, page=row)


def _of_entry(row: Any, *, same: bool) -> ImportOutcome:
    if row is None:
        return ImportOutcome.CREATED
    return ImportOutcome.UNCHANGED if same else ImportOutcome.CHANGED
