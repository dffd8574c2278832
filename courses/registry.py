"""Sockets for the upper rooms: which pages about a cohort stand beside its overview, what can be handed out in a class, which
subjects the field asks for, and who else is at risk."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True)
class CohortTab:
    """A page about one cohort; `url_name` takes the cohort's public id. Shown to who may list the cohort's people, or may do what is named."""

    url_name: str
    label: Any
    order: int
    permission: str = "courses.list_people"


_tabs: list[CohortTab] = []


def add_cohort_tab(tab: CohortTab) -> None:
    """Put a page beside the cohort's overview."""
    if tab not in _tabs:
        _tabs.append(tab)
        _tabs.sort(key=lambda one: one.order)


def cohort_tabs() -> list[CohortTab]:
    """Return the pages about a cohort, in order."""
    return list(_tabs)


@dataclass(frozen=True)
class Offer:
    """Something that can be handed out in a class. `ref` is `source:id` and stays; `url` is a path of this site."""

    ref: str
    group: Any
    title: str
    url: str


@dataclass(frozen=True)
class SubjectOffer:
    """A subject for the second training that the field asks for: what, how often it came up, how grave it is, where it is told."""

    ref: str
    title: str
    count: int
    severity: Any
    url: str


@dataclass(frozen=True)
class Risk:
    """Why one person may not finish, in words; `enrolment_id` says who."""

    enrolment_id: int
    words: str


OfferSource = Callable[[Any], list[Offer]]
SubjectSource = Callable[[Any], list[SubjectOffer]]
RiskSource = Callable[[Any], list[Risk]]
SignSource = Callable[[Any], dict[int, datetime]]

_offers: list[OfferSource] = []
_subjects: list[SubjectSource] = []
_risks: list[RiskSource] = []
_signs: list[SignSource] = []


def add_offers(source: OfferSource) -> None:
    """Let a room offer what can be handed out in the classes of a cohort."""
    if source not in _offers:
        _offers.append(source)


def offers_for(cohort: Any) -> list[Offer]:
    """Return what can be handed out in the classes of this cohort."""
    return [offer for source in _offers for offer in source(cohort)]


def add_subjects(source: SubjectSource) -> None:
    """Let field practice offer what it showed as subjects of the second training (activity 9)."""
    if source not in _subjects:
        _subjects.append(source)


def subjects_for(cohort: Any) -> list[SubjectOffer]:
    """Return the subjects the field asks for, the most frequent first."""
    found = [subject for source in _subjects for subject in source(cohort)]
    return sorted(found, key=lambda one: (-one.count, one.title))


def add_risks(source: RiskSource) -> None:
    """Let a room say who else of a cohort may not finish, and why."""
    if source not in _risks:
        _risks.append(source)


def risks_for(cohort: Any) -> list[Risk]:
    """Return what the upper rooms say about people at risk."""
    return [risk for source in _risks for risk in source(cohort)]


def add_signs(source: SignSource) -> None:
    """Let a room say when it last saw each person of a cohort at work, by the id of the enrolment."""
    if source not in _signs:
        _signs.append(source)


def signs_for(cohort: Any) -> dict[int, datetime]:
    """Return the last sign of life of each person that the upper rooms know of."""
    found: dict[int, datetime] = {}
    for source in _signs:
        for enrolment_id, at in source(cohort).items():
            found[enrolment_id] = max(at, found.get(enrolment_id, at))
    return found
