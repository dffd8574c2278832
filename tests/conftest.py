"""The fixed cast that every test can ask for."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from lms.people.enums import Column, Role
from lms.people.models import User, WorkUnit
from tests.factories.people import give_role, make_reviewer, make_unit, make_user


@dataclass
class Cast:
    """One of each: `outsider` is signed in and has neither role nor enrolment."""

    unit: WorkUnit
    admin: User
    coordinator: User
    facilitator: User
    reviewer: User
    supervisor: User
    unit_contact: User
    outsider: User


@pytest.fixture
def cast(db: None) -> Cast:
    unit = make_unit()
    people = {
        name: make_user(email=f"{name}@example.test", name=name.capitalize(), work_unit=unit)
        for name in ("admin", "coordinator", "facilitator", "supervisor", "unit_contact", "outsider")
    }
    give_role(people["admin"], Role.ADMINISTRATOR)
    give_role(people["coordinator"], Role.COORDINATOR)
    give_role(people["facilitator"], Role.FACILITATOR)
    give_role(people["supervisor"], Role.SUPERVISOR, work_unit=unit)
    give_role(people["unit_contact"], Role.UNIT_CONTACT, work_unit=unit)
    return Cast(
        unit=unit,
        reviewer=make_reviewer(Column.ILO, email="reviewer@example.test", name="Reviewer"),
        **people,
    )
