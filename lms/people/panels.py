"""What people themselves add to homes: a new wording to answer; for the administrator who waits and what was not delivered."""

from __future__ import annotations

from django.http import HttpRequest

from lms.people import queries
from lms.people.access import person
from lms.people.registry import Panel


def consent_asked(request: HttpRequest) -> Panel | None:
    """A new wording of what somebody agreed to."""
    return Panel("people/panel_consent.html") if queries.new_wording(person(request).pk) else None


def accounts(request: HttpRequest) -> Panel:
    """How many people, accounts not taken up, invitations not delivered, consents withdrawn: one query."""
    return Panel("people/panel_accounts.html", {"figures": queries.account_figures()})
