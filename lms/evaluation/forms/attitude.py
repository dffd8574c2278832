"""The page on which a facilitator marks the attitude of several people."""

from __future__ import annotations

from collections.abc import Mapping

from lms.evaluation.services.panel.scoring import LONGEST

PREFIX, COMMENT = "level", "comment"


class AttitudeForm:
    """Levels are `level-<person>-<criterion>`, remarks `comment-<person>`. Who has no level chosen is not meant."""

    def __init__(self, data: Mapping[str, str] | None) -> None:
        self.data = data or {}

    def by_person(self) -> dict[str, tuple[dict[str, str], str]]:
        """Return what was typed, by person."""
        found: dict[str, tuple[dict[str, str], str]] = {}
        for name, value in self.data.items():
            kind, _dash, rest = name.partition("-")
            person, _dash, criterion = rest.partition("-")
            if kind == PREFIX and criterion and value:
                levels, _comment = found.setdefault(person, ({}, self.data.get(f"{COMMENT}-{person}", "")[:LONGEST]))
                levels[criterion[:60]] = str(value)[:60]
        return found
