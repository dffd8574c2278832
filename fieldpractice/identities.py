"""Who somebody in a meeting is: by the own link, else the account, else the e-mail; a name alone a person decides. Knows no database."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from fieldpractice.enums import MatchWay

# Below this a name is no suggestion.
NEAR = 0.5
MOST_SUGGESTIONS = 3
_UNIT = re.compile(r"[\[(].*?[\])]|[|/_].*$|\s-\s.*$")


@dataclass(frozen=True, slots=True)
class Claim:
    """What a row says about somebody."""

    registrant_id: str = ""
    account_id: str = ""
    email: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """Whom a claim leads to, by what; `against` is whom the e-mail names where it says somebody else."""

    enrolment: int | None
    way: MatchWay
    against: int | None = None


@dataclass
class Known:
    """All that is known of a cohort's people when rows are recognised. `decided` maps a kind and a value to an enrolment, or to None."""

    registrants: Mapping[str, int] = field(default_factory=dict)
    accounts: Mapping[str, int] = field(default_factory=dict)
    emails: Mapping[str, int] = field(default_factory=dict)
    staff: frozenset[str] = frozenset()
    decided: Mapping[tuple[str, str], int | None] = field(default_factory=dict)


def folded(text: str) -> str:
    """Return a name without what people and phones write differently: capitals, accents, points, spaces."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode() or text
    return " ".join(re.sub(r"[^\w ]+", " ", plain.casefold()).split())


def identify(claim: Claim, known: Known) -> Found:
    """Return who it is. A registrant id we do not know falls through; where it disagrees with the e-mail it wins, and that is kept."""
    email = claim.email.strip().lower()
    by_email = known.emails.get(email) if email else None
    if claim.registrant_id and (by_link := known.registrants.get(claim.registrant_id)) is not None:
        return Found(by_link, MatchWay.REGISTRANT, by_email if by_email not in {None, by_link} else None)
    for kind, value in (("account", claim.account_id), ("email", email)):
        if value and (kind, value) in known.decided:
            return _decided(known.decided[kind, value])
    if claim.account_id and (by_account := known.accounts.get(claim.account_id)) is not None:
        return Found(by_account, MatchWay.ACCOUNT, by_email if by_email not in {None, by_account} else None)
    if by_email is not None:
        return Found(by_email, MatchWay.EMAIL)
    if email in known.staff:
        return Found(None, MatchWay.STAFF)
    if (name := folded(claim.name)) and ("name", name) in known.decided:
        return _decided(known.decided["name", name])
    return Found(None, MatchWay.UNKNOWN)


def _decided(enrolment: int | None) -> Found:
    return Found(enrolment, MatchWay.NOBODY if enrolment is None else MatchWay.DECIDED)


def suggestions(name: str, people: Sequence[tuple[int, str]]) -> list[int]:
    """Return the people, as (id, name), whose names come nearest to one from a meeting, the nearest first."""
    wanted = folded(_UNIT.sub(" ", name)) or folded(name)
    marks = sorted(((_likeness(wanted, folded(other)), -place, pk) for place, (pk, other) in enumerate(people)))
    return [pk for mark, _place, pk in reversed(marks) if mark >= NEAR][:MOST_SUGGESTIONS]


def _likeness(wanted: str, other: str) -> float:
    """Return how alike two folded names are, from 0 to 1: words they share count more than letters."""
    if not wanted or not other:
        return 0.0
    mine, theirs = set(wanted.split()), set(other.split())
    shared = len(mine & theirs) / min(len(mine), len(theirs))
    letters = difflib.SequenceMatcher(None, wanted, other).ratio()
    return max(letters, 0.5 * shared + 0.5 * letters)
