"""The live tree of a curriculum: which pages a version would take in."""

from __future__ import annotations

from typing import Any

from wagtail.models import Page, Revision

from cms.enums import ItemKind
from cms.models import CoursePage, LessonPage, ModulePage

KINDS: dict[type[Any], ItemKind] = {
    CoursePage: ItemKind.COURSE,
    ModulePage: ItemKind.MODULE,
    LessonPage: ItemKind.LESSON,
}


def taken_pages(curriculum: Page) -> list[tuple[Page, Revision]]:
    """Return the courses, modules and lessons in tree order, each as its latest revision has it.

    A page that was published and then taken offline is left out, with all below it. Two queries for the tree and its
    revisions, and those that the rich text of the pages asks for.
    """
    pages = list(Page.objects.descendant_of(curriculum).order_by("path").select_related("content_type"))
    revisions = {
        revision.pk: revision
        for revision in Revision.objects.filter(pk__in=[page.latest_revision_id for page in pages])
    }
    gone: list[str] = []
    taken: list[tuple[Page, Revision]] = []
    for page in pages:
        if page.path.startswith(tuple(gone)) if gone else False:
            continue
        if (not page.live and page.first_published_at) or page.latest_revision_id is None:
            gone.append(page.path)
            continue
        revision = revisions[page.latest_revision_id]
        taken.append((revision.as_object(), revision))
    return taken
