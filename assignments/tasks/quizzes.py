"""What the worker does for quizzes."""

from celery import shared_task

from assignments.services import attempts


@shared_task
def close_due_attempts() -> int:
    """Hand in the attempts whose time has run out; returns how many."""
    return attempts.close_due()
