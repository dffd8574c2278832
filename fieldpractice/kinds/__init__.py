"""What this room tells people: each kind with its words and what they may name, one module a part."""

from fieldpractice.kinds import (
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
