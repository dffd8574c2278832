"""The starter curriculum comes in and goes out again without loss."""

from __future__ import annotations

from pathlib import Path

import pytest

from cms.enums import ImportOutcome, ItemKind
from cms.markdown.archive import read_path
from cms.markdown.folder import Folder, read_folder, write_folder
from cms.models import CurriculumPage, CurriculumVersion
from cms.queries import lesson_html, outline, plan_import, version_folder
from cms.services import create_version, import_curriculum, refresh_version
from tests.conftest import Cast

STARTER = Path(__file__).resolve().parents[2] / "cms" / "starter"


@pytest.fixture(scope="session")
def files() -> dict[str, bytes]:
    return {name: data for name, data in read_path(STARTER).items() if not name.endswith("README.md")}


@pytest.fixture(scope="session")
def folder(files: dict[str, bytes]) -> Folder:
    return read_folder(files)


def test_the_starter_is_written_in_the_canonical_form(files: dict[str, bytes], folder: Folder) -> None:
    assert write_folder(folder) == files


def test_the_starter_can_be_taught_from(folder: Folder) -> None:
    online = folder.courses[0]
    assert online.document.meta["stage"] == "online"
    assert online.document.meta["jp"] == 24
    assert len(online.children) >= 8
    assert all(len(module.children) >= 3 for module in online.children)
    for lesson in (lesson for module in online.children for lesson in module.children):
        kinds = [block.kind for block in lesson.document.blocks]
        assert "case" in kinds, lesson.file
        assert "check" in kinds, lesson.file
        assert lesson.document.meta["sop"], lesson.file
        assert lesson.document.meta["terms"], lesson.file
        words = " ".join(block.data["text"] for block in lesson.document.blocks if block.kind == "text").split()
        assert 300 <= len(words) <= 700, lesson.file
    assert all(course.document.meta["draft"] for course in folder.courses[1:])
    assert len(folder.sops) == 8
    assert len(folder.processes or []) == 11
    assert len(folder.glossary or []) >= 100


def test_export_of_import_is_the_starter(files: dict[str, bytes], folder: Folder, cast: Cast) -> None:
    changes = import_curriculum(folder=folder, actor=cast.coordinator)
    assert {change.outcome for change in changes if change.kind != "curriculum"} == {ImportOutcome.CREATED}
    first = create_version(curriculum=CurriculumPage.objects.get(), actor=cast.coordinator)
    exported = write_folder(version_folder(first))
    assert exported == files

    # The same folder again changes nothing, and a version taken anew is the same to the letter.
    assert {change.outcome for change in plan_import(read_folder(exported))} == {ImportOutcome.UNCHANGED}
    import_curriculum(folder=read_folder(exported), actor=cast.coordinator)
    before = digests(first)
    assert not refresh_version(version=first, actor=cast.coordinator)
    assert digests(first) == before

    for item in first.items.filter(kind=ItemKind.LESSON):
        html = lesson_html(item)
        assert 'data-part="1"' in html
        assert "**" not in html
    assert outline(first)[0].jp == 24


def digests(version: CurriculumVersion) -> list[str]:
    return list(version.items.values_list("digest", flat=True))
