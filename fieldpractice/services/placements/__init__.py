"""Placements: made for a cohort in one step, changed with history, paused with what that moves."""

from fieldpractice.services.placements.changing import PlacementValues, change_placement
from fieldpractice.services.placements.pausing import add_pause, shift_due_days, take_pause_back
from fieldpractice.services.placements.placing import Placed, place_cohort

__all__ = [
    "Placed",
    "PlacementValues",
    "add_pause",
    "change_placement",
    "place_cohort",
    "shift_due_days",
    "take_pause_back",
]
