"""Refusals that people can act on."""

from __future__ import annotations

from typing import Any


class Refusal(Exception):
    """A service says no. `message` (translated) says what happened, why, and what to do; it is shown as it is."""

    # The HTTP status of the page that shows it, when no view has shown it beside its form.
    status = 422

    def __init__(self, message: Any) -> None:
        super().__init__(message)
        self.message = message

    def __str__(self) -> str:
        return str(self.message)


class Conflict(Refusal):
    """Somebody else changed the thing meanwhile: nothing was written."""

    status = 409


class NotAllowed(Refusal):
    """This person may not do this."""

    status = 403
