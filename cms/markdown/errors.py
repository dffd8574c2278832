"""What is wrong with a folder: file, line, and what would be right."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _


@dataclass(frozen=True)
class Problem:
    """One thing to mend. `line` counts from 1; 0 means the file as a whole."""

    file: str
    line: int
    message: str

    def __str__(self) -> str:
        where = _("%(file)s, line %(line)s") if self.line else "%(file)s"
        return f"{where % {'file': self.file, 'line': self.line}}: {self.message}"


class FolderRefused(Exception):
    """The folder has problems; nothing was taken in."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = sorted(problems, key=lambda problem: (problem.file, problem.line))
        super().__init__("\n".join(str(problem) for problem in self.problems))


class LineError(Exception):
    """Something wrong at a line, while the file is not known yet."""

    def __init__(self, line: int, message: Any) -> None:
        self.line = line
        self.message = str(message)
        super().__init__(self.message)
