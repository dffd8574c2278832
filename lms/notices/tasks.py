"""The worker's part. Each task may run twice at once without harm."""

from celery import shared_task

from lms.notices import services


@shared_task
def send_due_notices() -> int:
    """Send the messages that are due; returns how many went out."""
    return services.send_due()


@shared_task
def forget_old() -> int:
    """Delete what people were told long ago; returns how many notices."""
    return services.forget_old()


@shared_task
def remind() -> int:
    """Ask the rooms of what people are to be reminded; returns how many new reminders there are."""
    return services.remind()
