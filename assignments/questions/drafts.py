"""A question on its way into the bank: tidied, with a key for each entry, and the digest that says whether anything changed."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import count
from typing import Any

from django.utils.translation import gettext as _

from assignments.enums import QuestionKind
from assignments.questions.bodies import CHOICES, Body, Fault, decimal_of, faults, printable
from lms.people.enums import Evidence
from lms.programme.reviewable import digest_of

K = QuestionKind

# Which lists a kind has, with the text that says whether an entry is still the same one.
LISTS: dict[str, dict[str, str]] = {
    **{kind: {"options": "text"} for kind in CHOICES},
    K.MATCHING: {"pairs": "left", "extra": "right"},
    K.ORDERING: {"steps": "text"},
    K.SCENARIO: {"parts": ""},
}
# What may stand in a body beside its lists; `lesson` is the code of the lesson that answers the question.
TEXTS: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(K.values, ("prompt", "explanation", "lesson")),
    K.NUMERIC: ("prompt", "value", "tolerance", "unit", "explanation", "lesson"),
    K.ESSAY: ("prompt", "guidance", "explanation", "lesson"),
    K.SCENARIO: ("case", "prompt", "explanation", "lesson"),
}
ENTRIES = {"options": ("text", "feedback"), "pairs": ("left", "right"), "extra": ("right",), "steps": ("text",)}
LETTERS = "abcdefghijklmnopqrstuvwxyz"
LONGEST_TEXT = 20_000
LONGEST_ENTRY = 2_000
# What a participant can type into a short answer: a longer variant would never be met.
LONGEST_VARIANT = 300
MOST_ENTRIES = 20


@dataclass(frozen=True)
class Draft:
    """A question before it is a row: what importing and loading hand over."""

    code: str
    topic: str
    kind: str
    body: Body
    points: Decimal = Decimal(1)
    evidence: str = Evidence.INFERRED

    def faults(self) -> list[Fault]:
        """Return everything that is wrong with it."""
        return [*faults(self.kind, self.body, self.points), *too_much(self.kind, self.body)]


def tidied(kind: str, body: Body) -> Body:
    """Return a body with trimmed texts and nothing but what its kind has; empty rows and empty optional texts are left out."""
    tidy: Body = {name: text for name in TEXTS[kind] if (text := trimmed(body.get(name)))}
    tidy.setdefault("prompt", "")
    for name in LISTS.get(kind, {}):
        rows = [_tidied_part(row) if name == "parts" else _tidied_row(name, row) for row in body.get(name) or []]
        rows = [row for row in rows if name == "parts" or any(row.get(text) for text in ENTRIES[name])]
        if rows or name != "extra":
            tidy[name] = rows
    for name in ("value", "tolerance") if kind == K.NUMERIC else ():
        if (number := decimal_of(tidy.get(name))) is not None:
            tidy[name] = f"{number.normalize():f}".replace(".", ",")
    if tidy.get("tolerance") == "0":
        del tidy["tolerance"]
    if kind == K.SHORT:
        # A line break within one would make two of it in a sheet; how words are parted counts for nothing.
        tidy["variants"] = [text for raw in body.get("variants") or [] if (text := " ".join(trimmed(raw).split()))]
    return tidy


def trimmed(value: Any) -> str:
    """Return a text without spaces at the ends of its lines and without empty lines at its ends."""
    lines = printable(str("" if value is None else value)).replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\n".join(line.strip() for line in lines).strip()


def _tidied_row(name: str, row: Body) -> Body:
    tidy = {text: trimmed(row.get(text)) for text in ENTRIES[name]}
    if name == "options":
        tidy = {"text": tidy["text"], "correct": bool(row.get("correct")), "feedback": tidy["feedback"]}  # type: ignore[dict-item]
    return {"key": trimmed(row.get("key")), **tidy}


def _tidied_part(part: Body) -> Body:
    kind = str(part.get("kind"))
    body = tidied(kind, part.get("body") or {}) if kind in K.values else {}
    points = decimal_of(part.get("points"))
    shown = f"{points.normalize():f}" if points is not None else trimmed(part.get("points"))
    return {"key": trimmed(part.get("key")), "kind": kind, "points": shown, "body": body}


def keyed(kind: str, body: Body, before: Body | None = None, used: Collection[str] = ()) -> Body:
    """Return a body in which every entry has a key of its own.

    An entry without a key takes that of the entry of `before` with the same text, so that an answer given to an older version
    still means the same; a new text takes a key that no version has used (`used`).
    """
    taken = set(used) | keys_in(before or {})
    done = dict(body)
    fresh = _fresh(taken | keys_in(body))
    for name, text in LISTS.get(kind, {}).items():
        if name not in body:
            continue
        old = list((before or {}).get(name) or [])
        rows = []
        seen: set[str] = {row["key"] for row in body[name] if row.get("key")}
        for place, row in enumerate(body[name]):
            key = row.get("key") or _same(row, old, seen, text, place) or next(fresh)
            seen.add(key)
            rows.append({**row, "key": key})
        done[name] = [_keyed_part(row, old, used) for row in rows] if name == "parts" else rows
    return done


def _same(row: Body, old: list[Body], seen: set[str], text: str, place: int) -> str:
    """Return the key of the older entry that this one was; a part of a case is known by its place and kind."""
    if not text:
        there = old[place] if place < len(old) else {}
        return there["key"] if there.get("kind") == row.get("kind") and there["key"] not in seen else ""
    return next((one["key"] for one in old if one.get(text) == row.get(text) and one["key"] not in seen), "")


def _keyed_part(part: Body, old: list[Body], used: Collection[str]) -> Body:
    before = next((one for one in old if one["key"] == part["key"] and one["kind"] == part["kind"]), {})
    return {**part, "body": keyed(part["kind"], part["body"], before.get("body"), used)}


def keys_in(body: Body) -> set[str]:
    """Return every key of a body, those of its parts' entries too."""
    rows = [row for name in ("options", "pairs", "extra", "steps", "parts") for row in body.get(name) or []]
    inner = [keys_in(row["body"]) for row in rows if isinstance(row.get("body"), dict)]
    return {row["key"] for row in rows if row.get("key")}.union(*inner)


