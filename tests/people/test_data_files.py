"""The data that comes with the code says the same however it is read."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from lms.people.data_files import LOADER, read_yaml

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("lms", "courses", "assignments", "fieldpractice")
FILES = sorted(file for room in ROOMS for file in (ROOT / room).rglob("*.yaml"))


def test_there_are_files_and_they_are_read_the_quick_way() -> None:
    assert len(FILES) > 20
    assert LOADER is yaml.CSafeLoader


def test_nobody_reads_them_another_way() -> None:
    """What comes from outside is read in `cms`, with loaders that name the line."""
    code = (file for room in ROOMS for file in (ROOT / room).rglob("*.py"))
    found = [file.name for file in code if re.search(r"yaml\.(safe_)?load\(", file.read_text(encoding="utf-8"))]
    assert found == ["data_files.py"]


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_it_reads_as_the_plain_loader_reads(file: Path) -> None:
    assert read_yaml(file) == yaml.safe_load(file.read_text(encoding="utf-8"))
