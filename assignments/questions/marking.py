"""What an answer is worth. Each kind gives a share from 0 to 1 of the question's points; points are rounded once, half up."""

from __future__ import annotations

import unicodedata
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

from assignments.enums import QuestionKind
from assignments.questions.bodies import CHOICES, Body, decimal_of

K = QuestionKind
CENT = Decimal("0.01")
PERCENT = {"%", "persen"}


def needs_grader(kind: str) -> bool:
    """Whether a person must read the answer."""
    return kind == K.ESSAY


def points_for(kind: str, body: Body, answer: Any, points: Decimal) -> Decimal:
    """Return the points (0 to `points`, two places, rounded half up) that an answer earns. Raises ValueError for an essay."""
    if needs_grader(kind):
        raise ValueError("An essay is read by a person.")
    share = share_of(kind, body, answer)
    exact = Decimal(share.numerator) * points / Decimal(share.denominator)
    return exact.quantize(CENT, ROUND_HALF_UP)


def share_of(kind: str, body: Body, answer: Any) -> Fraction:
    """Return the share of the points, 0 to 1. Whatever cannot be an answer to this question earns nothing."""
    if answer in (None, "", [], {}):
        return Fraction(0)
    return _SHARES[K(kind)](body, answer)


def right_answer(kind: str, body: Body) -> Any:
    """Return the answer that earns everything, in the form an answer has; None for an essay."""
    if kind in CHOICES:
        keys = [option["key"] for option in body["options"] if option.get("correct")]
        return keys if kind == K.SEVERAL else keys[0]
    if kind == K.SCENARIO:
        return {part["key"]: right_answer(part["kind"], part["body"]) for part in body["parts"]}
    if kind == K.MATCHING:
        return {pair["key"]: pair["key"] for pair in body["pairs"]}
    if kind == K.ORDERING:
        return [step["key"] for step in body["steps"]]
    if kind == K.SHORT:
        return body["variants"][0]
    return str(body["value"]) if kind == K.NUMERIC else None


def _one(body: Body, answer: Any) -> Fraction:
    return Fraction(int(any(option["key"] == answer and option.get("correct") for option in body["options"])))


def _several(body: Body, answer: Any) -> Fraction:
    """(right ticks − wrong ticks) / right answers, never below 0: ticking everything earns nothing when half are wrong."""
    if not isinstance(answer, list):
        return Fraction(0)
    right = {option["key"] for option in body["options"] if option.get("correct")}
    wrong = {option["key"] for option in body["options"]} - right
    ticked = {str(key) for key in answer}
    return max(Fraction(0), Fraction(len(ticked & right) - len(ticked & wrong), len(right)))


def _matching(body: Body, answer: Any) -> Fraction:
    if not isinstance(answer, dict):
        return Fraction(0)
    keys = [pair["key"] for pair in body["pairs"]]
    return Fraction(sum(1 for key in keys if answer.get(key) == key), len(keys))


def _ordering(body: Body, answer: Any) -> Fraction:
    """Kendall's tau (Kendall, "A new measure of rank correlation", Biometrika 30, 1938) of the two orders, never below 0.

    One step put in a wrong place costs a little, an order turned round earns nothing.
    """
    keys = [step["key"] for step in body["steps"]]
    if not isinstance(answer, list) or sorted(map(str, answer)) != sorted(keys):
        return Fraction(0)
    place = {key: number for number, key in enumerate(answer)}
    pairs = [(first, second) for number, first in enumerate(keys) for second in keys[number + 1 :]]
    agree = sum(1 if place[first] < place[second] else -1 for first, second in pairs)
    return max(Fraction(0), Fraction(agree, len(pairs)))


def _numeric(body: Body, answer: Any) -> Fraction:
    """The number within the tolerance; whoever writes its unit along, or Rp before an amount, means the same."""
    given = decimal_of(_without_unit(str(answer), body.get("unit", "").strip()))
    wanted = decimal_of(body["value"])
    tolerance = decimal_of(body.get("tolerance") or "0")
    if given is None or wanted is None or tolerance is None:
        return Fraction(0)
    return Fraction(int(abs(given - wanted) <= tolerance))


def _without_unit(answer: str, unit: str) -> str:
    text, words = answer.strip().casefold(), unit.casefold().split()
    if text.startswith("rp") and {"rp", "rupiah"} & set(words):
        text = text.removeprefix("rp").lstrip(". ")
    # Of “juta rupiah” people write “juta” alone too; “%” and “persen” are one.
    units = [" ".join(words[:count]) for count in range(len(words), 0, -1)] + (
        ["%", "persen"] if unit.casefold() in PERCENT else []
    )
    written = next((one for one in units if text.endswith(one)), "")
    return text.removesuffix(written)


def _short(body: Body, answer: Any) -> Fraction:
    """An answer of signs alone ("%") means itself; otherwise signs do not count."""
    accepted = {plain(text) or text.strip() for text in body["variants"]}
    return Fraction(int((plain(str(answer)) or str(answer).strip()) in accepted))


def _scenario(body: Body, answer: Any) -> Fraction:
    if not isinstance(answer, dict):
        return Fraction(0)
    total = earned = Fraction(0)
    for part in body["parts"]:
        points = Fraction(str(part["points"]))
        total += points
        earned += points * share_of(part["kind"], part["body"], answer.get(part["key"]))
    return earned / total


def plain(text: str) -> str:
    """Return a text without case, accents, punctuation and double spaces: what two people mean when they type the same."""
    folded = unicodedata.normalize("NFKD", text.casefold())
    kept = "".join(sign if sign.isalnum() else " " for sign in folded if not unicodedata.combining(sign))
    return " ".join(kept.split())


_SHARES = {
    K.ONE: _one,
    K.TRUE_FALSE: _one,
    K.SEVERAL: _several,
    K.MATCHING: _matching,
    K.ORDERING: _ordering,
    K.NUMERIC: _numeric,
    K.SHORT: _short,
    K.SCENARIO: _scenario,
}