def _fresh(taken: Collection[str]) -> Iterator[str]:
    """Yield a, b, … z, a2, b2 …, those left out that are taken."""
    names = (letter + (str(round_) if round_ > 1 else "") for round_ in count(1) for letter in LETTERS)
    return (name for name in names if name not in taken)


def too_much(kind: str, body: Body) -> Iterator[Fault]:
    """Yield what is beyond the limits that keep a page readable and a row small."""
    for name in (*LISTS.get(kind, {}), *(("variants",) if kind == K.SHORT else ())):
        if len(body.get(name) or []) > MOST_ENTRIES:
            yield Fault(name, _("At most %(count)s entries.") % {"count": MOST_ENTRIES})
    texts = [(name, body.get(name), LONGEST_TEXT) for name in TEXTS[kind]]
    texts += [("variants", text, LONGEST_VARIANT) for text in body.get("variants") or []]
    for name, entries in ENTRIES.items():
        for number, row in enumerate(body.get(name) or [], 1):
            texts += [(f"{name}[{number}].{text}", row.get(text), LONGEST_ENTRY) for text in entries]
    for where, text, most in texts:
        if len(text or "") > most:
            yield Fault(where, _("At most %(count)s characters.") % {"count": most})
    for number, part in enumerate(body.get("parts") or [], 1):
        if part.get("kind") in TEXTS:
            yield from (
                Fault(f"parts[{number}].{one.where}", one.message) for one in too_much(part["kind"], part["body"])
            )


def question_digest(kind: str, body: Body, points: Decimal) -> str:
    """Return the digest of what a question says and asks: the same digest is the same version."""
    return digest_of({"kind": str(kind), "body": body, "points": f"{points.normalize():f}"})
