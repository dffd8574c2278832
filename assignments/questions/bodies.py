"""The form of a question's body, and what is wrong with one.

Every body has `prompt` (a scenario may do without) and may have `explanation` (shown with the result), both plain text with
paragraphs, and `lesson`, the code of the lesson that answers it. Beside them:

| kind | body | answer |
|---|---|---|
| one, several, true_false | `options`: [{key, text, correct, feedback}] | key · [keys] · key |
| matching | `pairs`: [{key, left, right}], `extra`: [{key, right}] that belong to none | {key of the left: key of the right} |
| ordering | `steps`: [{key, text}], in the right order | [keys] |
| numeric | `value`, `tolerance` (texts that are decimals), `unit` | text |
| short | `variants`: [text] | text |
| essay | `guidance` for the grader | text |
| scenario | `case`, `parts`: [{key, kind, points, body}], no scenario or essay within | {key of the part: its answer} |
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from assignments.enums import QuestionKind

K = QuestionKind
Body = dict[str, Any]
CHOICES = frozenset({K.ONE, K.SEVERAL, K.TRUE_FALSE})
THOUSANDS = re.compile(r"-?[1-9]\d{0,2}(\.\d{3})+")
# No exponents: 1e9999999 is a number to Python, and more than it can subtract from.
PLAIN_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)", re.ASCII)
LONGEST_NUMBER = 40
# What neither a page nor the database's JSON can hold.
UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


class Fault(NamedTuple):
    """What is wrong in a body: where (`options[2].feedback`), and what would be right."""

    where: str
    message: str


def faults(kind: str, body: Body, points: Decimal | None = None) -> list[Fault]:
    """Return everything that is wrong with a body of this kind; an empty list when it can be asked and marked."""
    asked = kind == K.SCENARIO or _filled(body.get("prompt"))
    found = [] if asked else [Fault("prompt", _("The question has no text."))]
    if points is not None and points <= 0:
        found.append(Fault("points", _("A question is worth more than 0 points.")))
    return [*found, *_CHECKS[K(kind)](body)]


def decimal_of(text: Any) -> Decimal | None:
    """Return a number written the Indonesian way (1.234,5) or with a decimal point (0.75); None when it is none.

    Points that part groups of three digits are thousands, as Indonesian readers write them: 1.500 is one and a half thousand.
    """
    raw = str(text if text is not None else "").strip().replace(" ", "").replace("\u00a0", "").replace("\u2212", "-")
    if THOUSANDS.fullmatch(raw) or "," in raw:
        raw = raw.replace(".", "").replace(",", ".")
    return Decimal(raw) if len(raw) <= LONGEST_NUMBER and PLAIN_NUMBER.fullmatch(raw) else None


def printable(text: str) -> str:
    """Return a text without control characters, line breaks and tabs aside."""
    return UNPRINTABLE.sub("", text)


def _filled(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _listed(body: Body, name: str, least: int, texts: tuple[str, ...]) -> Iterator[Fault]:
    """Check a list of entries: enough of them, each with a key of its own and its texts."""
    entries = body.get(name)
    if not isinstance(entries, list) or len(entries) < least:
        yield Fault(name, _("At least %(count)s entries are needed.") % {"count": least})
        return
    keys = [entry.get("key") for entry in entries]
    if len(set(keys)) != len(keys) or not all(_filled(key) for key in keys):
        yield Fault(name, _("Every entry needs a key of its own."))
    for number, entry in enumerate(entries, 1):
        for text in texts:
            if not _filled(entry.get(text)):
                yield Fault(f"{name}[{number}].{text}", _("This text is empty."))


def _choices(body: Body, *, several: bool) -> Iterator[Fault]:
    yield from _listed(body, "options", 2, ("text",))
    right = sum(1 for option in body.get("options") or [] if option.get("correct"))
    if several and not right:
        yield Fault("options", _("At least one answer must be right."))
    if not several and right != 1:
        yield Fault("options", _("Exactly one answer must be right; %(count)s are marked.") % {"count": right})


def _true_false(body: Body) -> Iterator[Fault]:
    yield from _choices(body, several=False)
    if len(body.get("options") or []) != 2:
        yield Fault("options", _("True or false has two answers."))


def _matching(body: Body) -> Iterator[Fault]:
    yield from _listed(body, "pairs", 2, ("left", "right"))
    rights = [
        str(entry.get("right", "")).strip().casefold()
        for entry in (body.get("pairs") or []) + (body.get("extra") or [])
    ]
    if len(set(rights)) != len(rights):
        yield Fault("pairs", _("Two entries on the right are the same, so that no answer would be the only right one."))


def _numeric(body: Body) -> Iterator[Fault]:
    if decimal_of(body.get("value")) is None:
        yield Fault("value", _("The right answer is no number."))
    tolerance = decimal_of(body.get("tolerance") or "0")
    if tolerance is None or tolerance < 0:
        yield Fault("tolerance", _("The tolerance is a number from 0 up."))


def _short(body: Body) -> Iterator[Fault]:
    variants = body.get("variants")
    if not isinstance(variants, list) or not any(_filled(text) for text in variants):
        yield Fault("variants", _("At least one accepted answer is needed."))


def _scenario(body: Body) -> Iterator[Fault]:
    if not _filled(body.get("case")):
        yield Fault("case", _("The case has no text."))
    yield from _listed(body, "parts", 1, ())
    for number, part in enumerate(body.get("parts") or [], 1):
        kind = part.get("kind")
        if kind not in K.values or kind in {K.SCENARIO, K.ESSAY}:
            yield Fault(
                f"parts[{number}].kind",
                _("A question of a case is marked by its key: “%(kind)s” is not.") % {"kind": kind},
            )
            continue
        for fault in faults(kind, part.get("body") or {}, decimal_of(part.get("points")) or Decimal(0)):
            yield Fault(f"parts[{number}].{fault.where}", fault.message)


_CHECKS = {
    K.ONE: lambda body: _choices(body, several=False),
    K.SEVERAL: lambda body: _choices(body, several=True),
    K.TRUE_FALSE: _true_false,
    K.MATCHING: _matching,
    K.ORDERING: lambda body: _listed(body, "steps", 2, ("text",)),
    K.NUMERIC: _numeric,
    K.SHORT: _short,
    K.ESSAY: lambda body: (),
    K.SCENARIO: _scenario,
}
