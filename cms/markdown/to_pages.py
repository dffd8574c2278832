"""Documents into pages: the fields a page gets from a checked file."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cms.markdown.documents import Block, Document
from cms.markdown.grammar import read_markdown, write_html


def rich(source: str) -> str:
    """Return Markdown as the rich text that the editor opens."""
    return write_html(read_markdown(source)).replace("strong>", "b>").replace("em>", "i>")


def page_fields(document: Document, items: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields of the page for a document. `items` maps names of files to images and documents."""
    meta = document.meta
    common = {"title": meta["title"], "title_en": meta["title_en"], "evidence": meta["status"]}
    if document.kind == "sop":
        return {**common, "body": rich(document.body), **_sop(meta)}
    fields = {**common, "code": meta["code"]}
    if document.kind == "curriculum":
        return {**fields, "body": rich(document.body)}
    fields["jp"] = meta["jp"]
    if document.kind == "course":
        return {**fields, "body": rich(document.body), "stage": meta["stage"], "is_draft": meta["draft"]}
    if document.kind == "module":
        return {**fields, "body": rich(document.body), "objectives": meta["objectives"]}
    return {
        **fields,
        **{name: meta[name] for name in ("minutes", "objectives", "terms", "sources")},
        "sop_numbers": meta["sop"],
        "process_numbers": meta["processes"],
        "content": [_raw(block, items) for block in document.blocks],
    }


def _sop(meta: Mapping[str, Any]) -> dict[str, Any]:
    names = ("number", "sop_number", "approved_by", "legal_basis", "qualifications", "related", "equipment")
    return {
        **{name: meta[name] for name in (*names, "warnings", "records", "executors")},
        "made_on": meta["made"],
        "revised_on": meta["revised"],
        "effective_on": meta["effective"],
        "steps": [{"type": "step", "value": step} for step in meta["steps"]],
    }


def _raw(block: Block, items: Mapping[str, Any]) -> dict[str, Any]:
    """Return a block as the stream field stores it."""
    data = dict(block.data)
    if block.kind == "text":
        return {"type": "text", "value": rich(data["text"])}
    for name in ("text", "answer", "transcript"):
        if name in data and block.kind in ("case", "note", "video", "audio"):
            data[name] = rich(data[name])
    for name in ("image", "file"):
        if data.get(name):
            data[name] = items[data[name]].pk
    if block.kind == "sop":
        data["number"] = str(data["number"])
    return {"type": block.kind, "value": data}
