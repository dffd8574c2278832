"""The forms, the plan and the make of tests that the programme begins with, read from `assignments/data`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time
from decimal import Decimal
from pathlib import Path
from typing import Any

from assignments.schema import Schema
from lms.people.data_files import read_yaml

DATA = Path(__file__).resolve().parent / "data"


def read_forms() -> list[dict[str, Any]]:
    """Return the starter forms as their files say, in order of their codes; `evidence` is each form's own mark."""
    files = sorted((DATA / "forms").glob("*.yaml"))
    return [read_yaml(path) for path in files]


def starter_forms() -> tuple[list[Schema], dict[str, str]]:
    """Return the starter forms, and the mark of evidence of each by its code."""
    forms = read_forms()
    return list(forms), {form["code"]: form["evidence"] for form in forms}


@dataclass(frozen=True)
class PlanLine:
    """A task of the usual plan: which form, in which field weeks, how many, how heavy."""

    key: str
    form: str
    first_week: int
    last_week: int
    count: int = 1
    weight: Decimal = Decimal(1)
    second_marking: bool = False
    rubric: str = ""


def usual_blueprint() -> dict[str, int]:
    """Return how many questions of each topic of the starter bank a pre-test draws, by the topic's code."""
    blueprint: dict[str, int] = read_yaml(DATA / "blueprint.yaml")
    return blueprint


def usual_plan() -> tuple[list[PlanLine], time]:
    """Return the lines of the usual plan, and the hour at which tasks are due."""
    data = read_yaml(DATA / "plan.yaml")
    lines = [
        PlanLine(
            key=line["key"],
            form=line["form"],
            first_week=line["weeks"][0],
            last_week=line["weeks"][1],
            count=line.get("count", 1),
            weight=Decimal(str(line.get("weight", 1))),
            second_marking=line.get("second_marking", False),
            rubric=line.get("rubric", ""),
        )
        for line in data["tasks"]
    ]
    return lines, time.fromisoformat(data["due_time"])
