"""The editor: who may do what, and what may not be deleted."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import Client
from django.urls import reverse
from PIL import Image as PillowImage
from wagtail.documents import get_document_model
from wagtail.images import get_image_model

from cms.models import CurriculumPage, CurriculumVersion, GlossaryTerm, LessonPage, ModulePage, SopIndexPage
from cms.services import build_site
from cms.services.editors import AUTHORS, COORDINATORS
from lms.people import clock
from lms.people.enums import Role
from lms.people.services import assign_role, end_role
from tests.cms.conftest import signed_in
from tests.conftest import Cast
from tests.factories.cms import make_sop
from tests.factories.people import make_user


@pytest.fixture
def curriculum(pages: CurriculumPage) -> CurriculumPage:
    build_site()
    return pages


def groups(user) -> set[str]:
    return set(user.groups.values_list("name", flat=True))


def test_groups_follow_roles(db: None) -> None:
    user = make_user()
    with clock.at(clock.now() - timedelta(days=9)):
        row = assign_role(actor=None, user=user, role=Role.FACILITATOR)
    assert groups(user) == {AUTHORS}
    assign_role(actor=None, user=user, role=Role.COORDINATOR)
    assert groups(user) == {AUTHORS, COORDINATORS}
    end_role(actor=make_user(), assignment=row, last_day=clock.today() - timedelta(days=1))
    assert groups(user) == {COORDINATORS}


@pytest.fixture
def author(curriculum: CurriculumPage) -> Client:
    user = make_user()
    assign_role(actor=None, user=user, role=Role.FACILITATOR)
    return signed_in(user)


@pytest.fixture
def coordinator(curriculum: CurriculumPage) -> Client:
    user = make_user()
    assign_role(actor=None, user=user, role=Role.COORDINATOR)
    return signed_in(user)


def test_authors_write_and_do_not_publish(author: Client) -> None:
    lesson = LessonPage.objects.first()
    page = author.get(reverse("wagtailadmin_pages:edit", args=[lesson.pk])).content.decode()
    assert 'name="action-publish"' not in page
    assert 'name="action-submit"' in page


def test_coordinators_publish(coordinator: Client) -> None:
    lesson = LessonPage.objects.first()
    page = coordinator.get(reverse("wagtailadmin_pages:edit", args=[lesson.pk])).content.decode()
    assert 'name="action-publish"' in page


def test_others_do_not_come_in(cast: Cast, curriculum: CurriculumPage, client: Client) -> None:
    assert signed_in(cast.outsider).get("/cms/").status_code in (302, 403)
    assert client.get("/cms/")["Location"].startswith("/accounts/login/")


def test_the_door_shuts_with_the_role_before_the_groups_follow(curriculum: CurriculumPage) -> None:
    user = make_user()
    last_day = clock.today()
    assign_role(actor=None, user=user, role=Role.COORDINATOR, valid_until=last_day)
    client = signed_in(user)
    with clock.at(clock.at_midday(last_day + timedelta(days=1))):
        assert COORDINATORS in groups(user)
        assert client.get("/cms/", follow=True).status_code == 403
    assert client.get("/cms/").status_code == 200


def test_the_library_is_for_editors(author: Client, cast: Cast) -> None:
    document = get_document_model().objects.create(title="Lembar", file=ContentFile(b"%PDF-1.4 contoh", "lembar.pdf"))
    served = author.get(document.url)
    assert b"".join(served.streaming_content) == b"%PDF-1.4 contoh"
    assert served["Content-Disposition"].startswith("attachment"), "a PDF shown in place may run its script here"
    assert served["X-Content-Type-Options"] == "nosniff"
    assert signed_in(cast.outsider).get(document.url).status_code == 403
    assert Client().get(document.url)["Location"].startswith("/accounts/login/")


def test_the_librarys_pictures_are_shown_to_editors_alone(author: Client, cast: Cast) -> None:
    drawn = BytesIO()
    PillowImage.new("RGB", (40, 30), "white").save(drawn, "PNG")
    picture = get_image_model().objects.create(title="gambar.png", file=ContentFile(drawn.getvalue(), "gambar.png"))
    small = default_storage.save("images/gambar.max-165x165.png", ContentFile(drawn.getvalue()))
    for address in (picture.file.url, default_storage.url(small)):
        shown = author.get(address)
        assert PillowImage.open(BytesIO(b"".join(shown.streaming_content))).format == "PNG"
        assert shown["Content-Type"] == "image/png"
        assert signed_in(cast.outsider).get(address).status_code == 403
        assert Client().get(address)["Location"].startswith("/accounts/login/")


@pytest.mark.parametrize("path", ["documents/lembar.pdf", "images/../lessons/x.png", "images/x.svg", "images/none.png"])
def test_nothing_else_lies_at_the_librarys_address(author: Client, path: str) -> None:
    assert author.get(f"/media/{path}").status_code == 404


def test_the_first_page_shows_versions_being_made(coordinator: Client, draft: CurriculumVersion) -> None:
    assert draft.get_absolute_url() in coordinator.get("/cms/").content.decode()


def test_the_editor_speaks_indonesian_and_english(author: Client) -> None:
    lesson = LessonPage.objects.first()
    edit = reverse("wagtailadmin_pages:edit", args=[lesson.pk])
    page = author.get(edit).content.decode()
    assert "Simpan konsep" in page, "Wagtail's own Indonesian"
    assert "Pratinjau ukuran ponsel" in page, "what it lacks"
    assert "Kaitan dan sumber" in page, "ours"
    assert "Simpan konsep" not in author.get("/curriculum/").content.decode()
    author.post("/language/", {"language": "en", "next": "/cms/"})
    assert "Save draft" in author.get(edit).content.decode()


def test_pages_stand_in_the_order_of_the_course(author: Client, curriculum: CurriculumPage) -> None:
    module = ModulePage.objects.first()
    first, second = module.get_children()
    first.specific.save_revision()
    page = author.get(reverse("wagtailadmin_explore", args=[module.pk])).content.decode()
    assert page.index(f"/cms/pages/{first.pk}/edit/") < page.index(f"/cms/pages/{second.pk}/edit/")


def test_the_preview_shows_the_lesson(author: Client) -> None:
    lesson = LessonPage.objects.first()
    page = author.get(reverse("wagtailadmin_pages:view_draft", args=[lesson.pk]))
    assert 'data-part="0"' in page.content.decode()


def test_pages_in_a_version_are_not_deleted(coordinator: Client, draft: CurriculumVersion) -> None:
    lesson = LessonPage.objects.first()
    response = coordinator.post(reverse("wagtailadmin_pages:delete", args=[lesson.pk]))
    assert response.status_code == 302
    assert LessonPage.objects.filter(pk=lesson.pk).exists()


@pytest.mark.parametrize(
    "address", ["wagtailsnippets_cms_glossaryterm:list", "wagtailsnippets_cms_businessprocess:list"]
)
def test_reference_lists(author: Client, address: str) -> None:
    GlossaryTerm.objects.create(term="penempatan", definition="x")
    assert author.get(reverse(address)).status_code == 200


def test_an_sop_can_be_edited(author: Client) -> None:
    sop = make_sop(SopIndexPage.objects.get())
    assert author.get(reverse("wagtailadmin_pages:edit", args=[sop.pk])).status_code == 200


def test_pages_in_a_version_are_not_deleted_among_many_either(coordinator: Client, draft: CurriculumVersion) -> None:
    lessons = LessonPage.objects.all()
    where = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "delete"])
    asked = "&".join(f"id={lesson.pk}" for lesson in lessons)
    response = coordinator.post(f"{where}?{asked}&next=/cms/")
    assert response.status_code == 302
    assert "termuat dalam versi kurikulum" in coordinator.get(response["Location"]).text
    assert lessons.count() == 4
