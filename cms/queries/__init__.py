"""Every read of the curriculum."""

from cms.queries.lessons import OutlineItem, lesson_html, lesson_offline_html, outline, pending_digests

__all__ = ["OutlineItem", "lesson_html", "lesson_offline_html", "outline", "pending_digests"]
