"""The pinned version as the player needs it: small, in order, kept in memory because what is published never changes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any, Protocol
from uuid import UUID

from django.utils.translation import get_language

from cms.enums import ItemKind, StageKind
from cms.models import VersionItem

# Stages in which a finished lesson earns its JP; in the others JP comes from attendance and field work.
EARNED_BY_LESSON = frozenset({StageKind.ONLINE})


class Titled(Protocol):
    @property
    def title(self) -> str: ...
    @property
    def title_en(self) -> str: ...


def local_title(part: Titled) -> str:
    """Return the title in the reader's language; where there is no English one, the Indonesian."""
    return title_in(get_language(), part)


def title_in(language: str | None, part: Titled) -> str:
    """Return the title in a language, for who has many to show: asking for the reader's costs more than the rest."""
    return part.title_en if part.title_en and language == "en" else part.title


@dataclass(frozen=True, slots=True)
class Lesson:
    """`number` counts from 0 through the whole version, in reading order."""

    id: int
    key: UUID
    slug: str
    code: str
    title: str
    title_en: str
    jp: int
    minutes: int
    digest: str
    stage: str
    number: int
    module_key: UUID

    @property
    def earns(self) -> bool:
        """Whether finishing it earns its JP."""
        return self.stage in EARNED_BY_LESSON


@dataclass(frozen=True, slots=True)
class Module:
    key: UUID
    code: str
    title: str
    title_en: str
    jp: int
    stage: str
    draft: bool
    lessons: tuple[Lesson, ...]


@dataclass(frozen=True, slots=True)
class Course:
    key: UUID
    code: str
    title: str
    title_en: str
    jp: int
    stage: str
    draft: bool
    modules: tuple[Module, ...]


@dataclass(frozen=True)
class Outline:
    """Courses with their modules and lessons, and the ways to find one."""

    courses: tuple[Course, ...]
    lessons: tuple[Lesson, ...]
    by_key: dict[UUID, Lesson]
    by_slug: dict[str, Lesson]
    modules: dict[UUID, Module]

    @cached_property
    def online(self) -> tuple[Lesson, ...]:
        """The lessons that earn JP."""
        return tuple(lesson for lesson in self.lessons if lesson.earns)

    @cached_property
    def online_modules(self) -> tuple[Module, ...]:
        """The modules that hold lessons that earn JP."""
        return tuple(m for m in self.modules.values() if m.lessons and m.stage in EARNED_BY_LESSON)

    @cached_property
    def online_jp(self) -> int:
        """The JP that can be earned by lessons."""
        return sum(lesson.jp for lesson in self.online)

    def next_of(self, lesson: Lesson) -> Lesson | None:
        """Return the lesson after this one in reading order."""
        return self.lessons[lesson.number + 1] if lesson.number + 1 < len(self.lessons) else None

    def before(self, lesson: Lesson) -> Lesson | None:
        """Return the lesson before this one in reading order."""
        return self.lessons[lesson.number - 1] if lesson.number else None


@lru_cache(maxsize=64)
def outline_of(version_public_id: str, _digest: str) -> Outline:
    """Return the outline of a published version: one query the first time in a process, none after."""
    rows = list(
        VersionItem.objects.filter(version__public_id=version_public_id)
        .order_by("order")
        .values(
            "id", "parent_id", "kind", "key", "slug", "code", "title", "title_en", "stage", "jp", "minutes", "draft",
            "digest",
        )
    )  # fmt: skip
    return _built(rows)


def _built(rows: Iterable[Mapping[str, Any]]) -> Outline:
    children: dict[int | None, list[Mapping[str, Any]]] = {}
    for row in rows:
        children.setdefault(row["parent_id"], []).append(row)
    lessons: list[Lesson] = []
    modules: dict[UUID, Module] = {}
    courses = []
    for course in children.get(None, []):
        mine = []
        for module in children.get(course["id"], []):
            mine.append(_module(module, children.get(module["id"], []), lessons))
            modules[mine[-1].key] = mine[-1]
        courses.append(Course(**_common(course), draft=course["draft"], modules=tuple(mine)))
    return Outline(
        courses=tuple(courses),
        lessons=tuple(lessons),
        by_key={lesson.key: lesson for lesson in lessons},
        by_slug={lesson.slug: lesson for lesson in lessons},
        modules=modules,
    )


def _module(row: Mapping[str, Any], children: list[Mapping[str, Any]], lessons: list[Lesson]) -> Module:
    mine = []
    for child in children:
        if child["kind"] != ItemKind.LESSON:
            continue
        lesson = Lesson(
            **_common(child),
            id=child["id"],
            slug=child["slug"],
            minutes=child["minutes"],
            digest=child["digest"],
            number=len(lessons),
            module_key=row["key"],
        )
        mine.append(lesson)
        lessons.append(lesson)
    return Module(**_common(row), draft=row["draft"], lessons=tuple(mine))


def _common(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: row[name] for name in ("key", "code", "title", "title_en", "jp", "stage")}
