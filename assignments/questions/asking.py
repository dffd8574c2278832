"""A question as somebody meets it: in which order it is shown, how what was posted becomes an answer, and what a page draws.

A page never holds a key of the body: names and values are places in the order shown, so that the source of the page tells
nothing about which step comes first or what belongs together. `shown` is kept with the attempt and turns places into keys.

| kind | `shown` | fields of the form |
|---|---|---|
| one, several, true_false | [keys of the options] | `prefix` = place |
| matching | [keys of the right side, extra ones too] | `prefix-n` = place, for the n-th entry on the left |
| ordering | [keys of the steps], never in the right order | `prefix-place` = 1, 2, 3 … |
| numeric, short, essay | [] | `prefix` = text |
| scenario | {key of the part: its `shown`} | as above, with `prefix-n` for the n-th part |
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from random import Random
from typing import Any

from django.http import QueryDict

from assignments.enums import QuestionKind
from assignments.questions.bodies import CHOICES, Body, printable

K = QuestionKind
Shown = Any

# The longest answer that is kept, in characters.
LONGEST = {K.NUMERIC: 40, K.SHORT: 300, K.ESSAY: 20_000}


def shown_order(kind: str, body: Body, rng: Random, *, shuffle: bool = True) -> Shown:
    """Return the order in which to show a body, to be kept with the attempt.

    `shuffle` says whether options change places. What is true or false keeps its order; the right side of pairs and the steps
    of an order are always mixed, since their order in the body is the key.
    """
    if kind == K.SCENARIO:
        return {part["key"]: shown_order(part["kind"], part["body"], rng, shuffle=shuffle) for part in body["parts"]}
    keys = [entry["key"] for entry in entries_of(kind, body)]
    if kind == K.ORDERING:
        return _never_right(keys, rng)
    if kind == K.MATCHING or (shuffle and kind in {K.ONE, K.SEVERAL}):
        rng.shuffle(keys)
    return keys


def entries_of(kind: str, body: Body) -> list[dict[str, Any]]:
    """Return the entries that `shown` puts in order: options, the right sides of pairs with the extra ones, or steps."""
    if kind in CHOICES:
        return list(body["options"])
    if kind == K.MATCHING:
        return [*body["pairs"], *(body.get("extra") or [])]
    return list(body["steps"]) if kind == K.ORDERING else []


def in_shown_order(kind: str, body: Body, shown: Shown) -> list[dict[str, Any]]:
    """Return the entries in the order shown; what a newer body has besides stands last, what it has no longer is left out."""
    entries = {entry["key"]: entry for entry in entries_of(kind, body)}
    known = [key for key in shown or [] if key in entries]
    return [entries[key] for key in [*known, *(key for key in entries if key not in known)]]


def parts_of(body: Body, shown: Shown, prefix: str) -> Iterator[tuple[dict[str, Any], Shown, str]]:
    """Yield each part of a scenario with its order and the prefix of its fields."""
    orders = shown if isinstance(shown, dict) else {}
    for number, part in enumerate(body["parts"], 1):
        yield part, orders.get(part["key"], []), f"{prefix}-{number}"


def read_answer(kind: str, body: Body, shown: Shown, data: QueryDict, prefix: str) -> Any:
    """Return the answer that was posted under `prefix`, in the form `assignments.questions.marking` knows; None when there is none.

    What cannot be an answer (a place that was never shown) counts as not given. An answer may be unfinished: see `missing`.
    """
    if kind == K.SCENARIO:
        answers = {
            part["key"]: read_answer(part["kind"], part["body"], order, data, name)
            for part, order, name in parts_of(body, shown, prefix)
        }
        return {key: answer for key, answer in answers.items() if answer is not None} or None
    if kind in LONGEST:
        return printable(str(data.get(prefix, ""))).strip()[: LONGEST[K(kind)]] or None
    keys = [entry["key"] for entry in in_shown_order(kind, body, shown)]
    if kind == K.MATCHING:
        return _pairs(body, keys, data, prefix) or None
    if kind == K.ORDERING:
        return _order(keys, data, prefix) or None
    chosen = [keys[place] for raw in data.getlist(prefix) if (place := _place(raw, len(keys))) is not None]
    if kind == K.SEVERAL:
        return sorted(set(chosen), key=keys.index) or None
    return chosen[0] if chosen else None


def missing(kind: str, body: Body, answer: Any) -> int:
    """Return how many places of a question have no answer yet: 0 when it is answered in full."""
    if kind == K.SCENARIO:
        given = answer if isinstance(answer, dict) else {}
        return sum(missing(part["kind"], part["body"], given.get(part["key"])) for part in body["parts"])
    if kind in {K.MATCHING, K.ORDERING}:
        wanted = len(body["pairs"] if kind == K.MATCHING else body["steps"])
        return max(0, wanted - len(answer or ()))
    return int(answer in (None, "", []))


def _never_right(keys: Sequence[str], rng: Random) -> list[str]:
    """Return the steps in another order than the right one."""
    mixed = list(keys)
    while len(set(keys)) > 1 and mixed == list(keys):
        rng.shuffle(mixed)
    return mixed


def _place(raw: Any, count: int) -> int | None:
    """Return a place that was posted, from 0; None when there is no such place."""
    text = str(raw)
    return int(text) if text.isascii() and text.isdigit() and len(text) < 4 and int(text) < count else None


def _pairs(body: Body, keys: list[str], data: QueryDict, prefix: str) -> dict[str, str]:
    answer = {}
    for number, pair in enumerate(body["pairs"], 1):
        place = _place(data.get(f"{prefix}-{number}", ""), len(keys))
        if place is not None:
            answer[pair["key"]] = keys[place]
    return answer


def _order(keys: list[str], data: QueryDict, prefix: str) -> list[str]:
    """Two steps with the same number keep the order in which they were shown; steps without a number are left out."""
    ranks = [(_place(data.get(f"{prefix}-{place}", ""), len(keys) + 1), place) for place in range(len(keys))]
    return [keys[place] for _rank, place in sorted((rank, place) for rank, place in ranks if rank)]
