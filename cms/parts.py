"""What the units sign of a version: outline and schedule under activity 4, one part for each module under activity 5."""

from __future__ import annotations

import re
from itertools import groupby
from typing import TYPE_CHECKING

from django.template.loader import render_to_string
from django.utils import translation

from cms.enums import ItemKind, StageKind
from cms.lessons import rendered
from cms.markdown.documents import read_document
from cms.readable import readable
from cms.rendering import rich
from lms.programme.reviewable import Part, digest_of

if TYPE_CHECKING:
    from cms.models import CurriculumVersion, VersionItem

OUTLINE_ACTIVITY = 4
# Not through gettext: a translation that is mended must not void what was signed.
STAGES = {
    StageKind.ONLINE: "Daring",
    StageKind.OFFLINE_1: "Tatap muka 1",
    StageKind.FIELD: "Praktik lapangan",
    StageKind.OFFLINE_2: "Tatap muka 2",
    StageKind.EVALUATION: "Evaluasi",
}
_NAMED = re.compile(r'(?<= )(id|for|name)="')


def parts_of(version: CurriculumVersion, activity_no: int) -> list[Part]:
    """Return the parts of a version in reading order; two queries, and one for each lesson not in the cache."""
    items = list(version.items.select_related("frozen"))
    with translation.override("id"):
        return _plan(version, items) if activity_no == OUTLINE_ACTIVITY else _modules(items)


def digests_of(version: CurriculumVersion, activity_no: int) -> dict[str, str]:
    """Return the digest of each part by its key, without making any markup: one query."""
    items = list(version.items.select_related("frozen"))
    if activity_no == OUTLINE_ACTIVITY:
        return {key: digest_of([key, text]) for key, text in _plan_texts(version, items).items()}
    return {str(module.key): _module_digest(lessons) for module, lessons in _lessons_by_module(items)}


def _plan_texts(version: CurriculumVersion, items: list[VersionItem]) -> dict[str, str]:
    """Texts that hold what is signed and nothing else: a changed lesson body leaves the outline as it is."""
    outline = [version.frozen.text if version.frozen else ""]
    outline += [item.frozen.text if item.kind != ItemKind.LESSON else _line(item) for item in items]
    schedule = [_hours(item) for item in items if item.kind != ItemKind.LESSON]
    schedule.append(f"Jumlah: {_total(items)} JP")
    return {"outline": "\n\n".join(outline), "schedule": "\n".join(schedule)}


def _plan(version: CurriculumVersion, items: list[VersionItem]) -> list[Part]:
    texts = _plan_texts(version, items)
    return [
        _part("outline", "Kerangka", texts["outline"], _outline_html(version, items)),
        _part("schedule", "Jadwal dan JP", texts["schedule"], _schedule_html(items)),
    ]


def _outline_html(version: CurriculumVersion, items: list[VersionItem]) -> str:
    """Return all that a signature on the outline stands for: introduction, descriptions, objectives, titles."""
    front = rich(read_document("curriculum", version.frozen.text).body) if version.frozen else ""
    rows = []
    for item in items:
        document = read_document(item.kind, item.frozen.text) if item.kind != ItemKind.LESSON else None
        body = rich(document.body) if document else ""
        rows.append((item, body, document.meta.get("objectives", []) if document else []))
    return render_to_string("cms/parts/outline.html", {"front": front, "rows": rows})


def _schedule_html(items: list[VersionItem]) -> str:
    rows = [(item, STAGES[StageKind(item.stage)]) for item in items if item.kind != ItemKind.LESSON]
    return render_to_string("cms/parts/schedule.html", {"rows": rows, "total": _total(items)})


def _total(items: list[VersionItem]) -> int:
    return sum(item.jp for item in items if item.kind == ItemKind.COURSE)


def _line(item: VersionItem) -> str:
    return f"{item.code} {item.title} ({item.jp} JP)"


def _hours(item: VersionItem) -> str:
    return f"{item.code} {item.title}: {item.jp} JP, {STAGES[StageKind(item.stage)]}"


def _part(key: str, title: str, text: str, html: str) -> Part:
    return Part(key=key, title=title, digest=digest_of([key, text]), text=readable(text), html=html)


def _modules(items: list[VersionItem]) -> list[Part]:
    return [_module_part(module, lessons) for module, lessons in _lessons_by_module(items)]


def _lessons_by_module(items: list[VersionItem]) -> list[tuple[VersionItem, list[VersionItem]]]:
    modules = {item.pk: item for item in items if item.kind == ItemKind.MODULE}
    lessons = [item for item in items if item.kind == ItemKind.LESSON and item.parent_id in modules]
    return [
        (modules[module_id], list(group)) for module_id, group in groupby(lessons, key=lambda item: item.parent_id or 0)
    ]


def _module_part(module: VersionItem, lessons: list[VersionItem]) -> Part:
    html = render_to_string(
        "cms/parts/module.html", {"lessons": [(lesson, _one_of_many(lesson)) for lesson in lessons]}
    )
    return Part(
        key=str(module.key),
        title=f"{module.code} {module.title}",
        digest=_module_digest(lessons),
        text=readable("\n\n".join(lesson.frozen.compared for lesson in lessons)),
        html=html,
    )


def _module_digest(lessons: list[VersionItem]) -> str:
    return digest_of([lesson.digest for lesson in lessons])


def _one_of_many(lesson: VersionItem) -> str:
    """Return a lesson's markup to stand beside others: made for a page of its own, its names would meet theirs there (the
    answers of two self-checks would be one choice, two regions would be called the same)."""
    own = _NAMED.sub(rf'\1="{lesson.slug}-', rendered(lesson.digest))
    return own.replace('aria-labelledby="', f'aria-labelledby="{lesson.slug} {lesson.slug}-')
