"""The worker's part in reports. Each task may run twice at once without harm."""

from celery import shared_task

from lms.evaluation.services import reports


@shared_task
def make_paper(paper_id: int) -> bool:
    """Set one final report on paper, unless it is already."""
    return reports.make_paper(paper_id=paper_id)


@shared_task
def make_due_papers() -> int:
    """Set on paper what no bell was heard for; returns how many."""
    return reports.make_due_papers()


@shared_task
def read_due_figures() -> int:
    """Read the figures of reports under way anew, so that what has moved is marked; returns how many reports."""
    return reports.read_due_figures()
