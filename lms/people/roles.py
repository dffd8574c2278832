"""What a user may be, worked out once for each request (or each object of User) and kept on it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from lms.people import clock
from lms.people.enums import PARTICIPANT, Role
from lms.people.registry import extra_hats

# Which home opens when somebody has several hats and has not chosen.
ORDER = [
    Role.ADMINISTRATOR,
    Role.COORDINATOR,
    Role.FACILITATOR,
    Role.REVIEWER,
    Role.UNIT_CONTACT,
    Role.SUPERVISOR,
    PARTICIPANT,
]

# What a hat is called on the screen.
HAT_LABELS: dict[str, Any] = {**{role.value: role.label for role in Role}, PARTICIPANT: _("Participant")}


@dataclass(frozen=True)
class Hats:
    """The roles in force, with their scopes."""

    roles: frozenset[str]
    columns: frozenset[str]
    unit_ids: dict[str, frozenset[int]]
    hats: tuple[str, ...]

    def has(self, *roles: str) -> bool:
        """Whether any of the roles is in force."""
        return not self.roles.isdisjoint(roles)


def hats_of(user: Any) -> Hats:
    """Return the user's roles in force today: two queries the first time, none after. Empty for anonymous visitors."""
    if not getattr(user, "is_authenticated", False):
        return Hats(frozenset(), frozenset(), {}, ())
    # Not through __dict__: a request's user is a lazy wrapper, and the wrapped one must be the one that remembers.
    kept: Hats | None = getattr(user, "_hats", None)
    if kept is None:
        kept = user._hats = _read(user)
    return kept


def forget_hats(user: Any) -> None:
    """Drop what was worked out, after a role of this user changed."""
    user._hats = None


def _read(user: Any) -> Hats:
    rows = user.roles_held(clock.today())
    roles = {role for role, _column, _unit in rows}
    if user.is_superuser:
        roles.add(Role.ADMINISTRATOR)
    units: dict[str, set[int]] = {}
    for role, _column, unit in rows:
        if unit:
            units.setdefault(role, set()).add(unit)
    worn = roles | extra_hats(user)
    return Hats(
        roles=frozenset(roles),
        columns=frozenset(column for role, column, _unit in rows if role == Role.REVIEWER),
        unit_ids={role: frozenset(ids) for role, ids in units.items()},
        hats=tuple(str(role) for role in ORDER if role in worn),
    )
