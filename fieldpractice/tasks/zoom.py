"""The worker's part at Zoom. Each task may run twice at once without harm."""

from celery import shared_task

from fieldpractice.services import recordings, sessions, zoom


@shared_task
def work_due() -> int:
    """Make meetings and lists at Zoom as the sessions say; returns for how many sessions it went well."""
    return zoom.work_due()


@shared_task
def watch_registrants() -> int:
    """Find sessions whose people have changed, and those that are over."""
    sessions.hold_past()
    return zoom.watch_registrants()


@shared_task
def watch_meetings() -> int:
    """Find coming sessions whose meeting is gone at Zoom; returns how many."""
    return zoom.watch_meetings()


@shared_task
def look_for_recordings() -> int:
    """Find what was recorded lately; returns how many recordings are new."""
    return recordings.look_for_recordings()
