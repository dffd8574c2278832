"""Two versions side by side: what was added, removed, moved, changed, lesson by lesson."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from cms.enums import ChangeKind
from cms.models import CurriculumVersion, VersionItem
from cms.readable import readable
from lms.programme.comparing import compare as changes_between


@dataclass(frozen=True)
class ItemChange:
    """What became of the introduction, a course, module or lesson. `text` shows the changed words; empty when only bold or italic changed; `moved_from` names the old place."""

    kind: ChangeKind
    key: uuid.UUID
    item_kind: str
    code: str
    title: str
    moved_from: str = ""
    text: str = ""


def compare(before: CurriculumVersion, after: CurriculumVersion) -> list[ItemChange]:
    """Return what is different, in the reading order of the later version, what was removed last. Four queries.

    A lesson that was moved and changed counts as changed and says from where it came.
    """
    old = {item.key: item for item in _items(before)}
    new = {item.key: item for item in _items(after)}
    moved = _moved(old, new)
    changes = [_change(old.get(key), item, moved.get(key, "")) for key, item in new.items()]
    removed = [_removed(item) for key, item in old.items() if key not in new]
    return [*_front(before, after), *(change for change in changes if change.kind != ChangeKind.SAME), *removed]


def _front(before: CurriculumVersion, after: CurriculumVersion) -> list[ItemChange]:
    """The introduction of the whole curriculum, if it is not the same."""
    old, new = (version.frozen.compared if version.frozen else "" for version in (before, after))
    if old == new:
        return []
    key = after.curriculum.translation_key
    return [
        ItemChange(
            ChangeKind.CHANGED, key, "curriculum", "", after.title, text=changes_between(readable(old), readable(new))
        )
    ]


def _items(version: CurriculumVersion) -> list[VersionItem]:
    return list(version.items.select_related("frozen", "parent").order_by("order"))


def _moved(old: dict[uuid.UUID, VersionItem], new: dict[uuid.UUID, VersionItem]) -> dict[uuid.UUID, str]:
    """Return the items below another parent, or taken out of the order of those that stayed, with their old place.

    As few as explain the new order: one lesson put to the end has moved, the others have not.
    """
    moved: dict[uuid.UUID, str] = {}
    parents = {_parent(item) for item in new.values()}
    for parent in parents:
        was = [key for key, item in old.items() if _parent(item) == parent and key in new]
        now = [key for key, item in new.items() if _parent(item) == parent and key in old]
        places = {key: was.index(key) for key in now if key in was}
        in_order = _longest_rise(list(places.values()))
        differing = {key for key, place in places.items() if place not in in_order}
        for key in [*differing, *(key for key in now if key not in was)]:
            moved[key] = str(old[key].parent or old[key].code) if key not in differing else old[key].code
    return moved


def _longest_rise(places: list[int]) -> set[int]:
    """Return the longest run of places that rises, with gaps."""
    runs: list[list[int]] = []
    for place in places:
        below: list[int] = max((run for run in runs if run[-1] < place), key=len, default=[])
        runs.append([*below, place])
    longest: list[int] = max(runs, key=len, default=[])
    return set(longest)


def _parent(item: VersionItem) -> uuid.UUID | None:
    return item.parent.key if item.parent else None


def _change(before: VersionItem | None, after: VersionItem, moved_from: str) -> ItemChange:
    if before is None:
        return _as(ChangeKind.ADDED, after)
    if before.digest != after.digest:
        text = changes_between(readable(before.frozen.compared), readable(after.frozen.compared))
        return _as(ChangeKind.CHANGED, after, moved_from, text)
    return _as(ChangeKind.MOVED if moved_from else ChangeKind.SAME, after, moved_from)


def _removed(item: VersionItem) -> ItemChange:
    return _as(ChangeKind.REMOVED, item)


def _as(kind: ChangeKind, item: VersionItem, moved_from: str = "", text: str = "") -> ItemChange:
    return ItemChange(kind, item.key, item.kind, item.code, item.title, moved_from, text)
