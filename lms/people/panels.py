"""What people themselves add to homes: the administrator sees who waits and what was not delivered."""

from __future__ import annotations

from django.http import HttpRequest

from lms.people import queries
from lms.people.registry import Panel


def accounts(request: HttpRequest) -> Panel:
    """How many people, accounts not taken up, invitations not delivered, consents withdrawn: one query."""
    return Panel("people/_accounts_panel.html", {"figures": queries.account_figures()})
