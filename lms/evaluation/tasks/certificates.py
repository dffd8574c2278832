"""Certificates: issued, set as PDF, packed."""

from celery import shared_task

from lms.evaluation.services import certificate_jobs


@shared_task
def go_on(job_id: int) -> bool:
    """Go on with one work."""
    return certificate_jobs.go_on(job_id=job_id)


@shared_task
def go_on_with_due() -> int:
    """Take up the works that nobody is at, and the papers that wait; returns how many."""
    return certificate_jobs.go_on_with_due()


@shared_task
def make_due_papers() -> int:
    """Set the papers that wait; returns how many."""
    return certificate_jobs.make_due_papers()


@shared_task
def forget_archives() -> int:
    """Remove the files that were made a while ago; returns how many."""
    return certificate_jobs.forget_archives()
