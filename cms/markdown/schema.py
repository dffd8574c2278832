"""What each key of the front matter and of each block may hold. Keys not listed are errors."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from cms.enums import COURSE_STAGES, NoteTone, SopSymbol
from cms.markdown.errors import LineError
from cms.markdown.grammar import read_markdown, write_markdown
from cms.markdown.yamls import Lined
from lms.people.enums import Evidence

Check = Callable[[Any, int], Any]
Spec = Mapping[str, "Key"]
# The largest number that a column for small numbers holds, on every database.
LARGEST_NUMBER = 32_767
# Control characters and lone surrogates: no editor shows them, and not every database keeps them.
_UNPRINTABLE = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_FILE = re.compile(r"^[A-Za-z0-9][A-Za-z0-9._-]*\.[a-z0-9]{2,5}$")


@dataclass(frozen=True)
class Key:
    """A key: how its value is checked (and made canonical), and what stands for it when it is left out."""

    check: Check
    required: bool = True
    default: Any = None
    long: bool = False
    inner: Mapping[str, Key] | None = None


def refuse_unprintable(value: str, line: int) -> None:
    """Refuse what a slip of the keyboard or a damaged file leaves behind, unseen."""
    if found := _UNPRINTABLE.search(value):
        raise LineError(line, _("There is an invisible character here: U+%04X. Delete it.") % ord(found[0]))


def text(value: Any, line: int) -> str:
    """One line of text, not empty."""
    result = loose_text(value, line)
    if not result:
        raise LineError(line, _("This must not be empty."))
    return result


def loose_text(value: Any, line: int) -> str:
    """One line of text; may be empty."""
    if value is None:
        raise LineError(line, _("This must not be empty."))
    if not isinstance(value, str):
        raise LineError(line, _("This must be text; put it in double quotes: “%s”.") % value)
    result = " ".join(value.split())
    refuse_unprintable(result, line)
    return result


def short(most: int, check: Check = text) -> Check:
    """One line of text that the page's field can hold."""

    def check_short(value: Any, line: int) -> str:
        result = str(check(value, line))
        if len(result) > most:
            raise LineError(
                line,
                _("This holds %(most)s characters at most; there are %(count)s.")
                % {"most": most, "count": len(result)},
            )
        return result

    return check_short


def markdown(value: Any, line: int) -> str:
    """Markdown of the grammar, without headings; made canonical."""
    if not isinstance(value, str) or not value.strip():
        raise LineError(line, _("Some text is missing here."))
    refuse_unprintable(value, line)
    chunks = read_markdown(value, line + 1)
    if any(chunk.kind.startswith("h") for chunk in chunks):
        raise LineError(line, _("Headings are not allowed inside a block."))
    return write_markdown(chunks)


def number(value: Any, line: int) -> int:
    """A whole number, 0 or more."""
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise LineError(line, _("This must be a whole number."))
    if value > LARGEST_NUMBER:
        raise LineError(line, _("This must be %s at most.") % LARGEST_NUMBER)
    return value


def positive(value: Any, line: int) -> int:
    """A whole number, 1 or more."""
    if number(value, line) < 1:
        raise LineError(line, _("This must be a whole number of 1 or more."))
    return int(value)


def flag(value: Any, line: int) -> bool:
    if not isinstance(value, bool):
        raise LineError(line, _("This must be true or false."))
    return value


def day(value: Any, line: int) -> date | None:
    """A date, or null."""
    if value is not None and type(value) is not date:
        raise LineError(line, _("This must be a date like 2026-11-24, or null."))
    return value


def one_of(*choices: str) -> Check:
    def check(value: Any, line: int) -> str:
        if value not in choices:
            raise LineError(line, _("This must be one of %s.") % ", ".join(choices))
        return str(value)

    return check


def media_file(value: Any, line: int) -> str:
    """The name of a file in media/."""
    if not isinstance(value, str) or not _FILE.match(value):
        raise LineError(line, _("This must be the name of a file in media/: letters, digits, hyphens."))
    return value


def address(value: Any, line: int) -> str:
    if not isinstance(value, str) or not value.startswith("https://") or " " in value:
        raise LineError(line, _("This must be an address that begins with https://."))
    refuse_unprintable(value, line)
    return value


def lines(least: int = 0, most: int = 50) -> Check:
    """A list of texts."""
    return _list_of(text, least, most)


def numbers() -> Check:
    """A list of numbers, sorted."""
    check = _list_of(positive, 0, 50)
    return lambda value, line: sorted(set(check(value, line)))


def rows(least: int = 1, most: int = 100) -> Check:
    """A table's rows: lists of texts; a cell may be empty."""
    return _list_of(_list_of(loose_text, 2, 4), least, most)


def _list_of(check: Check, least: int, most: int) -> Check:
    def check_list(value: Any, line: int) -> list[Any]:
        if not isinstance(value, list):
            raise LineError(line, _("This must be a list."))
        if not least <= len(value) <= most:
            raise LineError(
                line,
                _("This needs %(least)s to %(most)s entries; there are %(count)s.")
                % {"least": least, "most": most, "count": len(value)},
            )
        return [check(entry, line) for entry in value]

    return check_list


def entries(spec: Spec, least: int, most: int) -> Check:
    """A list of mappings of one form."""
    return _list_of(lambda value, line: checked(value, spec, line), least, most)


