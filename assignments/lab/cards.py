"""The form of a case and of a ranking, and what is wrong with either.

A case:

    intro        the situation, paragraphs of plain text
    subject      the vacancy or the jobseeker that cards are matched with: {title, facts: [[label, value], …]}
    cards        [{key, title, facts}], the candidates or the vacancies, 3 to 12
    constraints  what may not be broken: [{key, rule, cards: [key], decisions: [Decision], why, source}]
    debrief      what to take away, shown with the result

A ranking, a participant's or a panelist's:

    decision     a Decision about the subject
    why          its reason
    places       {card: {"rank": 1 and up, None when refused, absent when not placed, "reason": text, "ask": text}}
    note         what else to remember
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from assignments.enums import ConstraintRule, Decision

Case = dict[str, Any]
Ranking = dict[str, Any]
LEAST_CARDS, MOST_CARDS = 3, 12


class Fault(NamedTuple):
    """What is wrong, and where: a card's key, or the name of a part of the whole."""

    where: str
    message: str


def case_faults(case: Case) -> list[Fault]:
    """Return everything that keeps a case from being set; an empty list when it is in order."""
    return [*_texts(case), *_cards(case), *_constraints(case)]


def ranking_faults(case: Case, ranking: Ranking, *, final: bool) -> list[Fault]:
    """Return what is wrong with a ranking. A draft may have gaps; handed in (`final`) every card has its place and its reason."""
    found = list(_ranks(case, ranking))
    if final:
        found += _gaps(case, ranking)
    return found


def order_of(ranking: Ranking) -> list[str]:
    """Return the keys of the cards that are referred, best first."""
    places = ranking.get("places") or {}
    ranked = [(place["rank"], key) for key, place in places.items() if place.get("rank") is not None]
    return [key for _rank, key in sorted(ranked)]


def refused(ranking: Ranking) -> set[str]:
    """Return the keys of the cards that are not referred on purpose."""
    places = ranking.get("places") or {}
    return {key for key, place in places.items() if "rank" in place and place["rank"] is None}


def _filled(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _texts(case: Case) -> Iterator[Fault]:
    for name in ("intro", "debrief"):
        if not _filled(case.get(name)):
            yield Fault(name, _("This text is empty."))
    if not _filled((case.get("subject") or {}).get("title")):
        yield Fault("subject", _("The vacancy or jobseeker that the case is about has no title."))


def _cards(case: Case) -> Iterator[Fault]:
    cards = case.get("cards") or []
    if not LEAST_CARDS <= len(cards) <= MOST_CARDS:
        yield Fault(
            "cards",
            _("A case has %(least)s to %(most)s cards; this one has %(count)s.")
            % {"least": LEAST_CARDS, "most": MOST_CARDS, "count": len(cards)},
        )
    keys = [card.get("key") for card in cards]
    if len(set(keys)) != len(keys):
        yield Fault("cards", _("Two cards have the same key."))
    for card in cards:
        if not _filled(card.get("title")) or not card.get("facts"):
            yield Fault(str(card.get("key")), _("A card needs a title and at least one fact."))


def _constraints(case: Case) -> Iterator[Fault]:
    known = {card.get("key") for card in case.get("cards") or []}
    for number, one in enumerate(case.get("constraints") or [], 1):
        where = f"constraints[{number}]"
        if one.get("rule") not in ConstraintRule.values or not _filled(one.get("why")):
            yield Fault(where, _("A constraint needs a rule and says why."))
        elif one["rule"] == ConstraintRule.DECISION:
            if not one.get("decisions") or not set(one["decisions"]) <= set(Decision.values):
                yield Fault(where, _("Say which decisions are right."))
        elif not one.get("cards") or not set(one["cards"]) <= known:
            yield Fault(where, _("Say which cards this is about."))


def _ranks(case: Case, ranking: Ranking) -> Iterator[Fault]:
    known = {card["key"] for card in case["cards"]}
    places = ranking.get("places") or {}
    seen: dict[int, str] = {}
    for key, place in places.items():
        rank = place.get("rank")
        if key not in known:
            yield Fault(key, _("This card is not part of the case."))
        elif rank is not None and not 1 <= rank <= len(known):
            yield Fault(key, _("A rank is a number from 1 to %(most)s.") % {"most": len(known)})
        elif rank is not None and seen.setdefault(rank, key) != key:
            yield Fault(key, _("Rank %(rank)s is given twice: each place holds one card.") % {"rank": rank})


def _gaps(case: Case, ranking: Ranking) -> Iterator[Fault]:
    if ranking.get("decision") not in Decision.values:
        yield Fault("decision", _("Decide what to do with the request itself."))
    elif not _filled(ranking.get("why")):
        yield Fault("why", _("Give the reason for your decision."))
    places = ranking.get("places") or {}
    for card in case["cards"]:
        place = places.get(card["key"]) or {}
        if "rank" not in place:
            yield Fault(card["key"], _("Give this card a rank, or say that it is not referred."))
        elif not _filled(place.get("reason")):
            yield Fault(card["key"], _("Give your reason for this card in a sentence."))
    ranks = sorted(place["rank"] for place in places.values() if place.get("rank") is not None)
    if ranks != list(range(1, len(ranks) + 1)) and len(set(ranks)) == len(ranks):
        yield Fault("ranks", _("The ranks run from 1 without a gap; yours are %(ranks)s.") % {"ranks": _listed(ranks)})


def _listed(ranks: list[int]) -> str:
    return ", ".join(map(str, ranks))
