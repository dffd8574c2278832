"""Sockets for the upper rooms: which pages about a cohort stand beside its overview, what can be handed out in a class, which
subjects the field asks for, who else is at risk, who does well, and what else earns JP."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

# The entry of a cohort's pages under which those about its people stand. Upper rooms have entries of their own.
PEOPLE = _("Participants")


@dataclass(frozen=True)
class CohortTab:
    """A page about one cohort; `url_name` takes the cohort's public id. Shown to who may list the cohort's people, or may do what is named.

    Pages of one `group` stand under one entry, which leads to the first of them that the reader gets; in the group they are a second row.
    The first row has room for seven entries.
    """

    url_name: str
    label: Any
    order: int
    permission: str = "courses.list_people"
    group: Any = ""


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
    """Why one person may not finish, in words; `enrolment_id` says who, `step` what could be done next."""

    enrolment_id: int
    words: str
    step: str = ""


@dataclass(frozen=True)
class Merit:
    """What one person does well, in words."""

    enrolment_id: int
    words: str


@dataclass(frozen=True)
class Limits:
    """From when a rule applies to somebody: what the coordinator decided for the programme (`courses.queries.risks.limits_of`)."""

    percent: int
    silent_days: int
    late_tasks: int
    missed_sessions: int
    disagreements: int


@dataclass(frozen=True, slots=True)
class FieldSubject:
    """A week of field practice as the ledger names it; `public_id` is the placement's."""

    title: str
    title_en: str
    stage: str
    public_id: str
    code: str = ""
    module_key: UUID | None = None


@dataclass(frozen=True, slots=True)
class Earned:
    """JP that an upper room says were earned: by whom, for what, when, and what vouches for it."""

    enrolment_id: int
    subject: FieldSubject
    jp: int
    at: datetime
    evidence: str


OfferSource = Callable[[Any], list[Offer]]
SubjectSource = Callable[[Any], list[SubjectOffer]]
RiskSource = Callable[[Any, Limits], list[Risk]]
MeritSource = Callable[[Any], list[Merit]]
RuleSource = Callable[[Limits], list[str]]
SignSource = Callable[[Any], dict[int, datetime]]
# Why a cohort cannot be finished yet, in words; empty where nothing is in the way.
EndingCheck = Callable[[Any], str]
# Of these enrolments of one cohort with this outline, by enrolment and time.
JpSource = Callable[[Collection[int] | Any, Any], Iterator[Earned]]

_offers: list[OfferSource] = []
_subjects: list[SubjectSource] = []
_risks: list[RiskSource] = []
_merits: list[MeritSource] = []
_rules: list[RuleSource] = []
_signs: list[SignSource] = []
_jp: list[JpSource] = []
_endings: list[EndingCheck] = []


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


def risks_for(cohort: Any, limits: Limits) -> list[Risk]:
    """Return what the upper rooms say about people at risk."""
    return [risk for source in _risks for risk in source(cohort, limits)]


def add_risk_rules(source: RuleSource) -> None:
    """Let a room say in words by which rules it finds people at risk; the list explains itself with them."""
    if source not in _rules:
        _rules.append(source)


def risk_rules(limits: Limits) -> list[str]:
    """Return the rules of the upper rooms in words."""
    return [words for source in _rules for words in source(limits)]


def add_merits(source: MeritSource) -> None:
    """Let a room say who of a cohort does well, and in what."""
    if source not in _merits:
        _merits.append(source)


def merits_for(cohort: Any) -> list[Merit]:
    """Return what the upper rooms say about people who do well."""
    return [merit for source in _merits for merit in source(cohort)]


def add_jp(source: JpSource) -> None:
    """Let a room add the JP it knows of to the ledger (`courses.queries.ledger`)."""
    if source not in _jp:
        _jp.append(source)


def jp_sources() -> list[JpSource]:
    """Return who else adds JP to the ledger."""
    return list(_jp)


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


def add_ending_check(check: EndingCheck) -> None:
    """Let a room say why a cohort cannot be finished yet: finishing ends the enrolments by their lessons alone."""
    if check not in _endings:
        _endings.append(check)


def ending_troubles(cohort: Any) -> list[str]:
    """Return what the upper rooms say is in the way of finishing this cohort."""
    return [words for check in _endings if (words := check(cohort))]
