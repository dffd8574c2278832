"""The worker's part in placements."""

from celery import shared_task

from fieldpractice.queries.placements import paused_placements
from fieldpractice.services import placements


@shared_task
def shift_due_days() -> int:
    """Let pauses move what was set, or extended for all, since; returns how many due days moved."""
    return sum(len(placements.shift_due_days(placement=one)) for one in paused_placements())
