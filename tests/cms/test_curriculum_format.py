"""The page about the format says what the importer does: every key and block, the examples, the mistakes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import pytest
from django.utils import translation

from cms.markdown import schema
from cms.markdown.archive import read_path
from cms.markdown.documents import SPECS, read_blocks
from cms.markdown.errors import FolderRefused
from cms.markdown.folder import read_folder

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs/curriculum-format.md").read_text()
LESSON = "01-dasar-lkp/01-layanan-dan-pasar-kerja/02-pelaku-dan-unit.md"
MISTAKES = re.findall(r"(?m)^\| `(.+)` becomes `(.+)` \| `(.+)` \|$", PAGE)
HEADINGS = {
    "curriculum": "### `curriculum.md`",
    "course": "### `course.md`",
    "module": "### `module.md`",
    "lesson": "### A lesson",
    "sop": "### An SOP",
}


def _section(heading: str) -> str:
    return re.split(r"\n##+ ", PAGE[PAGE.index(heading) + 4 :])[0]


def _missing(spec: Mapping[str, schema.Key], text: str) -> list[str]:
    inner = [name for key in spec.values() if key.inner for name in key.inner]
    return [name for name in (*spec, *inner) if f"`{name}`" not in text and f'`"{name}"`' not in text]


def _described_keys(text: str) -> set[str]:
    """What stands in the first column of the section's table."""
    cells = re.findall(r"(?m)^\| (`.+?) \|", text)
    return {name for cell in cells for name in re.findall(r"`([^`]+)`", cell)}


@pytest.mark.parametrize("kind", SPECS)
def test_each_key_of_a_file_is_described_and_no_other(kind: str) -> None:
    section = _section(HEADINGS[kind])
    assert _missing(SPECS[kind], section) == []
    assert _described_keys(section) == set(SPECS[kind])


def test_each_key_of_the_lists_is_described() -> None:
    assert _missing(schema.TERM, _section("### `glossary.yaml`")) == []
    assert _missing(schema.PROCESS, _section("### `processes.yaml`")) == []


@pytest.mark.parametrize("kind", schema.BLOCKS)
def test_each_block_is_described(kind: str) -> None:
    rows = re.findall(r"(?m)^\| (.+?) \| (.+) \|$", _section("## Blocks"))
    row = next(keys for kinds, keys in rows if f"`{kind}`" in kinds)
    assert _missing(schema.BLOCKS[kind], row) == []


def test_the_examples_of_blocks_are_read() -> None:
    source = re.findall(r"(?s)```markdown\n(:::.+?)```", _section("## Blocks"))[0]
    assert {block.kind for block in read_blocks(source, 1)} == set(schema.BLOCKS) - {"audio"}


@pytest.mark.parametrize(("old", "new", "answer"), MISTAKES)
def test_a_mistake_is_answered_as_the_page_says(old: str, new: str, answer: str) -> None:
    files = read_path(ROOT / "cms/starter")
    assert old.encode() in files[LESSON]
    files[LESSON] = files[LESSON].replace(old.encode(), new.encode(), 1)
    with translation.override("en"), pytest.raises(FolderRefused) as refused:
        read_folder(files)
    places = [f"line {one.line}: {one.message}" if one.line else one.message for one in refused.value.problems]
    assert answer in places


def test_mistakes_are_shown() -> None:
    assert len(MISTAKES) >= 10
