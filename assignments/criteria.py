"""Criteria of a rubric as data: put in order, weighed, compared. Knows no database.

`[{"key", "title", "title_en", "help", "levels": [{"key", "title", "points", "description"}]}]`; points are text ("12.50"),
so that they stay exact in JSON. The levels of a criterion stand from the lowest to the highest. Where the other texts are in
English too, they stand beside as "help_en", "title_en" and "description_en".
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Any

from django.utils.text import slugify
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from lms.people.errors import Refusal

Criteria = list[dict[str, Any]]
CENT = Decimal("0.01")
MOST_CRITERIA, MOST_LEVELS, MOST_POINTS = 12, 9, Decimal(1000)


def half_up(value: Decimal) -> Decimal:
    """Return a figure rounded half up to two places."""
    return value.quantize(CENT, ROUND_HALF_UP)


def cleaned(raw: Sequence[Mapping[str, Any]]) -> Criteria:
    """Return criteria in order: keys given, texts trimmed, points exact, levels from low to high.

    Raises Refusal when something is missing, said by the place where it is: no criterion, fewer than two levels, a level
    without a name, points that are no number, two levels with the same points.
    """
    if not raw:
        raise Refusal(_("A rubric needs at least one criterion."))
    if len(raw) > MOST_CRITERIA:
        raise Refusal(_("A rubric has at most %(most)s criteria; put some together.") % {"most": MOST_CRITERIA})
    taken: set[str] = set()
    found = [_criterion(one, number, taken) for number, one in enumerate(raw, start=1)]
    if points_max(found) <= 0:
        raise Refusal(_("No level of this rubric gives a point."))
    return found


def _criterion(raw: Mapping[str, Any], number: int, taken: set[str]) -> dict[str, Any]:
    title = str(raw.get("title") or "").strip()
    if not title:
        raise Refusal(_("Criterion %(number)s has no name.") % {"number": number})
    keys: set[str] = set()
    levels = [_level(one, title, keys) for one in raw.get("levels") or ()]
    if not 2 <= len(levels) <= MOST_LEVELS:
        raise Refusal(_("“%(title)s” needs two to nine levels.") % {"title": title})
    levels.sort(key=lambda one: Decimal(one["points"]))
    if len({one["points"] for one in levels}) < len(levels):
        raise Refusal(_("Two levels of “%(title)s” give the same points.") % {"title": title})
    return {
        "key": _key(raw, title, taken),
        "title": title[:160],
        "title_en": str(raw.get("title_en") or "").strip()[:160],
        "help": str(raw.get("help") or "").strip()[:500],
        **_english(raw, help_en=500),
        "levels": levels,
    }


def _level(raw: Mapping[str, Any], criterion: str, taken: set[str]) -> dict[str, Any]:
    title = str(raw.get("title") or "").strip()
    if not title:
        raise Refusal(_("A level of “%(title)s” has no name.") % {"title": criterion})
    return {
        "key": _key(raw, title, taken),
        "title": title[:60],
        "points": str(half_up(_points(raw.get("points"), criterion))),
        "description": str(raw.get("description") or "").strip()[:500],
        **_english(raw, title_en=60, description_en=500),
    }


def _english(raw: Mapping[str, Any], **longest: int) -> dict[str, str]:
    """Return the English texts that are there; one that is not leaves the digest of criteria as it is."""
    texts = {name: str(raw.get(name) or "").strip()[:most] for name, most in longest.items()}
    return {name: text for name, text in texts.items() if text}


def local(entry: Mapping[str, Any], name: str) -> str:
    """Return a text of a criterion or level in the reader's language, falling back on the Indonesian."""
    return str((get_language() == "en" and entry.get(f"{name}_en")) or entry.get(name) or "")


def in_words(criteria: Criteria) -> Criteria:
    """Return criteria and levels with their texts in the reader's language."""
    return [
        {
            **one,
            "title": local(one, "title"),
            "help": local(one, "help"),
            "levels": [
                {**level, "title": local(level, "title"), "description": local(level, "description")}
                for level in one["levels"]
            ],
        }
        for one in criteria
    ]


def _points(raw: Any, criterion: str) -> Decimal:
    try:
        points = Decimal(str(raw).strip().replace(",", "."))
    except InvalidOperation:
        points = Decimal(-1)
    if not points.is_finite() or not 0 <= points <= MOST_POINTS:
        words = _("The points of a level of “%(title)s” must be a number from 0 to %(most)s.")
        raise Refusal(words % {"title": criterion, "most": MOST_POINTS})
    return points


def _key(raw: Mapping[str, Any], title: str, taken: set[str]) -> str:
    """Return the key that is there, else one from the title; no two alike."""
    wanted = slugify(str(raw.get("key") or title))[:40] or "x"
    key, number = wanted, 1
    while key in taken:
        number += 1
        key = f"{wanted[:36]}-{number}"
    taken.add(key)
    return key


def points_max(criteria: Criteria) -> Decimal:
    """Return the most that can be reached."""
    return sum((max(Decimal(level["points"]) for level in one["levels"]) for one in criteria), Decimal(0))


def digest_of(criteria: Criteria) -> str:
    """Return the SHA-256 of criteria as canonical JSON."""
    return hashlib.sha256(json.dumps(criteria, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def ungraded(criteria: Criteria, levels: Mapping[str, str]) -> list[str]:
    """Return the names of criteria without a level that exists."""
    return [
        local(one, "title")
        for one in criteria
        if levels.get(one["key"]) not in {level["key"] for level in one["levels"]}
    ]


def points_of(criteria: Criteria, levels: Mapping[str, str]) -> Decimal:
    """Return the sum of the points of the levels chosen; a criterion without one adds nothing."""
    return sum(
        (
            Decimal(level["points"])
            for one in criteria
            for level in one["levels"]
            if levels.get(one["key"]) == level["key"]
        ),
        Decimal(0),
    )


def scaled(points: Decimal, of: Decimal, onto: Decimal) -> Decimal:
    """Return points of a rubric's scale on the scale of the work, half up to two places."""
    return half_up(points if of == onto else points * onto / of)


def level_title(criterion: Mapping[str, Any], levels: Mapping[str, str]) -> str:
    """Return the name of the level chosen for a criterion, "" where none is."""
    wanted = levels.get(criterion["key"])
    return next((local(level, "title") for level in criterion["levels"] if level["key"] == wanted), "")
