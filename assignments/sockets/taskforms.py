"""What this part plugs into the floors below: task forms: their versions, their review, exchange with XLSForm; tasks set for a cohort."""

from django.utils.translation import gettext_lazy as _

from assignments.queries import matrix
from assignments.registry import WORK
from courses.registry import CohortTab, add_cohort_tab
from lms.people.enums import Role
from lms.people.registry import NavItem, add_nav, add_places
from lms.programme.registry import add_cell_source

STAFF = frozenset({Role.ADMINISTRATOR, Role.COORDINATOR, Role.FACILITATOR, Role.REVIEWER})

add_nav(NavItem("assignments:form_list", _("Task forms"), STAFF, 45, "document"))
add_places("assignments:form_list", "/rubrics/")
add_places("courses:cohort_list", "/tasks/")
add_cohort_tab(CohortTab("assignments:cohort_tasks", _("Tasks"), 30, group=WORK))
add_cell_source(matrix.cells, matrix.ACTIVITIES)
