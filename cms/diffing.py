"""What changed between two texts, word by word, as markup that people can read."""

from __future__ import annotations

import re
from difflib import SequenceMatcher

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

_WORDS = re.compile(r"\s+|\w+|[^\w\s]")
# Below this share of common words two lines are shown as one taken out and one put in.
ALIKE = 0.45


def changed_lines(before: str, after: str) -> list[SafeString]:
    """Return the changed lines of two texts in order, with `del` and `ins`; empty when the texts are the same."""
    old, new = _lines(before), _lines(after)
    found: list[SafeString] = []
    for tag, i, j, k, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag != "equal":
            found.extend(_changed(old[i:j], new[k:m]))
    return found


def _lines(text: str) -> list[str]:
    return [line for line in text.split("\n") if line.strip()]


def _changed(old: list[str], new: list[str]) -> list[SafeString]:
    """Pair the lines of a changed passage one by one; what is too different is shown as taken out and put in."""
    shown: list[SafeString] = []
    for place in range(max(len(old), len(new))):
        was = old[place] if place < len(old) else ""
        now = new[place] if place < len(new) else ""
        shown.extend(_words(was, now))
    return shown


def _words(before: str, after: str) -> list[SafeString]:
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    if not old or not new or matcher.ratio() < ALIKE:
        pairs = (("del", before), ("ins", after))
        return [_mark(tag, text) for tag, text in pairs if text]
    pieces = [
        (_mark("del", "".join(old[i:j])), _mark("ins", "".join(new[k:m])))
        if tag != "equal"
        else (format_html("{}", "".join(old[i:j])), SafeString(""))
        for tag, i, j, k, m in matcher.get_opcodes()
    ]
    return [format_html_join("", "{}{}", pieces)]


def _mark(tag: str, text: str) -> SafeString:
    return format_html("<{0}>{1}</{0}>", SafeString(tag), text) if text else SafeString("")
