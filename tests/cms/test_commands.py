"""The commands: import, dry run, export."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from cms.markdown.archive import read_path, write_path
from cms.models import CurriculumPage, CurriculumVersion, LessonPage
from cms.services import create_version
from tests.conftest import Cast
from tests.factories.cms import folder_files


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_path(folder_files(), tmp_path / "kurikulum")
    return tmp_path / "kurikulum"


def test_dry_run_import_export(folder: Path, tmp_path: Path, cast: Cast, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("curriculum_import", folder, "--dry-run")
    assert "5 to write" in capsys.readouterr().out
    assert not LessonPage.objects.exists()
    call_command("curriculum_import", folder, actor=cast.coordinator.email)
    create_version(curriculum=CurriculumPage.objects.get(), actor=cast.coordinator)
    call_command("curriculum_export", "1", tmp_path / "keluar")
    exported = read_path(tmp_path / "keluar")
    assert exported == folder_files()
    call_command("curriculum_export", CurriculumVersion.objects.get().public_id, tmp_path / "keluar.zip")
    assert read_path(tmp_path / "keluar.zip") == exported
    with pytest.raises(CommandError):
        call_command("curriculum_export", "1", tmp_path / "keluar")


def test_errors_import_nothing(folder: Path, cast: Cast) -> None:
    (folder / "curriculum.md").write_text("rusak")
    with pytest.raises(CommandError, match=r"curriculum\.md, line 1|curriculum\.md, baris 1"):
        call_command("curriculum_import", folder, actor=cast.coordinator.email)
    assert not CurriculumPage.objects.exists()


def test_who_imports_must_be_said(folder: Path, db: None) -> None:
    with pytest.raises(CommandError):
        call_command("curriculum_import", folder)


def test_an_unknown_version(tmp_path: Path, db: None) -> None:
    with pytest.raises(CommandError):
        call_command("curriculum_export", "9", tmp_path / "x")
