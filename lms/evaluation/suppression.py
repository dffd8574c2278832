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


def enough(count: int, least: int = 0) -> bool:
    """Whether so many answers may be shown; `least` asks for more of them, where one person gives several."""
    return count >= max(least, least_shown())


def least_answers(each: Iterable[int]) -> int:
    """Return of how many answers it is certain that enough people gave them, whoever of them did; `each` is how many each person gave."""
    most = sorted(each, reverse=True)[: least_shown() - 1]
    return max(least_shown(), sum(most) + 1)


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


def safe_set(
    candidates: Collection[K], known: Iterable[Collection[K]], lot: Callable[[K], str], least: int = 0
) -> frozenset[K]:
    """Return a part of the candidates, as few as need be left out, whose sum tells no few people apart from sums already known.

    `known` are the people behind each figure that is shown anyway. Each of them is cut by the result into pieces of nobody or of enough
    people, and so is what the result has beyond it. Where the known ones are the cells of a partition, every sum or difference of them
    and of the result therefore rests on nobody or on enough people, with whatever factors they are added. Who is left out is drawn by
    `lot`, a secret number of each person: the same each time, and nobody can tell whom it met. Empty where too few would remain.
    """
    kept = set(candidates)
    sets = [frozenset(one) for one in known]
    order = sorted(kept, key=lot)

    def few(some: Collection[K]) -> bool:
        return bool(some) and not enough(len(some), least)

    while enough(len(kept), least):
        pieces = (piece for one in sets for piece in (kept - one, kept & one))
        if piece := next(filter(few, pieces), None):
            kept -= piece
            continue
        cut = next((one for one in sets if few(one - kept)), None)
        if cut is None:
            return frozenset(kept)
        if not kept & cut:
            break
        kept.discard(next(one for one in order if one in kept and one in cut))
    return frozenset()


def refined(cells: Iterable[frozenset[K]], by: frozenset[K]) -> list[frozenset[K]]:
    """Return the cells of a partition, each cut in two where a set holds a part of it."""
    return [piece for cell in cells for piece in (cell & by, cell - by) if piece]
