"""The canonical text of a page in plain lines, as somebody who signs it reads what changed: keys in words, no marks.

Only for comparing: it is made for the eye and cannot be read back. Bold and italic go, so two texts that differ in nothing
else come out equal.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

import yaml
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from cms.markdown.yamls import quick_loader
from lms.people.enums import Evidence

_FENCE = "---"
_LINK = re.compile(r"\[((?:[^\]\\]|\\.)*)\]\(([^)\s]*)\)")
_STRONG_OR_EM = re.compile(r"(?<!\\)\*{1,3}")
_ESCAPED = re.compile(r"\\([\\`*_\[\]<>&])")
_HEADING = re.compile(r"^#{2,6} ")
_ITEM = re.compile(r"^\s*- ")

# What the keys of front matter and of blocks are called; a key that is not here speaks for itself.
KEYS: Mapping[str, Any] = {
    "title": gettext_lazy("Title"),
    "title_en": gettext_lazy("Title in English"),
    "code": gettext_lazy("Code"),
    "jp": gettext_lazy("JP"),
    "minutes": gettext_lazy("Minutes"),
    "objectives": gettext_lazy("Objectives"),
    "sop": gettext_lazy("SOPs"),
    "processes": gettext_lazy("Business processes"),
    "terms": gettext_lazy("Terms"),
    "sources": gettext_lazy("Sources"),
    "status": gettext_lazy("Status"),
    "text": gettext_lazy("Text"),
    "questions": pgettext_lazy("of a case", "Questions"),
    "question": gettext_lazy("Question"),
    "answer": gettext_lazy("Answer"),
    "steps": gettext_lazy("Steps"),
    "caption": pgettext_lazy("of a picture or table", "Caption"),
    "header": gettext_lazy("Column titles"),
    "rows": gettext_lazy("Rows"),
    "multiple": gettext_lazy("Several answers are right"),
    "options": gettext_lazy("Choices"),
    "correct": pgettext_lazy("of a choice", "Right"),
    "feedback": gettext_lazy("Feedback"),
    "number": gettext_lazy("Number"),
    "note": gettext_lazy("Note"),
    "term": gettext_lazy("Term"),
    "image": gettext_lazy("Picture"),
    "alt": gettext_lazy("Description of the picture"),
    "long": gettext_lazy("Long description"),
    "file": gettext_lazy("File"),
    "url": gettext_lazy("Address"),
    "seconds": gettext_lazy("Seconds"),
    "transcript": gettext_lazy("Transcript"),
    "tone": gettext_lazy("Tone"),
    "stage": gettext_lazy("Stage"),
    "draft": gettext_lazy("Draft"),
}
BLOCKS: Mapping[str, Any] = {
    "case": gettext_lazy("Case"),
    "steps": gettext_lazy("Steps"),
    "table": gettext_lazy("Table"),
    "check": gettext_lazy("Self-check"),
    "sop": gettext_lazy("Link to a SOP"),
    "term": gettext_lazy("Term"),
    "figure": gettext_lazy("Picture"),
    "video": gettext_lazy("Video"),
    "audio": gettext_lazy("Audio"),
    "document": gettext_lazy("Document"),
    "note": gettext_lazy("Note"),
}


def readable(text: str) -> str:
    """Return the lines of one canonical text, or of several one after the other, in the present language."""
    return "\n".join(_lines(iter(text.split("\n"))))


def _lines(source: Iterator[str]) -> Iterator[str]:
    for line in source:
        if line == _FENCE:
            yield from _said(_data(source, _FENCE))
            yield ""
        elif line.startswith(":::") and len(line) > 3:
            kind = line[3:]
            yield f"[{BLOCKS.get(kind, kind)}]"
            yield from _said(_data(source, ":::"))
        else:
            yield _plain(line)


def _data(source: Iterator[str], end: str) -> Any:
    """Return what stands between here and the closing line; text that is not data comes back as it is."""
    inside = []
    for line in source:
        if line == end:
            break
        inside.append(line)
    text = "\n".join(inside)
    try:
        return yaml.load(text, Loader=quick_loader(text))  # noqa: S506 - both are safe loaders
    except yaml.YAMLError:
        return text


def _said(data: Any) -> Iterator[str]:
    if not isinstance(data, Mapping):
        yield from (_plain(line) for line in str(data or "").split("\n"))
        return
    for key, value in data.items():
        label = str(KEYS.get(str(key), key))
        if isinstance(value, list) and value and not isinstance(value[0], int):
            yield f"{label}:"
            yield from (f"• {_one_line(one)}" for one in value)
        elif isinstance(value, str) and "\n" in value.strip():
            yield f"{label}:"
            yield from (_plain(line) for line in value.strip().split("\n"))
        else:
            known = Evidence(value).label if key == "status" and value in Evidence.values else ""
            yield f"{label}: {known or _one_line(value)}"


def _one_line(value: Any) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list):
        return (", " if all(isinstance(one, int) for one in value) else " | ").join(_one_line(one) for one in value)
    if isinstance(value, Mapping):
        return "; ".join(f"{KEYS.get(str(key), key)}: {_one_line(one)}" for key, one in value.items())
    return "–" if value is None or value == "" else _plain(" ".join(str(value).split()))


def _plain(line: str) -> str:
    line = _LINK.sub(r"\1 (\2)", line)
    line = _ESCAPED.sub(r"\1", _STRONG_OR_EM.sub("", line))
    return _ITEM.sub("• ", _HEADING.sub("", line))
