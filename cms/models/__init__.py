"""Pages, snippets and versions."""

from cms.models.versions import CurriculumVersion, RenderedLesson, VersionItem

__all__ = ["CurriculumVersion", "RenderedLesson", "VersionItem"]
