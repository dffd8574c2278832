"""What this part plugs into the floors below: placements: who practises where, pauses and moves."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from courses.registry import CohortTab, add_cohort_tab
from fieldpractice.queries.calendars import events
from fieldpractice.registry import PRACTICE
from lms.notices.registry import add_events
from lms.people.registry import add_places

add_cohort_tab(CohortTab("fieldpractice:cohort_placements", _("Placements"), 59, group=PRACTICE))
add_events(events)
for _entry in ("courses:cohort_list", "fieldpractice:logbook", "fieldpractice:supervise_list"):
    add_places(_entry, "/field/")
