"""How answers are read: what was typed goes in, what is kept and what is wrong with it comes out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from assignments.schema.reading import read_number
from lms.evaluation.items.shape import Item, K, Scale, items_of

Answers = dict[str, Any]

# Of a text without a limit of its own.
MOST_LETTERS = 2000
LARGEST = 10**9


class Fault(NamedTuple):
    """What is wrong with an answer: where (key of an item, or `key.row`), and what would be right."""

    where: str
    message: str


@dataclass(frozen=True)
class Cleaned:
    """Answers as they are kept, and what keeps them from being kept."""

    answers: Answers
    faults: list[Fault]


def is_shown(item: Item, answers: Mapping[str, Any]) -> bool:
    """Whether an item is asked of who answered so: no condition, or the earlier answer is among its values."""
    if not item.is_asked:
        return False
    if item.when is None:
        return True
    given, wanted = answers.get(item.when["item"]), {str(one) for one in item.when["in"]}
    return bool(wanted & {str(one) for one in (given if isinstance(given, list) else [given])}) and given is not None


def clean(content: Mapping[str, Any], typed: Mapping[str, Any]) -> Cleaned:
    """Read what was typed, item by item in order: what is not asked falls away, what is left out and needed is a fault.

    Cleaning what was kept gives the same again.
    """
    answers: Answers = {}
    faults: list[Fault] = []
    for item in items_of(content):
        if not is_shown(item, answers):
            continue
        answer, found = _READERS[item.kind](item, typed.get(item.key))
        faults += found
        if answer not in ("", None, [], {}):
            answers[item.key] = answer
        if item.required and not found and not _is_whole(item, answer):
            faults.append(Fault(item.key, _missing(item)))
    if not answers and not faults:
        faults.append(Fault("", _("Answer at least one question.")))
    return Cleaned(answers, faults)


Read = tuple[Any, list[Fault]]


def _is_whole(item: Item, answer: Any) -> bool:
    if item.kind == K.MATRIX:
        return len(answer or {}) == len(item.rows)
    return answer not in ("", None, [], {})


def _missing(item: Item) -> str:
    if item.kind == K.MATRIX:
        return _("Answer each line.")
    return _("Write an answer.") if item.kind in (K.TEXT, K.NUMBER) else _("Choose an answer.")


def _scale(item: Item, typed: Any) -> Read:
    return _step(item.key, item.scale, typed)


def _step(where: str, scale: Scale | None, typed: Any) -> Read:
    text = "" if typed is None else str(typed).strip()
    if not text:
        return None, []
    steps = scale.steps if scale else range(0)
    if not re.fullmatch(r"-?[0-9]{1,4}", text) or int(text) not in steps:
        return None, [Fault(where, _("Choose one of the steps of the scale."))]
    return int(text), []


def _choice(item: Item, typed: Any) -> Read:
    text = "" if typed is None else str(typed)
    if text and text not in {one.key for one in item.options}:
        return None, [Fault(item.key, _("Choose one of the answers offered."))]
    return text or None, []


def _choices(item: Item, typed: Any) -> Read:
    given = {str(one) for one in (typed if isinstance(typed, (list, tuple)) else [typed]) if one not in (None, "")}
    if given - {one.key for one in item.options}:
        return None, [Fault(item.key, _("Choose one of the answers offered."))]
    if item.most and len(given) > item.most:
        return None, [Fault(item.key, _("Choose at most %(most)s.") % {"most": item.most})]
    return [one.key for one in item.options if one.key in given], []


def _matrix(item: Item, typed: Any) -> Read:
    given = typed if isinstance(typed, Mapping) else {}
    answer: dict[str, int] = {}
    faults: list[Fault] = []
    for row in item.rows:
        step, found = _step(f"{item.key}.{row.key}", item.scale, given.get(row.key))
        faults += found
        if step is not None:
            answer[row.key] = step
    return answer, faults


def _number(item: Item, typed: Any) -> Read:
    if typed is None or not str(typed).strip():
        return None, []
    decimals = item.number.get("decimals") or 0
    number = read_number(typed if isinstance(typed, int) else _plain(str(typed), decimals))
    if number is None or abs(number) > LARGEST:
        return None, [Fault(item.key, _("Write a number, for example 1.250."))]
    least, most = item.number.get("min"), item.number.get("max")
    if least is not None and number < least:
        return None, [Fault(item.key, _("The least is %(least)s.") % {"least": least})]
    if most is not None and number > most:
        return None, [Fault(item.key, _("The most is %(most)s.") % {"most": most})]
    if number != number.quantize(Decimal(1).scaleb(-decimals)):
        words = _("Write a whole number.") if not decimals else _("At most %(count)s decimals.") % {"count": decimals}
        return None, [Fault(item.key, words)]
    return (f"{number:f}" if decimals else int(number)), []


def _plain(typed: str, decimals: int) -> str:
    """Return a kept decimal with its point written as a comma, so that `1.125` is read again as itself and not as a thousand."""
    return typed.replace(".", ",") if decimals and re.fullmatch(rf"-?\d+\.\d{{1,{decimals}}}", typed.strip()) else typed


def _text(item: Item, typed: Any) -> Read:
    words = re.sub(r"[\x00-\x08\x0b-\x1f\x7f]", "", str(typed or "").replace("\r\n", "\n")).strip()
    most = item.most or MOST_LETTERS
    if len(words) > most:
        return None, [Fault(item.key, _("At most %(most)s letters.") % {"most": most})]
    return words, []


_READERS: dict[str, Any] = {
    K.SCALE: _scale,
    K.CHOICE: _choice,
    K.CHOICES: _choices,
    K.MATRIX: _matrix,
    K.NUMBER: _number,
    K.TEXT: _text,
}


def answer_words(item: Item, answer: Any) -> Iterator[str]:
    """Yield an answer in words, one line each: for a list of answers and for a spreadsheet."""
    if item.kind == K.MATRIX:
        yield from (f"{row.text}: {answer[row.key]}" for row in item.rows if row.key in (answer or {}))
    elif item.kind in (K.CHOICE, K.CHOICES):
        keys = answer if isinstance(answer, list) else [answer]
        yield from (item.option_words.get(str(key), str(key)) for key in keys)
    else:
        yield str(answer)
