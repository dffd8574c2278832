"""What this room's lines in the audit trail are called."""

from __future__ import annotations

from lms.people.actions import add_actions

add_actions({})
