"""Digital credentials: signed beside their certificates."""

from celery import shared_task

from lms.evaluation.services import credentials


@shared_task
def sign_missing() -> int:
    """Sign the credentials of certificates that have none yet; returns how many."""
    return credentials.sign_missing()
