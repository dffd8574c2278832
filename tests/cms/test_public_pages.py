"""What anybody may read, and that a lesson's body is not among it."""

from __future__ import annotations

import pytest
from django.test import Client
from wagtail.models import Site

from cms.models import (
    BusinessProcess,
    CurriculumPage,
    GlossaryTerm,
    HomePage,
    LessonPage,
    NewsIndexPage,
    NewsPage,
    SopPage,
)
from cms.services import build_site
from cms.services.site import SitePages
from tests.factories.cms import make_pages, make_sop, publish

SECRET = "Isi yang hanya untuk peserta"


@pytest.fixture
def site(db: None) -> SitePages:
    pages = build_site()
    make_pages(lessons=2, text=f"<p>{SECRET}</p>")
    return pages


def test_the_site_is_built_once(site: SitePages) -> None:
    again = build_site()
    assert again == site
    assert HomePage.objects.count() == 1
    assert Site.objects.get(is_default_site=True).root_page_id == site.home.pk


def test_home(client: Client, site: SitePages) -> None:
    response = client.get("/")
    assert response.status_code == 200
    assert "/accounts/login/" in response.content.decode()


@pytest.mark.parametrize(
    "path", ["/curriculum/", "/sop/", "/processes/", "/news/", "/about/", "/glossary/", "/search/"]
)
def test_each_public_page_opens(client: Client, site: SitePages, path: str) -> None:
    assert client.get(path).status_code == 200
    assert client.post(path).status_code in (403, 405)


def test_the_outline_is_public_and_the_body_is_not(client: Client, site: SitePages) -> None:
    assert "Dasar" in client.get("/curriculum/").content.decode()
    for lesson in LessonPage.objects.all():
        page = client.get(lesson.url).content.decode()
        assert "Menjelaskan satu hal" in page
        assert "/accounts/login/" in page
        assert SECRET not in page
    assert SECRET not in client.get("/search/?q=peserta").content.decode()


@pytest.mark.parametrize("lessons", [1, 3])
def test_the_outline_costs_the_same(client: Client, db: None, lessons: int, django_assert_num_queries) -> None:
    build_site()
    curriculum = make_pages(lessons=lessons, modules=lessons)
    client.get(curriculum.url)
    with django_assert_num_queries(9):
        assert client.get(curriculum.url).status_code == 200


def test_an_sop_shows_header_steps_and_branches(client: Client, site: SitePages) -> None:
    sop = make_sop(site.sops)
    page = client.get(sop.url).content.decode()
    assert "Mulai" in page
    assert "ya ke langkah 3, tidak ke langkah 4" in page
    assert 'href="#langkah-4"' in page
    assert "sop-print.css" in page


def test_the_lasting_address_of_an_sop(client: Client, site: SitePages) -> None:
    sop = make_sop(site.sops)
    assert client.get(f"/sop/{sop.number}/")["Location"] == sop.url
    assert client.get("/sop/77/").status_code == 404


def test_the_process_map_has_a_drawing_a_list_and_a_table(client: Client, site: SitePages) -> None:
    BusinessProcess.objects.create(number=1, title="Pendaftaran", description="Uraian.", in_sisnaker=True, in_kios=True)
    BusinessProcess.objects.create(number=7, title="Survei", description="Uraian.", survey_in_sisnaker=True)
    page = client.get("/processes/").content.decode()
    assert "<title id=" in page
    assert "<desc id=" in page
    assert page.count('href="#proses-1"') == 4
    assert 'id="proses-7"' in page


def test_glossary(client: Client, site: SitePages) -> None:
    GlossaryTerm.objects.create(term="penempatan", term_en="placement", definition="Menempatkan orang.")
    assert 'id="penempatan"' in client.get("/glossary/").content.decode()
    assert "Menempatkan orang." in client.get("/glossary/?q=placement").content.decode()
    assert "Menempatkan orang." not in client.get("/glossary/?q=zzz").content.decode()


def test_search_finds_other_forms_of_a_word(client: Client, site: SitePages) -> None:
    GlossaryTerm.objects.create(term="penempatan", term_en="placement", definition="Hasil layanan.")
    news = NewsPage(title="Penempatan tenaga kerja", lead="Kabar.", body="<p>Isi.</p>", slug="penempatan")
    publish(NewsIndexPage.objects.get(), news)
    page = client.get("/search/?q=menempatkan").content.decode()
    assert 'href="/glossary/#penempatan"' in page
    assert 'href="/news/penempatan/"' in page


def test_search_finds_what_holds_all_the_words_and_else_what_holds_any(client: Client, site: SitePages) -> None:
    for slug, words in (("satu", "Pelatihan konselor"), ("dua", "Pelatihan pemandu"), ("tiga", "Rapat konselor")):
        publish(NewsIndexPage.objects.get(), NewsPage(title=words, lead="Kabar.", body="<p>Isi.</p>", slug=slug))

    def found(query: str) -> set[str]:
        return {hit.url for hit in client.get("/search/", {"q": query}).context["hits"]}

    assert found("konselor pelatihan") == {"/news/satu/"}
    assert found("pemandu nelayan") == {"/news/dua/"}
    assert found("nelayan") == set()


@pytest.mark.parametrize("query", ["", "!!!", '" OR 1', "a" * 500, "%00", "日本"])
def test_search_takes_anything(client: Client, site: SitePages, query: str) -> None:
    assert client.get("/search/", {"q": query}).status_code == 200


def test_unpublished_things_are_not_found(client: Client, site: SitePages) -> None:
    page = NewsPage(title="Rahasia", lead="x", body="x", slug="rahasia", live=False)
    site.news.add_child(instance=page)
    assert client.get("/news/rahasia/").status_code == 404
    assert "Rahasia" not in client.get("/news/").content.decode()


def test_page_types_stand_only_where_they_belong(site: SitePages) -> None:
    assert HomePage.allowed_subpage_models() != []
    assert LessonPage.allowed_subpage_models() == []
    assert CurriculumPage.allowed_parent_page_models() == [HomePage]
    assert [model.__name__ for model in SopPage.allowed_parent_page_models()] == ["SopIndexPage"]
