"""What the editor stores, read into the chunks of the grammar."""

from __future__ import annotations

import html
import re
from html.parser import HTMLParser

from django.apps import apps

from cms.markdown.grammar import Chunk, href_of

TAGS = {"b": "strong", "strong": "strong", "i": "em", "em": "em"}
_BLOCKS = {"p": "p", "h1": "h2", "h2": "h2", "h3": "h3", "h4": "h3", "div": "p"}


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.chunks: list[Chunk] = []
        self.kind = "p"
        self.items: list[str] = []
        self.line: list[str] = []
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _BLOCKS and not self.items_open:
            self.flush()
            self.kind = _BLOCKS[tag]
        elif tag in ("ul", "ol"):
            self.flush()
            self.kind, self.items = tag, []
        elif tag == "li":
            self.end_item()
        elif tag == "br":
            self.line.append(" ")
        elif tag in TAGS:
            self.line.append(f"<{TAGS[tag]}>")
        elif tag == "a":
            self.open_link(dict(attrs))

    def handle_endtag(self, tag: str) -> None:
        if tag == "li":
            self.end_item()
        elif tag in _BLOCKS and not self.items_open:
            self.flush()
        elif tag in ("ul", "ol"):
            self.flush()
            self.kind = "p"
        elif tag in TAGS:
            self.line.append(f"</{TAGS[tag]}>")
        elif tag == "a" and self.open:
            self.line.append(self.open.pop())

    def handle_data(self, data: str) -> None:
        self.line.append(html.escape(data, quote=False))

    @property
    def items_open(self) -> bool:
        return self.kind in ("ul", "ol")

    def open_link(self, attrs: dict[str, str | None]) -> None:
        href = _page_address(attrs["id"]) if attrs.get("linktype") == "page" else attrs.get("href")
        try:
            address = href_of(href or "")
        except ValueError:
            self.open.append("")
        else:
            self.line.append(f'<a href="{html.escape(address)}">')
            self.open.append("</a>")

    def take_line(self) -> str:
        line = re.sub(r"\s+", " ", "".join(self.line)).strip()
        self.line = []
        # Marks around nothing, and blanks just inside marks, cannot be written in Markdown.
        line = re.sub(r"<(strong|em)>\s*</\1>", "", line)
        line = re.sub(r"<(strong|em)>\s+", r" <\1>", line)
        line = re.sub(r"\s+</(strong|em)>", r"</\1> ", line)
        return re.sub(r"\s+", " ", line).strip()

    def end_item(self) -> None:
        if line := self.take_line():
            self.items.append(line)

    def flush(self) -> None:
        if self.items_open:
            self.end_item()
            if self.items:
                self.chunks.append(Chunk(self.kind, tuple(self.items)))
            self.items = []
        elif line := self.take_line():
            self.chunks.append(Chunk(self.kind, (line,)))
        if not self.items_open:
            self.kind = "p"


def _page_address(page_id: str | None) -> str:
    """Return the lasting address of a page that an editor picked, or nothing if it is gone."""
    page = apps.get_model("wagtailcore", "Page").objects.filter(pk=page_id or 0).first()
    specific = page.specific if page else None
    if specific is None:
        return ""
    number = getattr(specific, "number", None)
    return f"/sop/{number}/" if number else (specific.url or "")


def read_richtext(source: str) -> list[Chunk]:
    """Return the chunks of rich text. Markup that the grammar has not is left out, its words are kept."""
    reader = _Reader()
    reader.feed(source or "")
    reader.close()
    reader.flush()
    return reader.chunks
