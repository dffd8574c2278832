"""What the screens of the register read, and what briefings, minutes and the second training ask it."""

from fieldpractice.queries.constraints.figures import (
    Briefing,
    StateDays,
    briefing_of,
    days_to_state,
    figures_of,
    open_constraints,
    subjects_for_training,
)
from fieldpractice.queries.constraints.register import Wanted, register

__all__ = [
    "Briefing",
    "StateDays",
    "Wanted",
    "briefing_of",
    "days_to_state",
    "figures_of",
    "open_constraints",
    "register",
    "subjects_for_training",
]
