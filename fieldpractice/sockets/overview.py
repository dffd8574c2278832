"""What this part plugs into the floors below: the map of a cohort, pieces of the homes, JP, who is at risk and who does well."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from courses.registry import CohortTab, add_cohort_tab, add_jp, add_merits, add_risk_rules, add_risks, add_signs
from fieldpractice.queries import homes, matrix, watching
from fieldpractice.queries.jp import field_lines
from fieldpractice.registry import PRACTICE
from lms.people.access import person
from lms.people.enums import PARTICIPANT, Role
from lms.people.registry import Panel, add_panel
from lms.programme.registry import add_cell_source


def participant(request: HttpRequest) -> Panel | None:
    """My week in the field."""
    context = homes.field_week(person(request))
    return Panel("fieldpractice/panel_field_week.html", context) if context else None


def staff(request: HttpRequest) -> Panel | None:
    """My cohorts in the field: who is silent, which reports wait."""
    cohorts = homes.field_cohorts(person(request))
    return Panel("fieldpractice/panel_field_staff.html", {"cohorts": cohorts}) if cohorts else None


add_cohort_tab(CohortTab("fieldpractice:field_overview", _("Week by week"), 58, "fieldpractice.see_field", PRACTICE))
# After what is due (tests, tasks), before what may be read.
add_panel(PARTICIPANT, 9, participant, reads=[homes.my_placements, homes.my_pauses, homes.my_days])
add_panel(Role.FACILITATOR, 14, staff)
add_panel(Role.COORDINATOR, 26, staff)
add_jp(field_lines)
add_risks(watching.risks)
add_risk_rules(watching.rules)
add_signs(watching.signs)
add_merits(watching.merits)
add_cell_source(matrix.cells, matrix.ACTIVITIES)
add_cell_source(matrix.overdue, matrix.ACTIVITIES, urgent=True)
