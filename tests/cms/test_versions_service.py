"""A version's life, through the services."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from PIL import Image

from cms.enums import ItemKind, VersionState
from cms.models import CurriculumPage, CurriculumVersion, LessonPage, RenderedLesson
from cms.queries import lesson_html, outline
from cms.services import (
    create_version,
    publish_version,
    refresh_version,
    retire_version,
    send_to_review,
    take_back_version,
)
from cms.services.library import library_item
from lms.people import clock
from lms.people.errors import Conflict, NotAllowed, Refusal
from lms.people.models import AuditEntry
from lms.programme.models import Review
from tests.cms.conftest import close_reviews
from tests.conftest import Cast
from tests.factories.cms import make_curriculum, make_lesson, make_version, publish


def edit(lesson: LessonPage, text: str | list[Any]) -> None:
    lesson.content = [("text", text)] if isinstance(text, str) else text
    lesson.save_revision().publish()


def test_a_version_takes_the_tree_in_order(draft: CurriculumVersion) -> None:
    (course,) = outline(draft)
    assert [module.code for module in course.children] == ["D-1", "D-2"]
    assert [lesson.code for lesson in course.children[1].children] == ["D-2.1", "D-2.2"]
    assert draft.number == 1
    assert draft.state == VersionState.DRAFT
    assert len(draft.digest) == 64


def test_it_takes_the_latest_revision_even_if_it_is_not_published(pages: CurriculumPage, cast: Cast) -> None:
    lesson = LessonPage.objects.get(slug="pelajaran-1-1")
    lesson.content = [("text", "<p>Belum terbit.</p>")]
    lesson.save_revision()
    version = create_version(curriculum=pages, actor=cast.coordinator)
    assert "Belum terbit." in lesson_html(version.items.get(slug="pelajaran-1-1"))


def test_what_was_taken_offline_stays_out_with_all_below_it(pages: CurriculumPage, cast: Cast) -> None:
    from cms.models import ModulePage

    ModulePage.objects.get(slug="modul-1").unpublish()
    version = create_version(curriculum=pages, actor=cast.coordinator)
    assert set(version.items.filter(kind=ItemKind.LESSON).values_list("code", flat=True)) == {"D-2.1", "D-2.2"}


def test_the_same_texts_twice_are_one_version(draft: CurriculumVersion, cast: Cast, pages: CurriculumPage) -> None:
    with pytest.raises(Conflict, match="1"):
        create_version(curriculum=pages, actor=cast.coordinator)
    assert CurriculumVersion.objects.count() == 1
    edit(LessonPage.objects.get(slug="pelajaran-1-1"), "<p>Baru.</p>")
    assert create_version(curriculum=pages, actor=cast.coordinator).number == 2


def test_only_coordinators_create(pages: CurriculumPage, cast: Cast) -> None:
    for person in (cast.facilitator, cast.reviewer, cast.outsider):
        with pytest.raises(NotAllowed):
            create_version(curriculum=pages, actor=person)


def test_an_empty_curriculum_is_refused(cast: Cast) -> None:
    with pytest.raises(Refusal):
        create_version(curriculum=make_curriculum(), actor=cast.coordinator)
    assert not CurriculumVersion.objects.exists()


def test_a_page_left_unfinished_is_named(pages: CurriculumPage, cast: Cast) -> None:
    lesson = LessonPage.objects.get(slug="pelajaran-1-1")
    lesson.objectives = []
    lesson.save_revision()
    with pytest.raises(Refusal, match=r"Pelajaran 1\.1"):
        create_version(curriculum=pages, actor=cast.coordinator)


def test_two_pages_with_one_address_are_refused(pages: CurriculumPage, cast: Cast) -> None:
    from cms.models import ModulePage

    twin = make_lesson(2, 9)
    twin.slug = "pelajaran-1-1"
    publish(ModulePage.objects.get(slug="modul-2"), twin)
    with pytest.raises(Refusal, match="pelajaran-1-1"):
        create_version(curriculum=pages, actor=cast.coordinator)


def test_lessons_are_rendered_once_after_the_commit(
    pages: CurriculumPage, cast: Cast, django_capture_on_commit_callbacks
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        create_version(curriculum=pages, actor=cast.coordinator)
    rendered = list(RenderedLesson.objects.all())
    # Four lessons differ in title only, which is part of their text.
    assert len(rendered) == 4
    assert all("<html" in lesson.offline_html for lesson in rendered)


def test_a_version_keeps_what_it_took(draft: CurriculumVersion, pages: CurriculumPage) -> None:
    edit(LessonPage.objects.get(slug="pelajaran-1-1"), "<p>Baru.</p>")
    assert "Baru." not in lesson_html(draft.items.get(slug="pelajaran-1-1"))


def test_refresh_takes_newer_revisions_and_tells_the_review(in_review: CurriculumVersion, cast: Cast) -> None:
    before = in_review.digest
    edit(LessonPage.objects.get(slug="pelajaran-1-1"), "<p>Baru.</p>")
    assert refresh_version(version=in_review, actor=cast.coordinator)
    in_review.refresh_from_db()
    assert in_review.digest != before
    lessons_review = Review.objects.get(activity__no=5)
    changed = [part.key for part in lessons_review.parts.all() if part.snapshots.count() == 2]
    assert changed == [str(in_review.items.get(slug="modul-1").key)]
    outline_review = Review.objects.get(activity__no=4)
    assert all(part.snapshots.count() == 1 for part in outline_review.parts.all())


def test_refresh_without_a_change_says_so(in_review: CurriculumVersion, cast: Cast) -> None:
    assert not refresh_version(version=in_review, actor=cast.coordinator)
    assert not AuditEntry.objects.filter(action="cms.version.refresh").exists()


def test_publishing_waits_for_both_reviews(in_review: CurriculumVersion, cast: Cast) -> None:
    with pytest.raises(Refusal):
        publish_version(version=in_review, actor=cast.coordinator)
    close_reviews(cast)
    publish_version(version=in_review, actor=cast.coordinator)
    in_review.refresh_from_db()
    assert in_review.state == VersionState.PUBLISHED
    assert in_review.published_by == cast.coordinator


def test_an_edit_after_the_review_closed_needs_a_new_round(in_review: CurriculumVersion, cast: Cast) -> None:
    close_reviews(cast)
    edit(LessonPage.objects.get(slug="pelajaran-1-1"), "<p>Baru.</p>")
    refresh_version(version=in_review, actor=cast.coordinator)
    with pytest.raises(Refusal):
        publish_version(version=in_review, actor=cast.coordinator)
    send_to_review(version=in_review, due_on=clock.today(), actor=cast.coordinator)
    assert Review.objects.filter(activity__no=5).count() == 2
    assert Review.objects.filter(activity__no=4).count() == 1


def test_nothing_published_changes(cast: Cast, pages: CurriculumPage) -> None:
    version = make_version(curriculum=pages)
    for service in (refresh_version, publish_version):
        with pytest.raises(Conflict):
            service(version=version, actor=cast.coordinator)
    with pytest.raises(Conflict):
        send_to_review(version=version, due_on=clock.today(), actor=cast.coordinator)
    with pytest.raises(Conflict):
        take_back_version(version=version, reason="Keliru", actor=cast.coordinator)


def test_a_stale_copy_of_a_version_changes_nothing(in_review: CurriculumVersion, cast: Cast) -> None:
    stale = CurriculumVersion.objects.get(pk=in_review.pk)
    take_back_version(version=in_review, reason="Keliru", actor=cast.coordinator)
    with pytest.raises(Conflict):
        take_back_version(version=stale, reason="Keliru", actor=cast.coordinator)


def test_taking_back_withdraws_the_reviews(in_review: CurriculumVersion, cast: Cast) -> None:
    take_back_version(version=in_review, reason="Menunggu pedoman", actor=cast.coordinator)
    assert set(Review.objects.values_list("state", flat=True)) == {"withdrawn"}


def test_retire(cast: Cast) -> None:
    version = make_version()
    retire_version(version=version, actor=cast.coordinator)
    version.refresh_from_db()
    assert version.state == VersionState.RETIRED
    assert version.retired_at is not None
    with pytest.raises(Conflict):
        retire_version(version=version, actor=cast.coordinator)


@pytest.mark.parametrize("lessons", [1, 3])
def test_the_outline_is_one_query(lessons: int, db: None, django_assert_num_queries) -> None:
    version = make_version(lessons=lessons)
    with django_assert_num_queries(1):
        assert len(outline(version)[0].children[0].children) == lessons


def test_a_lesson_in_the_cache_costs_no_query(db: None, django_assert_num_queries) -> None:
    item = make_version().items.get(slug="pelajaran-1-1")
    first = lesson_html(item)
    with django_assert_num_queries(0):
        assert lesson_html(item) == first


def test_two_pictures_of_one_name_are_refused_before_one_is_lost(pages: CurriculumPage, cast: Cast) -> None:
    for number, colour in ((1, "red"), (2, "blue")):
        out = BytesIO()
        Image.new("RGB", (10, 10), colour).save(out, "PNG")
        item = library_item("peta.png", out.getvalue(), cast.coordinator)
        figure = {"image": item, "alt": "Peta", "caption": "Peta", "long": ""}
        edit(LessonPage.objects.get(slug=f"pelajaran-{number}-1"), [("figure", figure)])
    with pytest.raises(Refusal, match=r"peta\.png"):
        create_version(curriculum=pages, actor=cast.coordinator)
