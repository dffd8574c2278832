"""Who may do what: the matching lab."""

from rules.permissions import add_perm

from courses.rules import facilitates, organises

# The panel's reasons are the key of a case: whoever may read cases may read those, once the own ranking is given.
add_perm("assignments.list_cases", organises | facilitates)
add_perm("assignments.edit_case", organises | facilitates)
add_perm("assignments.set_exercise", organises | facilitates)
