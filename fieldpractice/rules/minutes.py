"""Who may do what: a session under way: briefing, minutes, follow-ups."""

from __future__ import annotations

from typing import Any

from rules.permissions import add_perm
from rules.predicates import predicate

from courses.enums import SEATED
from courses.rules import facilitates, organises
from lms.people.enums import Role
from lms.people.roles import hats_of


@predicate
def leads(user: Any, session: Any) -> bool:
    """Whether this facilitator leads the session or is in charge of its cohort; without a session, any at all."""
    if not hats_of(user).has(Role.FACILITATOR):
        return False
    return session is None or session.facilitator_id == user.pk or bool(facilitates(user, session.cohort))


@predicate
def was_asked(user: Any, session: Any) -> bool:
    """Whether this participant was asked to the session: with a seat in its cohort, or in its group."""
    if session is None:
        return False
    seats = session.group.members if session.group_id else session.cohort.enrolments
    return bool(seats.filter(user_id=user.pk, state__in=SEATED).exists())


@predicate
def is_responsible(user: Any, follow_up: Any) -> bool:
    return follow_up is not None and follow_up.responsible_id == user.pk


@predicate
def looks_after(user: Any, follow_up: Any) -> bool:
    """Whether this facilitator is in charge of the cohort the follow-up belongs to, or leads its session."""
    if follow_up is None:
        return hats_of(user).has(Role.FACILITATOR)
    if follow_up.session is not None:
        return bool(leads(user, follow_up.session))
    return bool(facilitates(user, follow_up.cohort))


add_perm("fieldpractice.run_session", organises | leads)
add_perm("fieldpractice.read_minutes", organises | leads | was_asked)
add_perm("fieldpractice.list_follow_ups", organises | facilitates)
add_perm("fieldpractice.plan_follow_up", organises | looks_after)
add_perm("fieldpractice.answer_follow_up", organises | looks_after | is_responsible)
