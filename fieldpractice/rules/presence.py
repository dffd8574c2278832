"""Who may do what: who was at a session."""

from __future__ import annotations

from typing import Any

from rules.permissions import add_perm
from rules.predicates import predicate

from courses.rules import facilitates, organises


@predicate
def runs_session(user: Any, session: Any) -> bool:
    """Whether this person facilitates the session, or is in charge of its cohort."""
    if session is None:
        return False
    return session.facilitator_id == user.pk or bool(facilitates(user, session.cohort))


add_perm("fieldpractice.decide_presence", organises | runs_session)
add_perm("fieldpractice.set_window", organises)
add_perm("fieldpractice.work_notifications", organises)
