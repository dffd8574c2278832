"""What may be shown so that nobody is read out of it. Pure: who is counted goes in, what stays hidden comes out.

The attack that all of this is against is subtraction: the whole less what is shown is a figure too. So what remains hidden must
itself be large enough, and what was shown once must not differ from what is shown next by a few people.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Iterable, Mapping
from typing import TypeVar

K = TypeVar("K", bound=Hashable)

# Below five answers nothing is shown: the least number the programme's rules name. Not a setting, so that no installation can lower it.
LEAST = 5


def enough(count: int, least: int = LEAST) -> bool:
    return count >= least


def hidden_groups(counts: Mapping[K, int], least: int = LEAST) -> frozenset[K]:
    """Return the groups that stay hidden where the whole is shown beside its groups. Groups of nobody hide nothing.

    A group below `least` is hidden. So is the next smallest, until at least two are hidden and they hold at least `least` answers
    together: their sum can be worked out, so it must be one that could be shown. Where that cannot be had, every group is hidden.
    """
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


def safe_set(
    candidates: Collection[K], known: Iterable[Collection[K]], lot: Callable[[K], str], least: int = LEAST
) -> frozenset[K]:
    """Return a part of the candidates, as few as need be left out, whose sum tells no few people apart from sums already known.

    `known` are the people behind each figure that is shown anyway: a whole run, an earlier comparison. What a known set has more than
    the result, and the result more than a known set, is nobody or at least `least` people. Who is left out is drawn by `lot`, a secret
    number of each person: the same each time, and nobody can tell whom it met. Empty where fewer than `least` would remain.
    """
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
