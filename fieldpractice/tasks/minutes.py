"""What the worker does for minutes: setting approved ones on paper."""

from celery import shared_task

from fieldpractice.services.minutes import approving


@shared_task
def make_paper(approval_id: int) -> bool:
    """Set one approved minutes on paper, unless it is already."""
    return approving.make_paper(approval_id=approval_id)


@shared_task
def make_due_papers() -> int:
    """Set on paper what no bell was heard for; returns how many."""
    return approving.make_due_papers()
