"""Pages of docs/ that can be compared with the code agree with it."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def _name(requirement: str) -> str:
    return re.split(r"[\[<>=!~; ]", requirement, maxsplit=1)[0].lower()


def _listed(heading: str) -> list[str]:
    section = (ROOT / "docs/dependencies.md").read_text().split(f"## {heading}\n")[1].split("\n## ")[0]
    return re.findall(r"(?m)^\| ([a-z0-9.-]+) \| \S", section.replace("| package |", ""))


def test_each_dependency_has_its_reason() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    assert _listed("At run time") == sorted(map(_name, project["project"]["dependencies"]))
    assert _listed("For development") == sorted(map(_name, project["dependency-groups"]["dev"]))


def test_each_variable_of_production_is_described() -> None:
    read = re.findall(r'env\.\w+\(\s*"([A-Z0-9_]+)"', (ROOT / "lms/settings/production.py").read_text())
    described = re.findall(r"(?m)^\| `([A-Z0-9_]+)` \|", (ROOT / "docs/operations.md").read_text())
    assert sorted(set(read)) == sorted(described)
