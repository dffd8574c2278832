"""What a handed-in form LT-11 says about a constraint. Always gives one: a hand-in is never lost for what stands in it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from fieldpractice.enums import ConstraintKind, Service, Severity
from lms.people.data_files import read_yaml

MAPPING = Path(__file__).with_name("data") / "lt-11.yaml"
TITLE, TEXT, TRIED = 160, 4000, 2000
_SENTENCE = re.compile(r"(?<=[.!?])\s")


@dataclass(frozen=True)
class Reading:
    """A form read as a constraint."""

    title: str
    text: str
    tried: str
    kind: str
    severity: int
    service: int | None


@lru_cache(maxsize=1)
def mapping() -> dict[str, Any]:
    """Return what the choices of the form mean."""
    found: dict[str, Any] = read_yaml(MAPPING)
    return found


def read_form(answers: dict[str, Any]) -> Reading:
    """Return the constraint that a form's answers tell of. What is missing or unknown becomes the usual."""
    known = mapping()
    said = {name: _text(answers.get(key)) for name, key in known["fields"].items()}
    sort = known["category"].get(said["category"], {})
    text = said["text"][:TEXT]
    return Reading(
        title=one_sentence(text) or said["category"][:TITLE] or known["form"],
        text=text,
        tried=said["tried"][:TRIED],
        kind=ConstraintKind(sort.get("kind", known["usual"]["kind"])),
        severity=Severity(known["severity"].get(said["severity"], known["usual"]["severity"])),
        service=_service(sort.get("service") or known["material"].get(said["material"])),
    )


def one_sentence(text: str) -> str:
    """Return the first sentence of a text, cut at a word where it is too long for a title."""
    words = " ".join(text.split())
    first = _SENTENCE.split(words, maxsplit=1)[0].rstrip(".")
    if len(first) <= TITLE:
        return first
    return f"{first[: TITLE - 1].rsplit(' ', 1)[0]}…"


def _service(number: int | None) -> int | None:
    return Service(number) if number else None


def _text(value: Any) -> str:
    """A choice, a text, or what was typed in under “other”."""
    if isinstance(value, dict):
        value = value.get("other", "")
    return value.strip() if isinstance(value, str) else ""
