"""One file of the folder: front matter and body, read with checks and written in the one canonical form."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from cms.markdown import schema, yamls
from cms.markdown.errors import LineError
from cms.markdown.grammar import read_markdown, write_markdown


class Block(NamedTuple):
    """A piece of a lesson: `text` holds {"text": Markdown}, the others hold the keys of schema.BLOCKS."""

    kind: str
    data: dict[str, Any]


class Document(NamedTuple):
    """A checked file. `meta` is the front matter; `body` a Markdown text; `blocks` a lesson's body instead."""

    kind: str
    meta: dict[str, Any]
    body: str = ""
    blocks: tuple[Block, ...] = ()


SPECS: Mapping[str, schema.Spec] = {
    "curriculum": schema.CURRICULUM,
    "course": schema.COURSE,
    "module": schema.MODULE,
    "lesson": schema.LESSON,
    "sop": schema.SOP,
}
_OPENING = re.compile(r"^:::([a-z]+)$")


def read_document(kind: str, source: str) -> Document:
    """Return the document of a file. Raises LineError at the first thing that is wrong."""
    _refuse_odd_characters(source)
    front, body, line = _split(source)
    meta = schema.checked(yamls.load(front, 2) or yamls.Lined(), SPECS[kind], 1)
    if kind == "lesson":
        return Document(kind, meta, blocks=tuple(read_blocks(body, line)))
    chunks = read_markdown(body, line)
    if kind != "curriculum" and any(chunk.kind.startswith("h") for chunk in chunks):
        raise LineError(line, _("Headings are not allowed in this text."))
    if not chunks:
        raise LineError(line, _("The text after the front matter is missing."))
    return Document(kind, meta, body=write_markdown(chunks))


def _refuse_odd_characters(source: str) -> None:
    for number, line in enumerate(source.split("\n"), start=1):
        if "\t" in line:
            raise LineError(number, _("Tabs are not allowed; use spaces."))
        if line.endswith("\r"):
            raise LineError(number, _("Lines must end with LF alone (Unix line ends)."))
        schema.refuse_unprintable(line, number)


def _split(source: str) -> tuple[str, str, int]:
    """Return front matter, body, and the line at which the body begins."""
    lines = source.split("\n")
    if lines[0] != "---":
        raise LineError(1, _("The file must begin with front matter between two lines of ---."))
    try:
        end = lines.index("---", 1)
    except ValueError:
        raise LineError(1, _("The front matter is not closed by a line of ---.")) from None
    return "\n".join(lines[1:end]), "\n".join(lines[end + 1 :]), end + 2


def read_blocks(body: str, first_line: int) -> list[Block]:
    """Return the blocks of a lesson's body. Raises LineError."""
    blocks: list[Block] = []
    prose: list[str] = []
    lines = body.split("\n")
    at = prose_at = 0
    while at < len(lines):
        if not lines[at].startswith(":::"):
            prose.append(lines[at])
            at += 1
            continue
        _add_prose(blocks, prose, first_line + prose_at)
        end = _end_of_block(lines, at, first_line)
        blocks.append(_read_block(lines[at], "\n".join(lines[at + 1 : end]), first_line + at))
        at = prose_at = end + 1
        prose = []
    _add_prose(blocks, prose, first_line + prose_at)
    if not blocks:
        raise LineError(first_line, _("The lesson has no text."))
    return blocks


def _end_of_block(lines: list[str], at: int, first_line: int) -> int:
    for end in range(at + 1, len(lines)):
        if lines[end] == ":::":
            return end
        if lines[end].startswith(":::"):
            break
    raise LineError(first_line + at, _("This block is not closed by a line of :::."))


def _add_prose(blocks: list[Block], prose: list[str], line: int) -> None:
    if text := write_markdown(read_markdown("\n".join(prose), line)):
        blocks.append(Block("text", {"text": text}))


def _read_block(opening: str, source: str, line: int) -> Block:
    found = _OPENING.match(opening)
    kind = found[1] if found else ""
    if kind not in schema.BLOCKS:
        raise LineError(line, _("Unknown block “%s”.") % opening[3:])
    data = schema.checked(yamls.load(source, line + 1), schema.BLOCKS[kind], line)
    _check_block(kind, data, line)
    return Block(kind, data)


def _check_block(kind: str, data: dict[str, Any], line: int) -> None:
    """Check what no single key can tell."""
    if kind == "check":
        right = sum(option["correct"] for option in data["options"])
        if right == 0 or (right > 1 and not data["multiple"]):
            raise LineError(line, _("Exactly one option is correct, or several with “multiple: true”."))
    if kind == "table" and any(len(row) != len(data["header"]) for row in data["rows"]):
        raise LineError(line, _("Every row needs as many cells as the header: %s.") % len(data["header"]))
    if kind in ("video", "audio") and bool(data["file"]) == bool(data["url"]):
        raise LineError(line, _("Give either “file” or “url”."))


def write_document(document: Document) -> str:
    """Return the canonical text of a file: reading it gives the same document, and writing that the same text."""
    front = yamls.dump(schema.written(document.meta, SPECS[document.kind]))
    body = "\n\n".join(_write_block(block) for block in document.blocks) if document.blocks else document.body
    return f"---\n{front}---\n{body}\n"


def _write_block(block: Block) -> str:
    if block.kind == "text":
        return str(block.data["text"])
    spec = schema.BLOCKS[block.kind]
    long = frozenset(name for name, key in spec.items() if key.long)
    return f":::{block.kind}\n{yamls.dump(schema.written(block.data, spec), long)}:::"


def media_names(document: Document) -> list[str]:
    """Return the names of the files in media/ that a document needs."""
    names = (block.data.get("image") or block.data.get("file") for block in document.blocks)
    return sorted({name for name in names if name})


def read_entries(source: str, spec: schema.Spec) -> list[dict[str, Any]]:
    """Return the entries of glossary.yaml or processes.yaml. Raises LineError."""
    _refuse_odd_characters(source)
    data = yamls.load(source)
    if not isinstance(data, list):
        raise LineError(1, _("This must be a list."))
    return [schema.checked(entry, spec, 1) for entry in data]


def write_entries(entries: list[dict[str, Any]]) -> str:
    """Return glossary.yaml or processes.yaml."""
    return "".join(f"- {yamls.dump(entry, indent=2)[2:]}" for entry in entries)
