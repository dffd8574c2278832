"""Schemes, panels and scores for tests. They come about through the services."""

from __future__ import annotations

from typing import Any

from courses.models import Cohort, Enrolment
from lms.evaluation.models import PanelMember, PanelScore, Scheme
from lms.evaluation.services import schemes
from lms.evaluation.services.panel import scoring, seats
from lms.people.models import User

LEVELS = ("kurang", "cukup", "baik", "sangat-baik")
# Percent of the panel's rubric where every criterion has this level.
PERCENT = dict(zip(LEVELS, ("50.00", "70.00", "85.00", "100.00"), strict=True))
PANEL_ONLY = [{"key": "panel", "weight": "100", "minimum": ""}]


def content(*components: tuple[str, str] | tuple[str, str, str], **changes: Any) -> dict[str, Any]:
    """The proposed scheme with these components: (key, weight) or (key, weight, minimum); the panel alone unless told otherwise."""
    rows = [
        {"key": one[0], "weight": one[1], "minimum": one[2] if len(one) > 2 else ""} for one in components
    ] or PANEL_ONLY
    return {**schemes.starter(), "components": rows, **changes}


def make_scheme(*components: tuple[str, ...], actor: User, title: str = "Skema uji", **changes: Any) -> Scheme:
    """A draft."""
    return schemes.create_scheme(actor=actor, title=title, content=content(*components, **changes))  # type: ignore[arg-type]


def adopt(cohort: Cohort, *components: tuple[str, ...], actor: User, **changes: Any) -> Scheme:
    """A scheme that the cohort has adopted."""
    scheme = make_scheme(*components, actor=actor, **changes)
    schemes.adopt_scheme(actor=actor, cohort=cohort, scheme=scheme, seq=scheme.seq)
    scheme.refresh_from_db()
    return scheme


def seat(cohort: Cohort, *users: User, actor: User) -> list[PanelMember]:
    """Seats on the panel of a cohort for reviewers."""
    return [seats.add_member(actor=actor, cohort=cohort, user=one) for one in users]


def all_at(level: str) -> dict[str, str]:
    """The same level for every criterion of the proposed rubric of the panel."""
    return {one["key"]: level for one in schemes.starter()["panel"]["criteria"]}


def attitude_at(level: str) -> dict[str, str]:
    return {one["key"]: level for one in schemes.starter()["attitude"]["criteria"]}


def give(member: PanelMember, enrolment: Enrolment, level: str = "baik", comment: str = "") -> PanelScore:
    """A score of one level throughout, given alone."""
    return scoring.give_score(
        actor=member.user, member=member, enrolment=enrolment, levels=all_at(level), comment=comment
    )
