"""`python -m lms.demo.managing NAME …`: the processes of the Procfile under one manager. It loads honcho's manager and nothing else."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

from honcho.environ import parse_procfile
from honcho.manager import Manager

PROCFILE = Path(__file__).resolve().parents[2] / "Procfile"


def manage(names: Sequence[str]) -> NoReturn:
    """Run these processes until one ends or somebody ends all, and end as the first of them did."""
    commands = parse_procfile(PROCFILE.read_text()).processes
    manager = Manager()
    for name in names:
        manager.add_process(name, commands[name])
    manager.loop()
    sys.exit(manager.returncode)


if __name__ == "__main__":
    manage(sys.argv[1:])
