"""What this part plugs into the floors below: the supervisor's word on each week."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from fieldpractice.queries import supervision as queries
from lms.notices.registry import add_reminders
from lms.people.access import person
from lms.people.enums import Role
from lms.people.registry import NavItem, Panel, add_nav, add_panel

SHOWN = 5


def supervisor(request: HttpRequest) -> Panel | None:
    """My people in field practice, and the weeks that wait for my word."""
    people = queries.my_people(person(request))
    if not people:
        return None
    waiting = [one for one in people if one.waiting]
    context = {"people": waiting[:SHOWN], "more": len(waiting) - SHOWN, "all": len(people)}
    return Panel("fieldpractice/panel_supervisor.html", context, asks=bool(waiting))


def facilitator(request: HttpRequest) -> Panel | None:
    """The cases that are open."""
    rows = queries.cases_visible_to(person(request)).filter(closed_at=None).order_by("opened_at")
    cases = list(rows[: SHOWN + 1])
    return (
        Panel("fieldpractice/panel_cases.html", {"cases": cases[:SHOWN], "more": len(cases) > SHOWN}) if cases else None
    )


add_nav(NavItem("fieldpractice:supervise_list", _("My people"), frozenset({Role.SUPERVISOR}), 25, "people"))
add_panel(Role.SUPERVISOR, 10, supervisor)
add_panel(Role.FACILITATOR, 12, facilitator)
add_panel(Role.COORDINATOR, 27, facilitator)
add_reminders(queries.reminders)
