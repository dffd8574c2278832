"""What this part plugs into the floors below: the grader's desk, rubrics, the gradebook."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from assignments.panels import grading as panels
from assignments.queries.results import newest_results
from assignments.registry import WORK
from courses.registry import CohortTab, add_cohort_tab
from lms.people.enums import PARTICIPANT, Role
from lms.people.registry import NavItem, add_nav, add_panel, add_places

GRADERS = frozenset({Role.ADMINISTRATOR, Role.COORDINATOR, Role.FACILITATOR})

add_nav(NavItem("assignments:grading_list", _("Grading"), GRADERS, 26, "check"))
add_places("assignments:grading_list", "/submissions/")
add_places("courses:cohort_list", "/gradebook/")
add_places("assignments:task_list", "/results/")
add_places("dashboard", "/results/")

add_panel(Role.FACILITATOR, 10, panels.facilitator)
add_panel(Role.COORDINATOR, 30, panels.coordinator)
add_panel(Role.ADMINISTRATOR, 50, panels.coordinator)
add_panel(PARTICIPANT, 30, panels.participant, reads=[newest_results])
add_cohort_tab(CohortTab("assignments:gradebook_detail", _("Gradebook"), 60, group=WORK))
