"""What this room plugs into the notices: its kinds, and of what people are reminded."""

from __future__ import annotations

from assignments import kinds  # noqa: F401 - importing declares them
from assignments.queries import reminders
from lms.notices.registry import add_reminders

add_reminders(reminders.tasks)
add_reminders(reminders.desks)
