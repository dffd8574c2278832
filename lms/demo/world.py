"""Builds the demo's world in order: units and people, the programme, the curriculum, the cohorts."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from random import Random

from lms.demo import people as cast
from lms.people.models import User


class NotEmpty(Exception):
    """The site already has people; a demo would mix with them."""


@dataclass(frozen=True)
class Plan:
    """What the demo is asked to be."""

    people: int
    today: date
    chance: Random


def build_world(*, people: int, seed: int, today: date, say: Callable[[str], None]) -> None:
    """Fill an empty site. Raises NotEmpty when somebody is already there. The same seed and day give the same world."""
    if User.objects.exists():
        raise NotEmpty("This site already has people. The demo fills an empty site only: remove var/ and start again.")
    plan = Plan(people=people, today=today, chance=Random(seed))  # noqa: S311 - no secret hangs on it
    for name, build in _steps():
        began = time.monotonic()
        build(plan)
        say(f"  {name} ({time.monotonic() - began:.1f} s)")


def _steps() -> list[tuple[str, Callable[[Plan], None]]]:
    return [("units and people", _people)]


def _people(plan: Plan) -> None:
    units, text = cast.build_units(), cast.build_consent()
    staff = cast.build_staff(units=units, consent_text=text, chance=plan.chance)
    cast.build_participants(
        count=plan.people, units=units, consent_text=text, actor=staff.get("koordinator"), chance=plan.chance
    )
