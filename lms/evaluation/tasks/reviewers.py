"""What the worker does for the units of the matrix: their monthly papers."""

from celery import shared_task

from lms.evaluation.services import reviewers


@shared_task
def make_paper(paper_id: int) -> bool:
    """Set one monthly paper, unless it is already."""
    return reviewers.make_paper(paper_id=paper_id)


@shared_task
def order_last_month() -> int:
    """Order the papers of the month that is over, if they are not yet; returns how many are new."""
    return reviewers.order_last_month()


@shared_task
def make_due_papers() -> int:
    """Make the papers no bell was heard for; returns how many."""
    return reviewers.make_due_papers()
