"""The worker's part. Each task may run twice at once without harm."""

from celery import shared_task

from lms.people import services


@shared_task
def send_due_invitations() -> int:
    """Send the invitations that wait; returns how many went out."""
    return services.send_due()


@shared_task
def announce_ended_roles() -> int:
    """Tell the rooms of roles that began or ended by the calendar; returns how many."""
    return services.announce_roles()
