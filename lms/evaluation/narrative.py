"""The words of a section: paragraphs, lists and figures by key. Pure: what a figure says is asked of the caller.

An author writes plain text. An empty line ends a paragraph, a line that begins with `- ` is an item of a list, and `[[key]]` stands for a
figure: `[[attendance.first]]`, or of the second cohort alone `[[attendance.first:2]]`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

TOKEN = re.compile(r"\[\[([a-z0-9_.-]{1,60})(?::(\d{1,4}))?\]\]")
ITEM = "- "

# What a figure says: its key, and the number of the cohort or None for all.
Say = Callable[[str, int | None], str]


@dataclass(frozen=True)
class Run:
    """A stretch of words; `ref` is the figure it stands for, or empty."""

    text: str
    ref: str = ""


@dataclass(frozen=True)
class Block:
    """A paragraph (one line) or a list (one line an item)."""

    lines: tuple[tuple[Run, ...], ...]
    is_list: bool = False


def refs_in(text: str) -> list[tuple[str, int | None]]:
    """Return the figures a text quotes, each once, in order."""
    found = [(match[1], int(match[2]) if match[2] else None) for match in TOKEN.finditer(text)]
    return list(dict.fromkeys(found))


def ref_of(key: str, number: int | None) -> str:
    """Return how a text names a figure."""
    return f"{key}:{number}" if number is not None else key


def blocks_of(text: str, say: Say) -> list[Block]:
    """Return paragraphs and lists with the figures said."""
    return [Block(tuple(_runs(line, say) for line in lines), is_list) for is_list, lines in _grouped(text.splitlines())]


def _grouped(lines: list[str]) -> Iterator[tuple[bool, list[str]]]:
    """Yield lists with their items, and paragraphs with their lines joined."""
    items: list[str] = []
    words: list[str] = []
    for line in [*lines, ""]:
        text = line.strip()
        is_item = text.startswith(ITEM)
        if words and (is_item or not text):
            yield False, [" ".join(words)]
            words = []
        if items and not is_item:
            yield True, items
            items = []
        if is_item:
            items.append(text.removeprefix(ITEM).strip())
        elif text:
            words.append(text)
    if items:
        yield True, items


def _runs(line: str, say: Say) -> tuple[Run, ...]:
    runs: list[Run] = []
    at = 0
    for match in TOKEN.finditer(line):
        if match.start() > at:
            runs.append(Run(line[at : match.start()]))
        number = int(match[2]) if match[2] else None
        runs.append(Run(say(match[1], number), ref_of(match[1], number)))
        at = match.end()
    if at < len(line):
        runs.append(Run(line[at:]))
    return tuple(runs)


def as_text(blocks: list[Block]) -> str:
    """Return the words alone, one line a paragraph or item: what is compared when a text changed."""
    lines: list[str] = []
    for block in blocks:
        mark = ITEM if block.is_list else ""
        lines.extend(mark + "".join(run.text for run in line) for line in block.lines)
    return "\n".join(lines)


def as_html(blocks: list[Block]) -> SafeString:
    """Return the words as markup; a figure is marked, so that a reader sees which words are figures."""
    return mark_safe("".join(_block(block) for block in blocks))  # noqa: S308 - each piece is escaped


def _block(block: Block) -> SafeString:
    if block.is_list:
        return format_html("<ul>{}</ul>", format_html_join("", "<li>{}</li>", ((_line(line),) for line in block.lines)))
    return format_html_join("", "<p>{}</p>", ((_line(line),) for line in block.lines))


def _line(line: tuple[Run, ...]) -> SafeString:
    return format_html_join(
        "", "{}", ((format_html('<strong class="num">{}</strong>', run.text) if run.ref else run.text,) for run in line)
    )
