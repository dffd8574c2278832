"""What was counted of closed surveys, kept: no answer comes in any more, so that it is counted once and not with every look.

Kept is only what is fit to be shown, never an answer. What can still change is asked with each look: who may read it, what units and
cohorts are called, and open answers with their themes, which people go on sorting.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Hashable, Iterable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import TypeVar

from django.core.cache import cache
from django.utils.translation import get_language

import assignments.schema.shapes
import assignments.statistics
from lms.evaluation import enums, items, skm, statistics, suppression
from lms.evaluation.models import SurveyRun

# Seconds: a week. What nobody looks at for so long makes room.
STANDS = 7 * 24 * 60 * 60
# What decides a figure, and in which shape it is kept.
COUNTED_BY = (assignments.schema.shapes, assignments.statistics, enums, items, skm, statistics, suppression)

K = TypeVar("K", bound=Hashable)
T = TypeVar("T")


@lru_cache(maxsize=1)
def counting() -> str:
    """Return a digest of what counts: after a release that counts otherwise, nothing that was kept before it is found."""
    named = [Path(str(module.__file__)) for module in COUNTED_BY]
    folders = {Path(__file__).parent, *(one.parent for one in named if one.name == "__init__.py")}
    files = sorted({*named, *(one for folder in folders for one in folder.glob("*.py"))})
    return hashlib.sha256(b"\0".join(one.read_bytes() for one in files)).hexdigest()[:16]


def key_of(what: str, runs: Iterable[SurveyRun], *more: object) -> str:
    """Return under what something is kept that was counted of closed runs: which they are, in whose language, from how many answers on."""
    told = [counting(), get_language(), suppression.least_shown(), *more]
    told += [(run.public_id, run.closed_at) for run in runs]
    return f"evaluation:{what}:{hashlib.sha256(repr(told).encode()).hexdigest()}"


def counted_once(key: str, count: Callable[[], T]) -> T:
    """Return what is kept under a key; what is not is counted now."""
    return counted_once_each({None: key}, lambda _missing: {None: count()})[None]


def counted_once_each(keys: Mapping[K, str], count: Callable[[list[K]], Mapping[K, T]]) -> dict[K, T]:
    """Return what is kept of several things, each under its key; those that are not are counted together."""
    found = cache.get_many(keys.values())
    missing = [one for one, key in keys.items() if key not in found]
    if missing:
        counted = count(missing)
        new = {keys[one]: counted[one] for one in missing}
        cache.set_many(new, STANDS)
        found |= new
    return {one: found[key] for one, key in keys.items()}
