"""What a user may be, worked out once for each request (or each object of User) and kept on it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

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
    cached = user.__dict__.get("_hats")
    if cached is None:
        cached = user.__dict__["_hats"] = _read(user)
    return cached  # type: ignore[no-any-return]


def forget_hats(user: Any) -> None:
    """Drop what was worked out, after a role of this user changed."""
    user.__dict__.pop("_hats", None)


def _read(user: Any) -> Hats:
    rows = list(user.role_assignments.valid())
    roles = {row.role for row in rows}
    if user.is_superuser:
        roles.add(Role.ADMINISTRATOR)
    units: dict[str, set[int]] = {}
    for row in rows:
        if row.work_unit_id:
            units.setdefault(row.role, set()).add(row.work_unit_id)
    worn = roles | extra_hats(user)
    return Hats(
        roles=frozenset(roles),
        columns=frozenset(row.column for row in rows if row.role == Role.REVIEWER),
        unit_ids={role: frozenset(ids) for role, ids in units.items()},
        hats=tuple(str(role) for role in ORDER if role in worn),
    )
