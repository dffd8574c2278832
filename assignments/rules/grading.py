"""Who may do what: the grader's desk, rubrics, the gradebook."""

from __future__ import annotations

from rules.permissions import add_perm

from courses.rules import facilitates, is_the_participant, organises

# With a cohort as the object: those in charge of it; without one: whoever is in charge of any.
add_perm("assignments.see_desk", organises | facilitates)
add_perm("assignments.grade_work", organises | facilitates)
add_perm("assignments.release_grades", organises | facilitates)
add_perm("assignments.allocate_work", organises)
add_perm("assignments.see_gradebook", organises | facilitates)
add_perm("assignments.decide_exceptions", organises)
add_perm("assignments.manage_rubrics", organises | facilitates)
add_perm("assignments.see_results", is_the_participant)
