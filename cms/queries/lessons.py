"""Lessons of a version: the table of contents, and the body of one."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field

from django.db.models import Exists, OuterRef
from django.utils.translation import get_language

from cms import lessons, rendering
from cms.enums import ItemKind
from cms.models import CurriculumVersion, RenderedLesson, VersionItem


@dataclass(slots=True)
class OutlineItem:
    """A line of a table of contents with what stands below it. Slim: a page of it is read on every lesson."""

    pk: int
    parent_id: int | None
    kind: str
    key: uuid.UUID
    slug: str
    code: str
    title: str
    title_en: str
    stage: str
    jp: int
    minutes: int
    draft: bool
    evidence: str
    digest: str
    children: list[OutlineItem] = field(default_factory=list)

    @property
    def local_title(self) -> str:
        """The title in the reader's language."""
        return self.title_en if get_language() == "en" and self.title_en else self.title


_COLUMNS = (
    "pk", "parent_id", "kind", "key", "slug", "code", "title", "title_en", "stage", "jp", "minutes", "draft",
    "evidence", "digest",
)  # fmt: skip


def outline(version: CurriculumVersion) -> list[OutlineItem]:
    """Return the courses of a version in order, modules and lessons below them. One query."""
    rows = VersionItem.objects.filter(version=version).order_by("order").values_list(*_COLUMNS)
    items = [OutlineItem(*row) for row in rows]
    by_pk = {item.pk: item for item in items}
    for item in items:
        if item.parent_id is not None:
            by_pk[item.parent_id].children.append(item)
    return [item for item in items if item.parent_id is None]


def lesson_html(item: VersionItem | OutlineItem) -> str:
    """Return the markup of a lesson: from the cache without a query, else one, else rendered now."""
    return lessons.rendered(item.digest)


def lesson_offline_html(item: VersionItem | OutlineItem) -> str:
    """Return a lesson as one file that needs no connection."""
    return lessons.offline(item.digest)


def pending_digests(version_id: int | None = None) -> list[str]:
    """Return the digests of lessons without markup of the present rendering, of one version or of all."""
    done = RenderedLesson.objects.filter(digest=OuterRef("digest"), rendering=rendering.RENDERING)
    items = VersionItem.objects.filter(kind=ItemKind.LESSON).filter(~Exists(done))
    if version_id is not None:
        items = items.filter(version_id=version_id)
    return sorted(set(items.values_list("digest", flat=True)))
