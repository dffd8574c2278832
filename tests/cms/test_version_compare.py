"""Two versions side by side."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.html import strip_tags

from cms.enums import ChangeKind
from cms.models import CurriculumPage, CurriculumVersion, FrozenText, LessonPage, ModulePage
from cms.queries.comparing import compare
from cms.services import create_version
from tests.cms.conftest import signed_in
from tests.conftest import Cast
from tests.factories.cms import make_lesson, publish


@pytest.fixture
def second(draft: CurriculumVersion, pages: CurriculumPage, cast: Cast) -> CurriculumVersion:
    lesson = LessonPage.objects.get(slug="pelajaran-1-1")
    lesson.content = [("text", "<p>Isi yang diperkuat.</p>")]
    lesson.save_revision().publish()
    LessonPage.objects.get(slug="pelajaran-1-2").unpublish()
    moved = LessonPage.objects.get(slug="pelajaran-2-2")
    moved.move(ModulePage.objects.get(slug="modul-1"), pos="last-child")
    publish(ModulePage.objects.get(slug="modul-2"), make_lesson(2, 3))
    return create_version(curriculum=pages, actor=cast.coordinator)


def test_lesson_by_lesson(draft: CurriculumVersion, second: CurriculumVersion) -> None:
    changes = {change.code: change for change in compare(draft, second)}
    assert {code: change.kind for code, change in changes.items()} == {
        "D-1.1": ChangeKind.CHANGED,
        "D-2.2": ChangeKind.MOVED,
        "D-2.3": ChangeKind.ADDED,
        "D-1.2": ChangeKind.REMOVED,
    }
    assert "D-2 Modul 2" in changes["D-2.2"].moved_from
    text = strip_tags(changes["D-1.1"].text)
    assert "diperkuat" in text
    assert "Isi" in text
    assert "<ins>" in changes["D-1.1"].text


def test_one_lesson_put_to_the_end_is_all_that_moved(
    draft: CurriculumVersion, pages: CurriculumPage, cast: Cast
) -> None:
    module = ModulePage.objects.get(slug="modul-1")
    for number in (3, 4):
        publish(module, make_lesson(1, number))
        module.refresh_from_db()
    before = create_version(curriculum=pages, actor=cast.coordinator)
    LessonPage.objects.get(slug="pelajaran-1-1").move(module, pos="last-child")
    after = create_version(curriculum=pages, actor=cast.coordinator)
    assert [(change.code, change.kind) for change in compare(before, after)] == [("D-1.1", ChangeKind.MOVED)]


def test_the_introduction_is_compared_too(draft: CurriculumVersion, pages: CurriculumPage, cast: Cast) -> None:
    pages.body = "<p>Pengantar baru.</p>"
    pages.save_revision().publish()
    (change,) = compare(draft, create_version(curriculum=pages, actor=cast.coordinator))
    assert "baru" in change.text


def test_another_picture_under_the_same_name_shows(
    draft: CurriculumVersion, second: CurriculumVersion, cast: Cast
) -> None:
    item = draft.items.get(code="D-1.1")
    for version, sha256 in ((draft, "a" * 64), (second, "b" * 64)):
        frozen = FrozenText.objects.create(digest=sha256, text=item.frozen.text, media={"peta.png": sha256})
        version.items.filter(code="D-1.1").update(frozen=frozen, digest=frozen.digest)
    change = next(change for change in compare(draft, second) if change.code == "D-1.1")
    assert "peta.png" in change.text


def test_the_page(cast: Cast, draft: CurriculumVersion, second: CurriculumVersion) -> None:
    for pair in ([draft, second], [second, draft]):
        url = reverse("cms:version_compare", args=[version.public_id for version in pair])
        page = signed_in(cast.facilitator).get(url)
        assert page.context["before"] == draft
        assert "diperkuat" in page.content.decode()


def test_choosing_leads_there(cast: Cast, draft: CurriculumVersion, second: CurriculumVersion) -> None:
    url = reverse("cms:version_choose", args=[second.public_id])
    client = signed_in(cast.coordinator)
    assert draft.public_id in client.get(url, {"other": draft.public_id})["Location"]
    assert client.get(url, {"other": "x"}).status_code == 404


def test_reviewers_cannot_compare_with_a_draft(cast: Cast, draft: CurriculumVersion, second: CurriculumVersion) -> None:
    url = reverse("cms:version_compare", args=[draft.public_id, second.public_id])
    assert signed_in(cast.reviewer).get(url).status_code == 404
    assert signed_in(cast.outsider).get(url).status_code == 403
    assert Client().get(url)["Location"].startswith("/accounts/login/")
    assert signed_in(cast.coordinator).post(url).status_code == 405


def test_the_same_version_has_no_difference(cast: Cast, draft: CurriculumVersion) -> None:
    assert compare(draft, draft) == []
