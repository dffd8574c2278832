"""Two versions side by side: what was added, removed, moved, changed, lesson by lesson."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field

from django.utils.safestring import SafeString

from cms.diffing import changed_lines
from cms.enums import ChangeKind, ItemKind
from cms.models import CurriculumVersion, VersionItem


@dataclass(frozen=True)
class ItemChange:
    """What became of a course, module or lesson. `lines` show the changed words; `moved_from` names the old place."""

    kind: ChangeKind
    key: uuid.UUID
    item_kind: str
    code: str
    title: str
    moved_from: str = ""
    lines: list[SafeString] = field(default_factory=list)


def compare(before: CurriculumVersion, after: CurriculumVersion) -> list[ItemChange]:
    """Return what is different, in the reading order of the later version, what was removed last. Two queries.

    A lesson that was moved and changed counts as changed and says from where it came.
    """
    old = {item.key: item for item in _items(before)}
    new = {item.key: item for item in _items(after)}
    moved = _moved(old, new)
    changes = [_change(old.get(key), item, moved.get(key, "")) for key, item in new.items()]
    removed = [_removed(item) for key, item in old.items() if key not in new]
    return [*(change for change in changes if change.kind != ChangeKind.SAME), *removed]


def _items(version: CurriculumVersion) -> list[VersionItem]:
    return list(version.items.select_related("frozen", "parent").order_by("order"))


def _moved(old: dict[uuid.UUID, VersionItem], new: dict[uuid.UUID, VersionItem]) -> dict[uuid.UUID, str]:
    """Return the items below another parent, or in another order among those that stayed, with their old place."""
    moved: dict[uuid.UUID, str] = {}
    parents = {_parent(item) for item in new.values()}
    for parent in parents:
        was = [key for key, item in old.items() if _parent(item) == parent and key in new]
        now = [key for key, item in new.items() if _parent(item) == parent and key in old]
        stayed_before = [key for key in was if key in now]
        stayed_after = [key for key in now if key in was]
        differing = {key for key, other in zip(stayed_after, stayed_before, strict=True) if key != other}
        for key in [*differing, *(key for key in now if key not in was)]:
            moved[key] = str(old[key].parent or old[key].code) if key not in differing else old[key].code
    return moved


def _parent(item: VersionItem) -> uuid.UUID | None:
    return item.parent.key if item.parent else None


def _change(before: VersionItem | None, after: VersionItem, moved_from: str) -> ItemChange:
    if before is None:
        return _as(ChangeKind.ADDED, after)
    if before.digest != after.digest:
        lines = changed_lines(before.frozen.text, after.frozen.text)
        return _as(ChangeKind.CHANGED, after, moved_from, lines)
    return _as(ChangeKind.MOVED if moved_from else ChangeKind.SAME, after, moved_from)


def _removed(item: VersionItem) -> ItemChange:
    return _as(ChangeKind.REMOVED, item)


def _as(kind: ChangeKind, item: VersionItem, moved_from: str = "", lines: list[SafeString] | None = None) -> ItemChange:
    return ItemChange(kind, item.key, item.kind, item.code, item.title, moved_from, lines or [])


def lesson_changes(before: CurriculumVersion, after: CurriculumVersion) -> list[ItemChange]:
    """Return the changes of lessons alone: what somebody who is in the middle of the course will notice."""
    return [change for change in compare(before, after) if change.item_kind == ItemKind.LESSON]
