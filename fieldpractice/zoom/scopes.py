"""Which scopes the app at Zoom needs, each with what it is for."""

from __future__ import annotations

from collections.abc import Iterable

NEEDED = (
    "meeting:write:meeting:admin",
    "meeting:read:meeting:admin",
    "meeting:read:list_meetings:admin",
    "meeting:update:meeting:admin",
    "meeting:delete:meeting:admin",
    "meeting:write:batch_registrants:admin",
    "meeting:read:list_registrants:admin",
    "meeting:delete:registrant:admin",
    "meeting:read:list_past_instances:admin",
    "meeting:read:list_past_participants:admin",
    "report:read:list_meeting_participants:admin",
    "cloud_recording:read:list_recording_files:admin",
    # No call needs it: without it Zoom lets the app subscribe to no notification of who comes and goes.
    "meeting:read:participant:admin",
)

# The older, wide scopes of an app that was made before the fine ones cover these.
_WIDE = {
    "meeting:write:admin": ("meeting:write:", "meeting:update:", "meeting:delete:"),
    "meeting:read:admin": ("meeting:read:",),
    "report:read:admin": ("report:read:",),
    "recording:read:admin": ("cloud_recording:read:",),
}


def missing(granted: Iterable[str]) -> list[str]:
    """Return the scopes the app needs and has not, in a fixed order."""
    held = set(granted)
    starts = tuple(start for wide, covered in _WIDE.items() if wide in held for start in covered)
    return [scope for scope in NEEDED if scope not in held and not (starts and scope.startswith(starts))]
