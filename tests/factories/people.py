"""People and units for tests. Plain functions: what a test needs it says."""

from __future__ import annotations

import itertools
from datetime import timedelta
from typing import Any

from lms.people import clock
from lms.people.enums import Column, Role, UnitKind
from lms.people.models import RoleAssignment, User, WorkUnit

_count = itertools.count(1)


def make_unit(**fields: Any) -> WorkUnit:
    """A training centre in WIB, column BALAI, unless said otherwise."""
    number = next(_count)
    defaults = {
        "code": f"BPVP-{number:03}",
        "kind": UnitKind.BPVP,
        "name": f"BPVP Contoh {number}",
        "column": Column.BALAI,
        "has_kiosk": True,
    }
    return WorkUnit.objects.create(**{**defaults, **fields})


def make_user(**fields: Any) -> User:
    """A person with the password `latihan-2026`."""
    number = next(_count)
    fields.setdefault("email", f"orang{number}@example.test")
    fields.setdefault("name", f"Orang {number}")
    return User.objects.create_user(password=fields.pop("password", "latihan-2026"), **fields)


def give_role(user: User, role: Role, **scope: Any) -> RoleAssignment:
    """Give a role with its scope (`column=`, `work_unit=`)."""
    user.__dict__.pop("_hats", None)
    return RoleAssignment.objects.create(user=user, role=role, **scope)


def role_ended(user: User, role: Role) -> None:
    """Somebody's role ended yesterday; what the person was put in charge of stays as it is."""
    yesterday = clock.today() - timedelta(days=1)
    user.__dict__.pop("_hats", None)
    user.role_assignments.filter(role=role).update(valid_from=yesterday, valid_until=yesterday)


def make_reviewer(column: Column = Column.ILO, **fields: Any) -> User:
    """Somebody who speaks for a column of the matrix."""
    user = make_user(**fields)
    give_role(user, Role.REVIEWER, column=column)
    return user
