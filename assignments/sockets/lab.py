"""What this part plugs into the floors below: the case to do next on the participant's home, and the cases' place in the navigation."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assignments.queries.lab import my_undone, next_exercise
from assignments.registry import WORK
from courses.registry import CohortTab, add_cohort_tab
from lms.people.access import person
from lms.people.enums import PARTICIPANT
from lms.people.registry import Panel, add_panel, add_places


def participant(request: HttpRequest) -> Panel | None:
    """The matching case to do next."""
    one, waiting = next_exercise(person(request))
    if one is None:
        return None
    label = _("Go on with this case") if one["begun"] else _("Begin this case")
    context = {"eyebrow": _("Matching lab"), "exercise": one["exercise"], "waiting": waiting, "href": one["href"]}
    return Panel("assignments/panel_lab.html", context | {"label": label})


add_panel(PARTICIPANT, 40, participant, reads=[my_undone])
add_cohort_tab(CohortTab("assignments:cohort_lab", gettext_lazy("Matching lab"), 50, group=WORK))
for _entry in ("dashboard", "assignments:task_list", "courses:cohort_list"):
    add_places(_entry, "/lab/")