def checked(data: Any, spec: Spec, line: int) -> dict[str, Any]:
    """Return the data with its keys in the order of the spec, checked and made canonical. Raises LineError."""
    if not isinstance(data, Lined):
        raise LineError(line, _("Keys and values are expected here."))
    for key in data:
        if key not in spec:
            raise LineError(data.lines[key], _("Unknown key “%s”.") % key)
    result: dict[str, Any] = {}
    for name, entry in spec.items():
        if name not in data:
            if entry.required:
                raise LineError(data.line, _("The key “%s” is missing.") % name)
            result[name] = entry.default
            continue
        try:
            result[name] = entry.check(data[name], data.lines[name])
        except LineError as error:
            raise LineError(error.line, f"{name}: {error.message}") from None
    return result


def written(data: Mapping[str, Any], spec: Spec) -> dict[str, Any]:
    """Return the data in the order of the spec without what equals an optional key's default."""
    return {
        name: [written(entry, key.inner) for entry in data[name]] if key.inner else data[name]
        for name, key in spec.items()
        if key.required or data[name] != key.default
    }


STATUS = Key(one_of(*Evidence.values))
TITLE, CODE = Key(short(255)), Key(short(24))
CURRICULUM: Spec = {"title": TITLE, "title_en": TITLE, "code": CODE, "status": STATUS}
COURSE: Spec = {
    "title": TITLE,
    "title_en": TITLE,
    "code": CODE,
    "stage": Key(one_of(*COURSE_STAGES)),
    "jp": Key(number),
    "status": STATUS,
    "draft": Key(flag),
}
MODULE: Spec = {
    "title": TITLE,
    "title_en": TITLE,
    "code": CODE,
    "jp": Key(number),
    "objectives": Key(lines(2, 4)),
    "status": STATUS,
}
LESSON: Spec = {
    "title": TITLE,
    "title_en": TITLE,
    "code": CODE,
    "jp": Key(positive),
    "minutes": Key(positive),
    "objectives": Key(lines(1, 3)),
    "sop": Key(numbers()),
    "processes": Key(numbers()),
    "terms": Key(lines()),
    "sources": Key(lines(), required=False, default=[]),
    "status": STATUS,
}
SOP_STEP: Spec = {
    "activity": Key(text),
    "executor": Key(text),
    "symbol": Key(one_of(*SopSymbol.values)),
    "requirements": Key(loose_text),
    "minutes": Key(number),
    "output": Key(loose_text),
    "note": Key(loose_text, required=False, default=""),
    "no_to": Key(positive, required=False),
}
SOP: Spec = {
    "number": Key(positive),
    "title": TITLE,
    "title_en": TITLE,
    "status": STATUS,
    "sop_number": Key(short(80, loose_text)),
    "made": Key(day),
    "revised": Key(day),
    "effective": Key(day),
    "approved_by": Key(short(200, loose_text)),
    "legal_basis": Key(lines()),
    "qualifications": Key(lines()),
    "related": Key(numbers()),
    "equipment": Key(lines()),
    "warnings": Key(lines()),
    "records": Key(lines()),
    "executors": Key(lines(2, 4)),
    "steps": Key(entries(SOP_STEP, 2, 60), inner=SOP_STEP),
}
TERM: Spec = {"term": Key(short(120)), "en": Key(short(160)), "definition": Key(text), "status": STATUS}
PROCESS: Spec = {
    "no": Key(positive),
    "title_id": Key(short(160)),
    "title_en": Key(short(160)),
    **{
        name: Key(flag)
        for name in (
            "in_sisnaker",
            "in_lpk",
            "in_kios",
            "survey_in_sisnaker",
            "assist_lpk_officer",
            "assist_kios",
            "assist_instructor",
        )
    },
    "status": STATUS,
    "flags_status": STATUS,
    "description": Key(text),
}
STEP: Spec = {"title": Key(text), "text": Key(text)}
OPTION: Spec = {"text": Key(text), "correct": Key(flag), "feedback": Key(text)}
_RECORDING: Spec = {
    "title": Key(text),
    "file": Key(media_file, required=False),
    "url": Key(address, required=False),
    "seconds": Key(positive),
    "transcript": Key(markdown, long=True),
}
BLOCKS: Mapping[str, Spec] = {
    "case": {
        "title": Key(text),
        "text": Key(markdown, long=True),
        "questions": Key(lines(1, 3)),
        "answer": Key(markdown, long=True),
    },
    "steps": {"title": Key(text), "steps": Key(entries(STEP, 2, 20), inner=STEP)},
    "table": {"caption": Key(text), "header": Key(lines(2, 4)), "rows": Key(rows())},
    "check": {
        "question": Key(text),
        "multiple": Key(flag, required=False, default=False),
        "options": Key(entries(OPTION, 3, 4), inner=OPTION),
    },
    "sop": {"number": Key(positive), "note": Key(text)},
    "term": {"term": Key(text), "text": Key(text)},
    "figure": {
        "image": Key(media_file),
        "alt": Key(text),
        "caption": Key(text),
        "long": Key(text, required=False, default=""),
    },
    "video": _RECORDING,
    "audio": _RECORDING,
    "document": {"title": Key(text), "file": Key(media_file), "note": Key(text)},
    "note": {"tone": Key(one_of(*NoteTone.values)), "title": Key(text), "text": Key(markdown, long=True)},
}
