"""The small Markdown of lessons, read and written without loss: paragraphs, headings, flat lists, bold, italic, links.

Between Markdown and HTML stands a list of chunks: (kind, lines), where kind is `p`, `h2`, `h3`, `ul` or `ol`, and each line
is inline HTML of `strong`, `em` and `a` alone, with its text escaped.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from html.parser import HTMLParser
from typing import NamedTuple

from django.utils.translation import gettext as _
from markdown_it import MarkdownIt
from markdown_it.token import Token

from cms.markdown.errors import LineError


class Chunk(NamedTuple):
    kind: str
    lines: tuple[str, ...]


# Addresses of this site that stay when titles change, and how they are written.
_SHORTHAND = {"sop": "/sop/{}/", "proses": "/processes/#proses-{}"}
_LONGHAND = [(re.compile(r"^/sop/(\d+)/$"), "sop:{}"), (re.compile(r"^/processes/#proses-(\d+)$"), "proses:{}")]
_MARKS = {"strong": "**", "em": "*"}
_LISTS = {"bullet_list_open": "ul", "ordered_list_open": "ol"}
_SPECIAL = re.compile(r"([\\`*_\[\]<>&])")
_parser = MarkdownIt("commonmark")


def href_of(target: str) -> str:
    """Return the address for what is written in a link: https, `sop:4`, `proses:9`, or a path of this site.

    Raises ValueError for anything else.
    """
    scheme, _colon, number = target.partition(":")
    if scheme in _SHORTHAND and number.isdigit():
        return _SHORTHAND[scheme].format(int(number))
    if target.startswith("https://") or (target.startswith("/") and not target.startswith("//")):
        return target
    raise ValueError(target)


def target_of(href: str) -> str:
    """Return how an address is written in Markdown."""
    for pattern, shorthand in _LONGHAND:
        if found := pattern.match(href):
            return shorthand.format(found[1])
    return href


def term_anchor(term: str) -> str:
    """Return the anchor of a term on the glossary page."""
    return "-".join("".join(letter if letter.isalnum() else " " for letter in term.lower()).split())


def read_markdown(text: str, line: int = 1) -> list[Chunk]:
    """Return the chunks of a text that begins at a line of its file. Raises LineError for what the grammar has not."""
    tokens = iter(_parser.parse(text))
    chunks: list[Chunk] = []
    for token in tokens:
        at = line + (token.map[0] if token.map else 0)
        if token.type == "heading_open":
            chunks.append(_heading(token, next(tokens), at))
        elif token.type == "paragraph_open":
            chunks.append(Chunk("p", (_inline(next(tokens), at),)))
        elif token.type in _LISTS:
            chunks.append(_list(token, tokens, line))
        elif not token.type.endswith("_close"):
            raise LineError(at, _refusal(token.type))
    return chunks


def _heading(token: Token, inline: Token, at: int) -> Chunk:
    if token.tag not in ("h2", "h3") or not token.markup.startswith("#"):
        raise LineError(at, _("Only headings with ## and ### are allowed here."))
    return Chunk(token.tag, (_inline(inline, at),))


def _list(opening: Token, tokens: Iterable[Token], line: int) -> Chunk:
    lines: list[str] = []
    at = line + (opening.map[0] if opening.map else 0)
    if opening.attrs.get("start", 1) != 1:
        raise LineError(at, _("A numbered list begins with 1."))
    inside = 0
    for token in tokens:
        at = line + (token.map[0] if token.map else at - line)
        if token.type == opening.type.replace("_open", "_close"):
            break
        if token.type == "list_item_open":
            inside = 0
        elif token.type == "inline":
            inside += 1
            if inside > 1:
                raise LineError(at, _("A list item is one line: one paragraph."))
            lines.append(_inline(token, at))
        elif token.type not in ("list_item_close", "paragraph_open", "paragraph_close"):
            raise LineError(at, _refusal(token.type))
    return Chunk(_LISTS[opening.type], tuple(lines))


def _refusal(kind: str) -> str:
    names = {
        "fence": _("Code is not allowed here."),
        "code_block": _("A line may not begin with four spaces or more."),
        "blockquote_open": _("Block quotes (>) are not allowed here."),
        "html_block": _("HTML is not allowed here."),
        "html_inline": _("HTML is not allowed here."),
        "image": _("Images stand in a :::figure block."),
        "code_inline": _("Code is not allowed here."),
        "softbreak": _("Write each paragraph and each list item on one line."),
        "hardbreak": _("Write each paragraph and each list item on one line."),
        "hr": _("Lines (---) are not allowed here."),
        "bullet_list_open": _("Lists have one level only."),
        "ordered_list_open": _("Lists have one level only."),
    }
    return names.get(kind, _("This is not part of the grammar: %s.") % kind)


def _inline(token: Token, at: int) -> str:
    parts: list[str] = []
    for child in token.children or []:
        if child.type in ("text", "text_special"):
            parts.append(html.escape(child.content, quote=False))
        elif child.type in ("strong_open", "em_open", "strong_close", "em_close"):
            parts.append(f"<{'/' if child.nesting < 0 else ''}{child.tag}>")
        elif child.type == "link_open" and child.markup != "autolink":
            parts.append(_opening_link(child, at))
        elif child.type == "link_close" and child.markup != "autolink":
            parts.append("</a>")
        else:
            raise LineError(at, _refusal(child.type))
    return "".join(parts)


def _opening_link(token: Token, at: int) -> str:
    try:
        href = href_of(str(token.attrs["href"]))
    except ValueError:
        raise LineError(
            at, _("A link leads to https://…, sop:number or proses:number, not to “%s”.") % token.attrs["href"]
        ) from None
    return f'<a href="{html.escape(href)}">'


def write_markdown(chunks: Iterable[Chunk]) -> str:
    """Return the canonical Markdown of chunks, without a line break at the end."""
    return "\n\n".join(_write_chunk(chunk) for chunk in chunks if any(chunk.lines))


def _write_chunk(chunk: Chunk) -> str:
    """Write plainly where that reads back the same; else escape; else, for markup no Markdown can say, drop the marks."""
    for write in (lambda line: _write_line(line, escape=False), lambda line: _write_line(line, escape=True)):
        text = _with_marker(chunk.kind, [write(line) for line in chunk.lines])
        if _reads_as(text, chunk):
            return text
    bare = [_write_line(html.escape(_text_of(line), quote=False), escape=True) for line in chunk.lines]
    return _with_marker(chunk.kind, bare)


def _reads_as(text: str, chunk: Chunk) -> bool:
    try:
        return read_markdown(text) == [chunk]
    except LineError:
        return False


def _with_marker(kind: str, lines: list[str]) -> str:
    if kind == "ul":
        return "\n".join(f"- {line}" for line in lines)
    if kind == "ol":
        return "\n".join(f"{number}. {line}" for number, line in enumerate(lines, start=1))
    return {"p": "", "h2": "## ", "h3": "### "}[kind] + lines[0]


class _LineWriter(HTMLParser):
    """Turns inline HTML into Markdown."""

    def __init__(self, *, escape: bool) -> None:
        super().__init__(convert_charrefs=True)
        self.escape = escape
        self.out: list[str] = []
        self.href = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "a":
            self.href = dict(attrs).get("href") or ""
        self.out.append("[" if tag == "a" else _MARKS.get(tag, ""))

    def handle_endtag(self, tag: str) -> None:
        self.out.append(f"]({target_of(self.href)})" if tag == "a" else _MARKS.get(tag, ""))

    def handle_data(self, data: str) -> None:
        self.out.append(_SPECIAL.sub(r"\\\1", data) if self.escape else data)


def _write_line(line: str, *, escape: bool) -> str:
    writer = _LineWriter(escape=escape)
    writer.feed(line)
    writer.close()
    text = "".join(writer.out)
    # What would begin a heading, a list or a block at the start of a line.
    return re.sub(r"^(\d+)([.)])|^([#+\-=~:])", r"\1\\\2\3", text) if escape else text


def _text_of(line: str) -> str:
    return html.unescape(re.sub(r"<[^>]+>", "", line))


def write_html(chunks: Iterable[Chunk]) -> str:
    """Return HTML, as readers get it and as the editor opens it."""
    return "".join(_html_chunk(chunk) for chunk in chunks)


def _html_chunk(chunk: Chunk) -> str:
    if chunk.kind in ("ul", "ol"):
        return f"<{chunk.kind}>{''.join(f'<li>{line}</li>' for line in chunk.lines)}</{chunk.kind}>"
    return f"<{chunk.kind}>{chunk.lines[0]}</{chunk.kind}>"
