"""What is wrong with a questionnaire itself, before it is frozen: every flaw with its exact place. No database."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from assignments.schema.shapes import KEY
from lms.evaluation.enums import ItemKind
from lms.evaluation.items import MEASURES, MOST_LETTERS, Content, normal

K = ItemKind
MOST_ITEMS, MOST_OPTIONS, MOST_STEPS = 80, 30, 11
# What an answer can be compared with.
CONDITIONS = (K.SCALE, K.CHOICE, K.CHOICES)


class Flaw(NamedTuple):
    """What is wrong: in which section and item (their keys; empty: the whole), in which setting, and what would be right."""

    section: str
    item: str
    setting: str
    message: str


Found = Iterator[tuple[str, str]]


def flaws(content: Mapping[str, Any]) -> list[Flaw]:
    """Return everything that keeps a questionnaire from being frozen, in its order."""
    whole = normal(content)
    items = [item for section in whole["sections"] for item in section["items"]]
    twice = {key for key, count in Counter(item["key"] for item in items).items() if count > 1}
    found = list(_of_the_whole(whole, items))
    before: dict[str, dict[str, Any]] = {}
    for section in whole["sections"]:
        if not section["title"]["id"]:
            found.append(Flaw(section["key"], "", "title_id", _("The section has no title.")))
        if not section["items"]:
            found.append(Flaw(section["key"], "", "items", _("The section has no question.")))
        for item in section["items"]:
            found += [Flaw(section["key"], item["key"], *one) for one in item_flaws(item, before)]
            if item["key"] in twice:
                found.append(Flaw(section["key"], item["key"], "key", _("Another question has this key too.")))
            before[item["key"]] = item
    return found


def _of_the_whole(whole: Content, items: list[dict[str, Any]]) -> Iterator[Flaw]:
    if not any(item["kind"] != K.AUTO for item in items):
        yield Flaw("", "", "items", _("Nothing is asked yet. Add a question."))
    if len(items) > MOST_ITEMS:
        yield Flaw("", "", "items", _("A questionnaire has at most %(most)s questions.") % {"most": MOST_ITEMS})
    for key, count in Counter(section["key"] for section in whole["sections"]).items():
        if count > 1:
            yield Flaw(key, "", "key", _("Another section has the key “%(key)s” too.") % {"key": key})


def item_flaws(item: Mapping[str, Any], before: Mapping[str, Mapping[str, Any]]) -> Found:
    """Yield setting and message of what is wrong with a normal item; `before` holds those that stand before it, by key."""
    if item["kind"] not in K.values:
        yield "kind", _("There is no kind of question called “%(kind)s”.") % {"kind": item["kind"]}
        return
    if not KEY.fullmatch(item["key"]):
        yield (
            "key",
            _("“%(key)s” is no key: small letters, digits and _ only, a letter first.") % {"key": item["key"]},
        )
    if not item["text"]["id"]:
        yield "text_id", _("The question has no words.")
    if not MEASURES.fullmatch(item["measures"]):
        yield (
            "measures",
            _("“%(text)s” measures nothing known: skm:1 to skm:9, competency:key, nps or facilitator.")
            % {"text": item["measures"]},
        )
    if item["measures"].startswith("skm:") and not _is_skm_scale(item):
        yield "measures", _("An element of the SKM is asked on a scale from 1 to 4.")
    yield from _of_condition(item, before)
    yield from _OWN.get(item["kind"], lambda _item: iter(()))(item)


def _is_skm_scale(item: Mapping[str, Any]) -> bool:
    scale = item.get("scale") or {}
    return item["kind"] == K.SCALE and (scale["min"], scale["max"]) == (1, 4)


def _of_condition(item: Mapping[str, Any], before: Mapping[str, Mapping[str, Any]]) -> Found:
    when = item["when"]
    if when is None:
        return
    other = before.get(when["item"])
    if other is None:
        yield "when_item", _("The question it depends on has to stand before it.")
    elif other["kind"] not in CONDITIONS:
        yield "when_item", _("A question can depend on a scale or on a choice only.")
    elif not when["in"]:
        yield "when_in", _("Name at least one answer after which it is asked.")
    else:
        known = values_of(other)
        for value in when["in"]:
            if str(value) not in known:
                yield "when_in", _("“%(value)s” is no answer to that question.") % {"value": value}


def values_of(item: Mapping[str, Any]) -> list[str]:
    """Return what can be answered to a scale or a choice, as text."""
    if item["kind"] == K.SCALE:
        return [str(step) for step in range(item["scale"]["min"], item["scale"]["max"] + 1)]
    return [one["key"] for one in item["options"]]


def _scale(item: Mapping[str, Any]) -> Found:
    scale = item["scale"]
    if not 2 <= scale["max"] - scale["min"] + 1 <= MOST_STEPS or scale["min"] < 0:
        yield "scale_max", _("A scale has 2 to 11 steps, the first of them 0 or more.")
    elif item["kind"] == K.SCALE and item["options"]:
        if [one["key"] for one in item["options"]] != values_of(item):
            yield "options", _("Name every step of the scale in order, or none.")
        yield from _words(item["options"])


def _matrix(item: Mapping[str, Any]) -> Found:
    yield from _scale(item)
    if len(item["rows"]) < 2:
        yield "rows", _("A matrix has at least two lines.")
    yield from _listed("rows", item["rows"])


def _choice(item: Mapping[str, Any]) -> Found:
    if len(item["options"]) < 2:
        yield "options", _("Offer at least two answers.")
    yield from _listed("options", item["options"])
    most = item.get("most")
    if most is not None and not 1 <= most <= len(item["options"]):
        yield "most", _("At most as many as there are answers, and at least one.")


def _listed(setting: str, entries: list[dict[str, str]]) -> Found:
    if len(entries) > MOST_OPTIONS:
        yield setting, _("At most %(most)s of them.") % {"most": MOST_OPTIONS}
    keys = [one["key"] for one in entries]
    if len(set(keys)) < len(keys):
        yield setting, _("Two of them have one key.")
    if any(not key or "." in key or len(key) > 40 for key in keys):
        yield setting, _("Each has a short key without a point.")
    yield from ((setting, message) for _setting, message in _words(entries))


def _words(entries: list[dict[str, str]]) -> Found:
    if any(not one["id"] for one in entries):
        yield "options", _("Each has its words in Indonesian.")


def _number(item: Mapping[str, Any]) -> Found:
    number = item["number"]
    least, most = number["min"], number["max"]
    if least is not None and most is not None and least >= most:
        yield "number_max", _("The most is more than the least.")
    if number["decimals"] not in (0, 1, 2):
        yield "number_decimals", _("A number has at most two decimals.")


def _text(item: Mapping[str, Any]) -> Found:
    if item["most"] is not None and not 1 <= item["most"] <= MOST_LETTERS:
        yield "most", _("At most %(most)s letters.") % {"most": MOST_LETTERS}


_OWN: dict[str, Any] = {
    K.SCALE: _scale,
    K.MATRIX: _matrix,
    K.CHOICE: _choice,
    K.CHOICES: _choice,
    K.NUMBER: _number,
    K.TEXT: _text,
}
