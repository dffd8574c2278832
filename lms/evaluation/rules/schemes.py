"""Who may do what: schemes of evaluation."""

from __future__ import annotations

from rules.permissions import add_perm

from courses.rules import organises, reviews

# How people are evaluated is open to who speaks for a unit; who organises writes it and lets a cohort adopt it.
add_perm("evaluation.list_schemes", organises | reviews)
add_perm("evaluation.edit_schemes", organises)
