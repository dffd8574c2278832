"""A folder taken in: created, changed, moved, removed, and nothing twice."""

from __future__ import annotations

from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from PIL import Image
from wagtail.models import Page, ReferenceIndex
from wagtail.search import index
from wagtail.search.models import IndexEntry

from cms.enums import ImportOutcome
from cms.markdown.folder import read_folder
from cms.models import BusinessProcess, CoursePage, CurriculumPage, GlossaryTerm, LessonPage, ModulePage, SopPage
from cms.queries import plan_import, version_folder
from cms.services import create_version, import_curriculum
from lms.people.errors import NotAllowed, Refusal
from lms.people.models import AuditEntry
from tests.conftest import Cast
from tests.factories.cms import folder_files


def take(files: dict[str, bytes], cast: Cast) -> dict[str, str]:
    changes = import_curriculum(folder=read_folder(files), actor=cast.coordinator)
    return {change.name: change.outcome for change in changes}


LESSON = "01-dasar/01-modul/01-pelajaran.md"


def test_everything_is_created_and_published(cast: Cast) -> None:
    assert set(take(folder_files(lessons=2), cast).values()) == {ImportOutcome.CREATED}
    assert LessonPage.objects.live().count() == 2
    assert CurriculumPage.objects.get().title == "Dasar"


def test_what_pages_refer_to_is_noted_as_the_editor_would(cast: Cast) -> None:
    take(folder_files(), cast)
    files = folder_files(text="Isi\n\n:::figure\nimage: x.png\nalt: x\ncaption: x\n:::")
    picture = BytesIO()
    Image.new("RGB", (8, 8)).save(picture, "PNG")
    take(files | {"media/x.png": picture.getvalue()}, cast)
    noted = _references()
    for page in Page.objects.specific().order_by("pk"):
        ReferenceIndex.create_or_update_for_object(page)
    assert _references() == noted
    assert noted, "no page of the folder refers to anything: the comparison would say nothing"


def _references() -> set[tuple[object, ...]]:
    return set(ReferenceIndex.objects.values_list("object_id", "to_object_id", "model_path"))


def test_the_search_finds_what_it_would_if_each_page_were_indexed_alone(cast: Cast) -> None:
    take(folder_files(lessons=2), cast)
    files = {name: content.replace(b"Uraian", b"Rumput") for name, content in folder_files(lessons=2).items()}
    with CaptureQueriesContext(connection) as asked:
        take(files, cast)
    table = IndexEntry._meta.db_table
    written = [one["sql"] for one in asked if table in one["sql"] and "rumput" in one["sql"].lower()]
    found = _found()
    changed = [text for _type, _id, text in found if "rumput" in text.lower()]
    assert changed
    assert len(written) <= len(changed), "a page is saved four times on its way and indexed once"
    for model in (CurriculumPage, CoursePage, ModulePage, LessonPage, SopPage, GlossaryTerm):
        for row in model.objects.all():
            index.insert_or_update_object(row)
    assert _found() == found


def test_a_draft_that_is_saved_alone_is_indexed_as_it_stands(cast: Cast) -> None:
    take(folder_files(), cast)
    page = LessonPage.objects.get()
    page.title = "Judul yang belum tersimpan"
    page.save(update_fields=["search_description"])
    assert not any("belum" in title for title in _titles())
    page.save()
    assert any("belum" in title for title in _titles())
    page.delete()
    assert not any("belum" in title for title in _titles())


def _found() -> set[tuple[int, str, str]]:
    return set(IndexEntry.objects.values_list("content_type_id", "object_id", "body"))


def _titles() -> list[str]:
    return list(IndexEntry.objects.values_list("title", flat=True))


def test_a_dry_run_writes_nothing(cast: Cast) -> None:
    plan_import(read_folder(folder_files()))
    assert not LessonPage.objects.exists()
    assert not GlossaryTerm.objects.exists()


def test_again_changes_nothing(cast: Cast) -> None:
    take(folder_files(), cast)
    revision = LessonPage.objects.get().latest_revision_id
    entries = AuditEntry.objects.count()
    assert set(take(folder_files(), cast).values()) == {ImportOutcome.UNCHANGED}
    assert LessonPage.objects.get().latest_revision_id == revision
    assert AuditEntry.objects.count() == entries


def test_a_changed_lesson_stays_the_same_lesson(cast: Cast) -> None:
    take(folder_files(), cast)
    key = LessonPage.objects.get().translation_key
    outcomes = take(folder_files(text="Isi baru."), cast)
    assert outcomes[LESSON] == ImportOutcome.CHANGED
    assert outcomes["01-dasar/course.md"] == ImportOutcome.UNCHANGED
    assert LessonPage.objects.get().translation_key == key


def test_another_order_moves(cast: Cast) -> None:
    files = folder_files(lessons=2)
    take(files, cast)
    first, second = files.pop(LESSON), files.pop("01-dasar/01-modul/02-pelajaran-2.md")
    files |= {"01-dasar/01-modul/01-pelajaran-2.md": second, "01-dasar/01-modul/02-pelajaran.md": first}
    outcomes = take(files, cast)
    assert outcomes["01-dasar/01-modul/01-pelajaran-2.md"] == ImportOutcome.MOVED
    assert list(LessonPage.objects.order_by("path").values_list("slug", flat=True)) == ["pelajaran-2", "pelajaran"]
    assert set(take(files, cast).values()) == {ImportOutcome.UNCHANGED}


def test_what_the_folder_has_not_goes_offline_and_can_come_back(cast: Cast) -> None:
    two = folder_files(lessons=2)
    take(two, cast)
    assert take(folder_files(), cast)["pelajaran-2"] == ImportOutcome.REMOVED
    assert not LessonPage.objects.get(slug="pelajaran-2").live
    version = create_version(curriculum=CurriculumPage.objects.get(), actor=cast.coordinator)
    assert len([node for node in version_folder(version).walk() if node.kind == "lesson"]) == 1
    take(two, cast)
    assert LessonPage.objects.get(slug="pelajaran-2").live


def test_parts_that_the_folder_lacks_are_left_alone(cast: Cast) -> None:
    BusinessProcess.objects.create(number=1, title="Pendaftaran")
    take(folder_files(), cast)
    assert BusinessProcess.objects.count() == 1


def test_only_coordinators_and_administrators_import(cast: Cast) -> None:
    for person in (cast.facilitator, cast.reviewer, cast.outsider):
        with pytest.raises(NotAllowed):
            import_curriculum(folder=read_folder(folder_files()), actor=person)


def test_a_picture_that_is_none_takes_everything_back(cast: Cast) -> None:
    files = folder_files(text="Isi\n\n:::figure\nimage: x.png\nalt: x\ncaption: x\n:::")
    files["media/x.png"] = b"<svg onload=alert(1)>"
    with pytest.raises(Refusal, match=r"x\.png"):
        take(files, cast)
    assert not LessonPage.objects.exists()
