"""What this part plugs into the floors below: Zoom's side: its notifications, its health."""

from __future__ import annotations

from django.http import HttpRequest

from fieldpractice.queries.zoom import troubled
from lms.people.enums import Role
from lms.people.registry import Panel, add_panel


def zoom_trouble(_request: HttpRequest) -> Panel | None:
    """What Zoom could not do, and what to do about it. One query."""
    works = troubled()
    return Panel("fieldpractice/panel_zoom.html", {"works": works[:5]}) if works else None


add_panel(Role.COORDINATOR, 25, zoom_trouble)
