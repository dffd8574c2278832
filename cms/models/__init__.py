"""Pages, snippets and versions."""

from cms.models.curriculum import CoursePage, CurriculumPage, LessonPage, ModulePage
from cms.models.pages import HomePage, NewsIndexPage, NewsPage, PlainPage
from cms.models.reference import BusinessProcess, GlossaryTerm, ProcessMapPage
from cms.models.sop import SopIndexPage, SopPage
from cms.models.versions import CurriculumVersion, FrozenText, RenderedLesson, VersionItem

__all__ = [
    "BusinessProcess",
    "CoursePage",
    "CurriculumPage",
    "CurriculumVersion",
    "FrozenText",
    "GlossaryTerm",
    "HomePage",
    "LessonPage",
    "ModulePage",
    "NewsIndexPage",
    "NewsPage",
    "PlainPage",
    "ProcessMapPage",
    "RenderedLesson",
    "SopIndexPage",
    "SopPage",
    "VersionItem",
]
