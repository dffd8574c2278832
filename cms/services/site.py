"""The public site's standing pages."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.db import transaction
from wagtail.models import Page, Site

from cms.models import (
    CurriculumPage,
    HomePage,
    NewsIndexPage,
    PlainPage,
    ProcessMapPage,
    SopIndexPage,
)
from cms.services.editors import build_editing
from cms.site_texts import ABOUT, AUDIENCE, LEAD, PHASES, PROCESSES_INTRO, SOP_INTRO


class SitePages(NamedTuple):
    """The pages that every site has."""

    home: HomePage
    curriculum: CurriculumPage
    sops: SopIndexPage
    processes: ProcessMapPage
    news: NewsIndexPage


@transaction.atomic
def build_site() -> SitePages:
    """Make sure the home, curriculum, SOPs, process map, news and about pages exist, that the site begins at the home,
    and that coordinators and authors may work on it.

    Changes nothing that is there. The welcome page that a new Wagtail brings is taken away.
    """
    home = _home()
    pages = SitePages(
        home=home,
        curriculum=_child(home, CurriculumPage, slug="curriculum", title="Kurikulum", title_en="Curriculum"),
        sops=_child(home, SopIndexPage, slug="sop", title="SOP Kios SIAPkerja", intro=SOP_INTRO),
        processes=_child(home, ProcessMapPage, slug="processes", title="Peta proses bisnis", intro=PROCESSES_INTRO),
        news=_child(home, NewsIndexPage, slug="news", title="Kabar"),
    )
    _child(home, PlainPage, slug="about", title="Tentang program", body=ABOUT)
    build_editing(home)
    return pages


def _home() -> HomePage:
    home = HomePage.objects.first()
    if home is None:
        root = Page.objects.get(depth=1)
        welcome = Page.objects.filter(depth=2, slug="home", content_type__model="page").first()
        if welcome is not None and not Site.objects.exclude(is_default_site=True).exists():
            Site.objects.filter(root_page=welcome).update(root_page=root)
            welcome.delete()
            root.refresh_from_db()
        home = HomePage(title="Padan", slug="home", lead=LEAD, audience=AUDIENCE)
        home.phases = [("phase", phase) for phase in PHASES]
        root.add_child(instance=home)
    site, _created = Site.objects.get_or_create(
        is_default_site=True, defaults={"hostname": "localhost", "root_page": home, "site_name": "Padan"}
    )
    if site.root_page_id != home.pk:
        site.root_page = home
        site.site_name = "Padan"
        site.save()
    return home  # type: ignore[no-any-return]


def _child(home: HomePage, model: type[Any], *, slug: str, **fields: Any) -> Any:
    page = model.objects.child_of(home).filter(slug=slug).first() or model.objects.first()
    if page is None:
        home.refresh_from_db()
        page = home.add_child(instance=model(slug=slug, **fields))
    return page
