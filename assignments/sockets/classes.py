"""What this room plugs into a cohort's classes: handouts, signs of life, tasks that are overdue."""

from __future__ import annotations

from assignments.queries import classes
from courses.registry import add_offers, add_risks, add_signs

add_offers(classes.offers)
add_signs(classes.signs)
add_risks(classes.risks)
