"""Which questions an attempt gets, and in which order. Pure: the same seed over the same questions draws the same quiz."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random

from assignments.models import QuestionVersion, QuizPart
from assignments.questions.asking import Shown, shown_order

# By the id of a topic, the versions that may be drawn from it, always in the same order.
Pools = Mapping[int, Sequence[QuestionVersion]]


class TooFew(Exception):
    """A topic has not enough questions for its part."""

    def __init__(self, part: QuizPart, there: int) -> None:
        super().__init__(f"{part.topic}: {there} of {part.count}")
        self.part, self.there = part, there


@dataclass(frozen=True)
class Drawn:
    """One question of an attempt: what is asked, and in which order its options are shown."""

    version: QuestionVersion
    shown: Shown


def draw(
    parts: Sequence[QuizPart], pools: Pools, *, seed: str, shuffle_questions: bool, shuffle_options: bool
) -> list[Drawn]:
    """Return the questions of one attempt, none twice. Raises TooFew when a topic cannot give what its part asks.

    `parts` were read with the current versions of their fixed questions. What is fixed is never drawn from its topic again.
    """
    chance = Random(seed)  # noqa: S311 - a draw that can be repeated, no secret
    taken = {part.question_id for part in parts if part.question_id}
    versions: list[QuestionVersion] = []
    for part in parts:
        chosen = _fixed(part) or _from_topic(part, pools, taken, chance)
        taken |= {version.question_id for version in chosen}
        versions += chosen
    if shuffle_questions:
        chance.shuffle(versions)
    return [Drawn(one, shown_order(one.question.kind, one.body, chance, shuffle=shuffle_options)) for one in versions]


def _fixed(part: QuizPart) -> list[QuestionVersion]:
    return [part.question.current] if part.question and part.question.current else []


def _from_topic(part: QuizPart, pools: Pools, taken: set[int], chance: Random) -> list[QuestionVersion]:
    free = [version for version in pools.get(part.topic_id or 0, ()) if version.question_id not in taken]
    if len(free) < part.count:
        raise TooFew(part, len(free))
    return chance.sample(free, part.count)
