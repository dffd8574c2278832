"""Editing the content of a questionnaire: each edit returns new content, and finds its place by key. No database."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from copy import deepcopy
from typing import Any

from lms.evaluation.items import Content, normal, normal_item
from lms.evaluation.survey_starter import bank, group_titles

Entries = list[dict[str, Any]]


def free_key(words: str, taken: Iterable[str]) -> str:
    """Return a key made of the first words of a text, and of no other's."""
    letters = re.sub(r"[^a-z0-9]+", "_", words.lower()).strip("_")
    stem = "_".join(letters.split("_")[:4])[:30].strip("_")
    stem = stem if stem[:1].isalpha() else f"q_{stem}".strip("_")
    used, key, number = set(taken), stem, 1
    while key in used:
        number += 1
        key = f"{stem}_{number}"
    return key


def item_keys(content: Mapping[str, Any]) -> list[str]:
    return [item["key"] for section in normal(content)["sections"] for item in section["items"]]


def section_keys(content: Mapping[str, Any]) -> list[str]:
    return [section["key"] for section in normal(content)["sections"]]


def find_section(content: Mapping[str, Any], key: str) -> dict[str, Any] | None:
    return next((one for one in content["sections"] if one["key"] == key), None)


def find_item(content: Mapping[str, Any], key: str) -> dict[str, Any] | None:
    return next((item for one in content["sections"] for item in one["items"] if item["key"] == key), None)


def items_before(content: Mapping[str, Any], key: str) -> dict[str, dict[str, Any]]:
    """Return the items that stand before one, by key; all of them where there is no such item."""
    found: dict[str, dict[str, Any]] = {}
    for section in normal(content)["sections"]:
        for item in section["items"]:
            if item["key"] == key:
                return found
            found[item["key"]] = item
    return found


def _edited(content: Mapping[str, Any], act: Callable[[Content], None]) -> Content:
    copy = normal(deepcopy(dict(content)))
    act(copy)
    return copy


def with_intro(content: Mapping[str, Any], intro: Mapping[str, str]) -> Content:
    return _edited(content, lambda copy: copy.update(intro=dict(intro)))


def with_section(content: Mapping[str, Any], key: str, title: Mapping[str, str]) -> Content:
    """Give a section another title; without a key add one at the end."""

    def act(copy: Content) -> None:
        section = find_section(copy, key)
        if section is None:
            taken = section_keys(copy)
            section = {"key": free_key(title.get("id", "") or "bagian", taken), "items": []}
            copy["sections"].append(section)
        section["title"] = dict(title)

    return _edited(content, act)


def without_section(content: Mapping[str, Any], key: str) -> Content:
    """Take a section away with all that is in it."""

    def act(copy: Content) -> None:
        copy["sections"] = [one for one in copy["sections"] if one["key"] != key]

    return _edited(content, act)


def with_item(content: Mapping[str, Any], section_key: str, item: Mapping[str, Any]) -> Content:
    """Put an item in the place of the one with its key, or at the end of a section."""

    def act(copy: Content) -> None:
        spelt = normal_item(item)
        for section in copy["sections"]:
            for place, one in enumerate(section["items"]):
                if one["key"] == spelt["key"]:
                    section["items"][place] = spelt
                    return
        section = find_section(copy, section_key) or (copy["sections"][-1] if copy["sections"] else None)
        if section is not None:
            section["items"].append(spelt)

    return _edited(content, act)


def without_item(content: Mapping[str, Any], key: str) -> Content:
    def act(copy: Content) -> None:
        for section in copy["sections"]:
            section["items"] = [one for one in section["items"] if one["key"] != key]

    return _edited(content, act)


def moved_section(content: Mapping[str, Any], key: str, step: int) -> Content:
    """Move a section up (-1) or down (1); at the end of the list it stays."""
    return _edited(content, lambda copy: _shift(copy["sections"], key, step))


def moved_item(content: Mapping[str, Any], key: str, step: int) -> Content:
    """Move an item up or down; past the first or last of its section it goes on into the neighbouring one."""

    def act(copy: Content) -> None:
        sections = copy["sections"]
        for place, section in enumerate(sections):
            keys = [one["key"] for one in section["items"]]
            if key not in keys:
                continue
            if 0 <= keys.index(key) + step < len(keys):
                _shift(section["items"], key, step)
            elif 0 <= place + step < len(sections):
                item = section["items"].pop(keys.index(key))
                other = sections[place + step]["items"]
                other.insert(len(other) if step < 0 else 0, item)
            return

    return _edited(content, act)


def _shift(entries: Entries, key: str, step: int) -> None:
    keys = [one["key"] for one in entries]
    if key in keys and 0 <= keys.index(key) + step < len(keys):
        place = keys.index(key)
        entries.insert(place + step, entries.pop(place))


def with_bank_items(content: Mapping[str, Any], keys: Iterable[str]) -> Content:
    """Add items of the bank that are not there yet, each to the section of its group, which is made where it is missing."""

    def act(copy: Content) -> None:
        there = set(item_keys(copy))
        for key in keys:
            entry = bank().get(key)
            if entry is None or key in there:
                continue
            there.add(key)
            group = entry.item["group"]
            section = find_section(copy, group)
            if section is None:
                section = {"key": group, "title": group_titles().get(group, {"id": group, "en": group}), "items": []}
                copy["sections"].append(section)
            section["items"].append(deepcopy(entry.item))

    return _edited(content, act)
