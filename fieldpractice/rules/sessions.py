"""Who may do what: monitoring sessions: planned, moved, called off, joined."""

from __future__ import annotations

from typing import Any

from rules.permissions import add_perm
from rules.predicates import predicate

from courses.rules import facilitates, organises


@predicate
def leads(user: Any, session: Any) -> bool:
    """Whether this person leads the session, opens its meeting, or is in charge of its cohort."""
    if session is None:
        return False
    opens = session.host is not None and session.host.user_id == user.pk
    return bool(opens or session.facilitator_id == user.pk or facilitates(user, session.cohort))


# On a cohort.
add_perm("fieldpractice.plan_sessions", organises | facilitates)
# On a session.
add_perm("fieldpractice.lead_session", organises | leads)
