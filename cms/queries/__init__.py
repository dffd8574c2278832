"""Every read of the curriculum."""

from cms.queries.exporting import version_folder
from cms.queries.importing import Change, known, plan_import
from cms.queries.lessons import OutlineItem, lesson_html, lesson_offline_html, outline, pending_digests

__all__ = [
    "Change",
    "OutlineItem",
    "known",
    "lesson_html",
    "lesson_offline_html",
    "outline",
    "pending_digests",
    "plan_import",
    "version_folder",
]
