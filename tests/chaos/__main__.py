"""`make chaos`: a thousand hand-ins while web and worker are killed by -9. Exits with 1 when one was lost or doubled."""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from tests.chaos.storm import Storm


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=100, help="how many people hand in (100)")
    parser.add_argument("--forms", type=int, default=10, help="forms of each (10)")
    parser.add_argument("--kills", type=int, default=24, help="how often a process is killed (24)")
    parser.add_argument("--seed", type=int, default=2026)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="padan-chaos-") as folder:
        storm = Storm(asked.people, asked.forms, asked.kills, Path(folder), asked.seed)
        told = storm.run()
    wrong = told.pop("wrong")
    for name, value in told.items():
        sys.stdout.write(f"{name:>18}  {value}\n")
    sys.stdout.write("\n".join(wrong) + "\n" if wrong else "None lost, none doubled.\n")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
