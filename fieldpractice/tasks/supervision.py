"""The worker's part in asking supervisors for their word."""

from celery import shared_task

from fieldpractice.services import links, supervision


@shared_task
def offer_links() -> int:
    """Make the links to weeks that have ended; returns how many."""
    return supervision.offer_links()


@shared_task
def send_due_links() -> int:
    """Send the links that wait; returns how many went out."""
    return links.send_due_links()
