"""Who may do what in this room, one module a part. Deny by default: what is not said here nobody may."""

from fieldpractice.rules import (
    constraints,
    logbook,
    minutes,
    overview,
    placements,
    presence,
    sessions,
    supervision,
    zoom,
)

__all__ = ["constraints", "logbook", "minutes", "overview", "placements", "presence", "sessions", "supervision", "zoom"]
