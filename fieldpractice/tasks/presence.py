"""Notifications worked, sessions closed, reports asked for."""

from celery import shared_task

from fieldpractice.services import presence, presence_files, reports, webhooks


@shared_task
def work_due_events() -> int:
    """Work the notifications that wait; returns how many."""
    return webhooks.work_due()


@shared_task
def close_over_sessions() -> int:
    """Work out who was at the sessions that have ended; returns how many were closed."""
    return presence.close_over()


@shared_task
def fetch_due_reports() -> int:
    """Ask for the reports that are due; returns how many were asked for."""
    return reports.fetch_due()


@shared_task
def forget_old_events() -> int:
    """Delete old notifications, and what files hold that nobody brought in; returns how many."""
    return webhooks.forget_old() + presence_files.forget_old()
