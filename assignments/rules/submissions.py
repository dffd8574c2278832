"""Who may do what: filling in task forms and handing them in."""

from __future__ import annotations

from rules.permissions import add_perm

from lms.people.rules import is_participant

# Whose form it is, services and `submissions_visible_to` say.
add_perm("assignments.list_own_tasks", is_participant)
