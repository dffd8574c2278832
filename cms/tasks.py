"""Rendering ahead of the first reader."""

from __future__ import annotations

from celery import shared_task

from cms.queries.lessons import pending_digests
from cms.services.lessons import render_lessons


@shared_task
def render_version(version_id: int) -> None:
    """Render the lessons of one version that are not rendered yet."""
    render_lessons(digests=pending_digests(version_id))


@shared_task
def render_pending_lessons() -> None:
    """Render what the bell was not heard for: lessons of any version still without markup."""
    render_lessons(digests=pending_digests())
