"""The worker's part in surveys: what opens and closes by the clock, reminders, mail with links."""

from celery import shared_task

from lms.evaluation.services import surveys


@shared_task
def open_due_runs() -> int:
    """Open what is due; returns how many."""
    return surveys.open_due_runs()


@shared_task
def close_due_runs() -> int:
    """Close what has ended; returns how many."""
    return surveys.close_due_runs()


@shared_task
def remind_due_runs() -> int:
    """Remind of surveys that end soon; returns of how many."""
    return surveys.remind_due_runs()


@shared_task
def send_due_links() -> int:
    """Send the links that wait; returns how many went out."""
    return surveys.send_due_links()


@shared_task
def forget_tickets() -> int:
    """Delete the numbers of pages sent days ago; returns how many."""
    return surveys.forget_tickets()
