"""Pages as documents: what an editor wrote, in the form in which it is frozen, compared and exported."""

from __future__ import annotations

from typing import Any, NamedTuple

from cms.markdown.documents import Block, Document
from cms.markdown.grammar import write_markdown
from cms.markdown.richtext import read_richtext
from cms.media import media_name
from cms.models import (
    BusinessProcess,
    CoursePage,
    CurriculumPage,
    GlossaryTerm,
    LessonPage,
    ModulePage,
    SopPage,
)


class Written(NamedTuple):
    """A document and the images and documents of the library that it names."""

    document: Document
    items: tuple[Any, ...] = ()


def written_of(page: Any) -> Written:
    """Return the document of a curriculum, course, module, lesson or SOP page."""
    for kind, write in _WRITERS.items():
        if isinstance(page, kind):
            return write(page)
    raise TypeError(f"{type(page).__name__} is no page of the curriculum.")


def _markdown(source: Any) -> str:
    return write_markdown(read_richtext(str(getattr(source, "source", source) or "")))


def _titles(page: Any) -> dict[str, Any]:
    return {"title": page.title, "title_en": page.title_en, "code": page.code}


def _curriculum(page: CurriculumPage) -> Written:
    return Written(Document("curriculum", {**_titles(page), "status": page.evidence}, body=_markdown(page.body)))


def _course(page: CoursePage) -> Written:
    facts = {"stage": page.stage, "jp": page.jp, "status": page.evidence, "draft": page.is_draft}
    return Written(Document("course", {**_titles(page), **facts}, body=_markdown(page.body)))


def _module(page: ModulePage) -> Written:
    facts = {"jp": page.jp, "objectives": list(page.objectives), "status": page.evidence}
    return Written(Document("module", {**_titles(page), **facts}, body=_markdown(page.body)))


def _lesson(page: LessonPage) -> Written:
    facts = {
        "jp": page.jp,
        "minutes": page.minutes,
        "objectives": list(page.objectives),
        "sop": list(page.sop_numbers),
        "processes": list(page.process_numbers),
        "terms": list(page.terms),
        "sources": list(page.sources),
        "status": page.evidence,
    }
    items: list[Any] = []
    blocks = tuple(_block(child, items) for child in page.content)
    return Written(Document("lesson", {**_titles(page), **facts}, blocks=blocks), tuple(items))


def _sop(page: SopPage) -> Written:
    meta = {
        "number": page.number,
        "title": page.title,
        "title_en": page.title_en,
        "status": page.evidence,
        "sop_number": page.sop_number,
        "made": page.made_on,
        "revised": page.revised_on,
        "effective": page.effective_on,
        "approved_by": page.approved_by,
        "legal_basis": list(page.legal_basis),
        "qualifications": list(page.qualifications),
        "related": list(page.related),
        "equipment": list(page.equipment),
        "warnings": list(page.warnings),
        "records": list(page.records),
        "executors": list(page.executors),
        "steps": [dict(child.value) for child in page.steps],
    }
    return Written(Document("sop", meta, body=_markdown(page.body)))


_WRITERS = {CurriculumPage: _curriculum, CoursePage: _course, ModulePage: _module, LessonPage: _lesson, SopPage: _sop}


def _name(item: Any, items: list[Any]) -> str | None:
    if item is None:
        return None
    items.append(item)
    return media_name(item)


def _block(child: Any, items: list[Any]) -> Block:
    value, kind = child.value, child.block_type
    if kind == "text":
        return Block("text", {"text": _markdown(value)})
    if kind == "case":
        return Block(
            kind,
            {
                "title": value["title"],
                "text": _markdown(value["text"]),
                "questions": list(value["questions"]),
                "answer": _markdown(value["answer"]),
            },
        )
    if kind == "steps":
        return Block(kind, {"title": value["title"], "steps": [dict(step) for step in value["steps"]]})
    if kind == "table":
        rows = [list(row) for row in value["rows"]]
        return Block(kind, {"caption": value["caption"], "header": list(value["header"]), "rows": rows})
    if kind == "check":
        return Block(kind, {**_flat(value, "question", "multiple"), "options": [dict(o) for o in value["options"]]})
    if kind == "sop":
        return Block(kind, {"number": int(value["number"]), "note": value["note"]})
    if kind == "figure":
        return Block(kind, {"image": _name(value["image"], items), **_flat(value, "alt", "caption", "long")})
    if kind in ("video", "audio"):
        facts = {"title": value["title"], "file": _name(value.get("file"), items), "url": value.get("url") or None}
        return Block(kind, {**facts, "seconds": value["seconds"], "transcript": _markdown(value["transcript"])})
    if kind == "document":
        return Block(kind, {"title": value["title"], "file": _name(value["file"], items), "note": value["note"]})
    if kind == "note":
        return Block(kind, {**_flat(value, "tone", "title"), "text": _markdown(value["text"])})
    return Block(kind, _flat(value, "term", "text"))


def _flat(value: Any, *names: str) -> dict[str, Any]:
    return {name: value[name] for name in names}


def term_entry(term: GlossaryTerm) -> dict[str, Any]:
    """Return a term as it stands in glossary.yaml."""
    return {"term": term.term, "en": term.term_en, "definition": term.definition, "status": term.evidence}


PROCESS_FLAGS = (
    "in_sisnaker",
    "in_lpk",
    "in_kios",
    "survey_in_sisnaker",
    "assist_lpk_officer",
    "assist_kios",
    "assist_instructor",
)


def process_entry(process: BusinessProcess) -> dict[str, Any]:
    """Return a process as it stands in processes.yaml."""
    return {
        "no": process.number,
        "title_id": process.title,
        "title_en": process.title_en,
        **{flag: getattr(process, flag) for flag in PROCESS_FLAGS},
        "status": process.evidence,
        "flags_status": process.flags_evidence,
        "description": process.description,
    }
