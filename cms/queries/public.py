"""What the public pages show. The body of a lesson is never among it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.core.paginator import Page as NumberedPage
from django.core.paginator import Paginator
from django.db.models import Q
from django.utils.translation import get_language
from wagtail.models import Page

from cms.enums import StageKind
from cms.models import (
    CoursePage,
    CurriculumPage,
    LessonPage,
    ModulePage,
    NewsIndexPage,
    NewsPage,
    SopPage,
)

NEWS_ON_A_PAGE = 12


def address(url_path: str) -> str:
    """Return the address of a page from its path in the tree, whose first step is the home page's own."""
    return "/" + url_path.split("/", 2)[2]


@dataclass(slots=True)
class Entry:
    """A line of the public outline."""

    path: str
    title: str
    title_en: str
    code: str
    jp: int
    evidence: str
    url: str
    stage: str = ""
    is_draft: bool = False
    children: list[Entry] = field(default_factory=list)

    @property
    def local_title(self) -> str:
        """The title in the reader's language."""
        return self.title_en if get_language() == "en" and self.title_en else self.title

    @property
    def stage_label(self) -> str:
        """The stage in words, for a course."""
        return str(StageKind(self.stage).label) if self.stage else ""


_COLUMNS = ("path", "title", "title_en", "code", "jp", "evidence", "url_path")


def public_outline(page: Page) -> list[Entry]:
    """Return what stands below a curriculum, course or module: published pages in order. Three queries at the most."""
    entries: dict[str, Entry] = {}
    for model, more in ((CoursePage, ("stage", "is_draft")), (ModulePage, ()), (LessonPage, ())):
        if model.__name__ in _BELOW[type(page).__name__]:
            rows = model.objects.live().descendant_of(page).order_by("path").values_list(*_COLUMNS, *more)
            for path, title, title_en, code, jp, evidence, url_path, *rest in rows:
                entries[path] = Entry(path, title, title_en, code, jp, evidence, address(url_path), *rest)
    top: list[Entry] = []
    for path in sorted(entries):
        parent = entries.get(path[: -Page.steplen])
        (parent.children if parent else top).append(entries[path])
    return [entry for entry in top if len(entry.path) == len(page.path) + Page.steplen]


_BELOW = {
    "CurriculumPage": ("CoursePage", "ModulePage", "LessonPage"),
    "CoursePage": ("ModulePage", "LessonPage"),
    "ModulePage": ("LessonPage",),
}


def trail(page: Page) -> list[tuple[str, str]]:
    """Return the way from the curriculum (or another page below the home) down to a page, itself left out. One query."""
    rows = page.get_ancestors().filter(depth__gte=3).order_by("path").values_list("title", "url_path")
    return [(title, address(url_path)) for title, url_path in rows]


@dataclass(frozen=True)
class Place:
    """A lesson's place in its module."""

    module: Entry
    lessons: list[Entry]
    number: int


def lesson_place(page: LessonPage) -> Place:
    """Return the module of a lesson and its lessons. Two queries."""
    module = ModulePage.objects.get(path=page.path[: -Page.steplen])
    lessons = public_outline(module)
    number = next((place for place, entry in enumerate(lessons, start=1) if entry.path == page.path), 0)
    facts = (module.path, module.title, module.title_en, module.code, module.jp, module.evidence)
    return Place(Entry(*facts, address(module.url_path)), lessons, number)


def sop_list() -> list[dict[str, Any]]:
    """Return the published SOPs by number, with their addresses. One query."""
    rows = SopPage.objects.live().order_by("number")
    columns = ("number", "title", "title_en", "evidence", "url_path")
    return [{**row, "url": address(row["url_path"])} for row in rows.values(*columns)]


def related_sops(page: SopPage) -> list[dict[str, Any]]:
    """Return the SOPs that this one names as related."""
    return [row for row in sop_list() if row["number"] in page.related]


def news_page(index: NewsIndexPage, number: str) -> NumberedPage[NewsPage]:
    """Return one page of the news, newest first; a number that is none gives the first."""
    rows = NewsPage.objects.live().child_of(index).order_by("-date", "-pk").defer("body")
    return Paginator(rows, NEWS_ON_A_PAGE).get_page(number)


def latest_news(count: int = 3) -> list[NewsPage]:
    """Return the newest news."""
    return list(NewsPage.objects.live().order_by("-date", "-pk").defer("body")[:count])


def home_figures() -> dict[str, int]:
    """Return what the home says of the online courses: JP, modules, lessons; and the number of SOPs. Four queries."""
    online = dict(CoursePage.objects.live().filter(stage=StageKind.ONLINE, is_draft=False).values_list("path", "jp"))
    below = Q(pk__in=[])
    for path in online:
        below |= Q(path__startswith=path)
    return {
        "jp": sum(online.values()),
        "modules": ModulePage.objects.live().filter(below).count(),
        "lessons": LessonPage.objects.live().filter(below).count(),
        "sops": SopPage.objects.live().count(),
    }


def curriculum_page() -> CurriculumPage | None:
    """Return the published curriculum."""
    return CurriculumPage.objects.live().first()  # type: ignore[no-any-return]
