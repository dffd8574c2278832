"""What may be shown so that nobody is read out of it: who is counted goes in, what stays hidden comes out. No database.

The attack that all of this is against is subtraction: the whole less what is shown is a figure too. So what remains hidden must
itself be large enough, and what was shown once must not differ from what is shown next by a few people.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Iterable, Mapping
from typing import TypeVar

from django.conf import settings

K = TypeVar("K", bound=Hashable)

# Below five answers nothing is shown: the programme's rule. The setting can ask for more, never for fewer.
FLOOR = 5


def least_shown() -> int:
    """Return from how many answers on a figure is shown."""
    return max(FLOOR, int(settings.PADAN_SMALL_GROUP))


def enough(count: int) -> bool:
    return count >= least_shown()


def hidden_groups(counts: Mapping[K, int]) -> frozenset[K]:
    """Return the groups that stay hidden where the whole is shown beside its groups. Groups of nobody hide nothing.

    A group with too few answers is hidden. So is the next smallest, until at least two are hidden and hold enough answers together:
    their sum can be worked out, so it must be one that could be shown. Where that cannot be had, every group is hidden.
    """
    least = least_shown()
    peopled = {key: count for key, count in counts.items() if count > 0}
    hidden = {key for key, count in peopled.items() if count < least}
    if not hidden:
        return frozenset()
    rest = sorted((key for key in peopled if key not in hidden), key=lambda key: (peopled[key], repr(key)))
    for key in rest:
        if len(hidden) >= 2 and sum(peopled[one] for one in hidden) >= least:
            break
        hidden.add(key)
    return frozenset(hidden)


def safe_set(candidates: Collection[K], known: Iterable[Collection[K]], lot: Callable[[K], str]) -> frozenset[K]:
    """Return a part of the candidates, as few as need be left out, whose sum tells no few people apart from sums already known.

    `known` are the people behind each figure that is shown anyway: a whole run, an earlier comparison. What a known set has more than
    the result, and the result more than a known set, is nobody or enough people. Who is left out is drawn by `lot`, a secret number of
    each person: the same each time, and nobody can tell whom it met. Empty where too few would remain.
    """
    least = least_shown()
    kept = set(candidates)
    sets = [frozenset(one) for one in known]
    order = sorted(kept, key=lot)
    while len(kept) >= least:
        beyond = next((kept - one for one in sets if 0 < len(kept - one) < least), None)
        if beyond:
            kept -= beyond
            continue
        if all(len(one - kept) == 0 or len(one - kept) >= least for one in sets):
            return frozenset(kept)
        kept.discard(next(one for one in order if one in kept))
    return frozenset()
