"""A lesson's markup, made from its frozen text: once for a digest, the same for every reader and for ever.

The words round the content (“Kasus”, “Lihat pembahasan”) are Indonesian like the content itself, whoever reads.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.safestring import SafeString, mark_safe

from cms import media, pictures
from cms.markdown.documents import Block, Document
from cms.markdown.grammar import read_markdown, write_html

# Raise by one when the markup of blocks changes: lessons are then rendered anew, the old markup stays kept.
RENDERING = 3

_SECTION = re.compile(r"(?=<h2>)")
# A link to another page of this site: it leads nowhere from a file on a phone.
_HOME_LINK = re.compile(r'<a href="/[^"]*">(.*?)</a>')


def render_lesson(document: Document, files: Mapping[str, str], *, offline: bool = False) -> SafeString:
    """Return the body of a lesson: objectives, then `<section data-part="n">` for what stands before the first heading
    (0) and for each `##` (1…).

    `files` maps names in the text to SHA-256. With `offline` pictures are data URIs and recordings are only named.
    """
    with translation.override("id"):
        parts = _parts(document.blocks, files, offline=offline)
        return SafeString(render_to_string("cms/lesson_body.html", {"meta": document.meta, "parts": parts}))


def _parts(blocks: Iterable[Block], files: Mapping[str, str], *, offline: bool) -> list[SafeString]:
    parts: list[list[str]] = [[]]
    for number, block in enumerate(blocks, start=1):
        if block.kind != "text":
            parts[-1].append(_render_block(block, number, files, offline=offline))
            continue
        first, *others = _SECTION.split(write_html(read_markdown(block.data["text"])))
        if first:
            parts[-1].append(first)
        parts.extend([other] for other in others)
    return [mark_safe("".join(part)) for part in parts]  # noqa: S308 - made here from escaped text


def _render_block(block: Block, number: int, files: Mapping[str, str], *, offline: bool) -> str:
    data = {
        **block.data,
        **{key: rich(block.data[key]) for key in _RICH if key in block.data and block.kind in _RICH_KINDS},
    }
    context: dict[str, Any] = {"block": data, "kind": block.kind, "id": f"blok-{number}", "offline": offline}
    if block.kind == "table":
        context["rows"] = [list(zip(data["header"], row, strict=True)) for row in data["rows"]]
    if block.kind == "figure":
        context["picture"] = pictures.picture(files[data["image"]], data["image"], offline=offline)
    if name := data.get("file"):
        context["href"] = reverse("cms:kept_file", args=[files[name], name])
        context["bytes"] = media.size_of(files[name], name)
    template = "media" if block.kind in ("video", "audio") else block.kind
    return render_to_string(f"cms/blocks/{template}.html", context)


_RICH = ("text", "answer", "transcript")
_RICH_KINDS = frozenset({"case", "note", "video", "audio"})


def rich(source: str) -> SafeString:
    """Return Markdown of the grammar as HTML."""
    return SafeString(write_html(read_markdown(source)))


def render_offline(document: Document, files: Mapping[str, str]) -> str:
    """Return a lesson as one HTML file that needs nothing else: styles and pictures inside."""
    with translation.override("id"):
        body = SafeString(_HOME_LINK.sub(r"\1", render_lesson(document, files, offline=True)))
        return render_to_string(
            "cms/lesson_offline.html", {"meta": document.meta, "body": body, "styles": pictures.styles()}
        )
