"""What the clock does at the desk: releasing at a set time, and handing over what waits for somebody who is away."""

from celery import shared_task

from assignments.services import allocation, releases


@shared_task
def release_due_grades() -> int:
    """Release the grades of tasks whose set time has come; returns how many."""
    return releases.release_due()


@shared_task
def hand_over_for_absent() -> int:
    """Hand over what waits for graders whose days away have begun; returns how many works went."""
    return allocation.hand_over_due()
