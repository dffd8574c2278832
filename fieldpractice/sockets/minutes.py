"""What this part plugs into the floors below: a session under way: briefing, minutes, follow-ups."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from courses.registry import CohortTab, add_cohort_tab
from fieldpractice.models import MonitoringSession
from fieldpractice.queries.minutes.content import approvals_of, shown
from fieldpractice.queries.minutes.follow_ups import FEW, my_undone, reminders
from fieldpractice.registry import PRACTICE, add_session_section
from lms.notices.registry import add_reminders
from lms.people.access import person
from lms.people.enums import PARTICIPANT, Role
from lms.people.registry import Panel, add_panel, add_places


def section(request: HttpRequest, session: MonitoringSession) -> dict[str, Any] | None:
    """Briefing and screen for who leads it; the approved minutes for those who were asked to it."""
    user = person(request)
    may_run = user.has_perm("fieldpractice.run_session", session)
    approvals = approvals_of(session)
    if not may_run and not (approvals and user.has_perm("fieldpractice.read_minutes", session)):
        return None
    last = approvals[0] if approvals else None
    return {
        "session": session,
        "may_run": may_run,
        "approval": last,
        "minutes": shown(last.content) if last else None,
    }


def my_follow_ups(request: HttpRequest) -> Panel | None:
    """What somebody has taken on in sessions and not done yet."""
    rows = my_undone(person(request).pk)
    return Panel("fieldpractice/panel_follow_ups.html", {"rows": rows[:FEW]}) if rows else None


# First of all sections: who leads a session opens its page for the briefing and the screen, whoever was asked to it for the minutes.
add_session_section(10, "fieldpractice/section_minutes.html", section)
add_reminders(reminders)
add_cohort_tab(
    CohortTab("fieldpractice:cohort_follow_ups", _("Follow-up"), 66, "fieldpractice.list_follow_ups", PRACTICE)
)
add_panel(PARTICIPANT, 13, my_follow_ups, reads=[my_undone])
for hat in (Role.FACILITATOR, Role.COORDINATOR):
    add_panel(hat, 45, my_follow_ups, reads=[my_undone])
for _entry in ("dashboard", "fieldpractice:constraint_list"):
    add_places(_entry, "/follow-ups/")
