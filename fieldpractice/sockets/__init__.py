"""What this room plugs into the floors below, one module a part: navigation, pieces of the homes, tabs, registries."""

from fieldpractice.sockets import (
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
