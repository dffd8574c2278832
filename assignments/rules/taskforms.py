"""Who may do what: task forms: their versions, their review, exchange with XLSForm; tasks set for a cohort."""

from __future__ import annotations

from rules.permissions import add_perm

from courses.rules import facilitates, organises
from lms.people.rules import is_administrator, is_coordinator, is_facilitator, is_reviewer

makes_forms = is_administrator | is_coordinator | is_facilitator

add_perm("assignments.list_forms", makes_forms | is_reviewer)
add_perm("assignments.edit_form", makes_forms)
# What people fill in, and when the units' word is taken as said, is for those who run the programme.
add_perm("assignments.publish_form", is_administrator | is_coordinator)
add_perm("assignments.list_tasks", organises | facilitates)
add_perm("assignments.plan_tasks", organises)
add_perm("assignments.extend_task", organises | facilitates)
