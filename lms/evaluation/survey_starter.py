"""The bank of items and the questionnaires that the programme begins with, read from `lms/evaluation/data/surveys.yaml`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from lms.evaluation.items import Content, normal, normal_item
from lms.people.data_files import read_yaml

DATA = Path(__file__).resolve().parent / "data" / "surveys.yaml"


@dataclass(frozen=True)
class BankItem:
    """An item of the bank: in which set, at which of Kirkpatrick's levels, and the item itself with every setting spelt out."""

    set: str
    level: int
    item: dict[str, Any]

    @property
    def key(self) -> str:
        return str(self.item["key"])


@dataclass(frozen=True)
class Starter:
    """A questionnaire to begin with: its name for good, its head, its content."""

    name: str
    title: str
    title_en: str
    level: int
    audience: str
    content: Content


@lru_cache(maxsize=1)
def _data() -> dict[str, Any]:
    data: dict[str, Any] = read_yaml(DATA)
    return data


@lru_cache(maxsize=1)
def bank() -> dict[str, BankItem]:
    """Return the items of the bank by their keys, in order."""
    data = _data()
    found = {}
    for one in data["items"]:
        scale = data["scales"].get(one.get("scale"))
        item = normal_item({**one, "scale": scale})
        found[one["key"]] = BankItem(one["set"], one["level"], item)
    return found


@lru_cache(maxsize=1)
def bank_sources() -> frozenset[str]:
    """Return what the items of the bank say of where they come from: in English, whatever the language of the page."""
    return frozenset(one.item["source"] for one in bank().values())


def competencies() -> dict[str, dict[str, str]]:
    """Return what a competency is called in both languages, by the key that an item's `measures` names after `competency:`."""
    return dict(_data()["competencies"])


def group_titles() -> dict[str, dict[str, str]]:
    """Return what a group of items is called in both languages, by its key."""
    return dict(_data()["groups"])


def starters() -> list[Starter]:
    """Return the questionnaires to begin with, in order."""
    return [
        Starter(
            name=one["starter"],
            title=one["title"]["id"],
            title_en=one["title"]["en"],
            level=one["level"],
            audience=one["audience"],
            content=normal({"intro": one["intro"], "sections": sections_from(one["items"])}),
        )
        for one in _data()["questionnaires"]
    ]


def sections_from(keys: Iterable[str]) -> list[dict[str, Any]]:
    """Return sections of these items of the bank: neighbours of one group stand in one section under the group's title."""
    sections: list[dict[str, Any]] = []
    for key in keys:
        item = bank()[key].item
        if not sections or sections[-1]["key"] != item["group"]:
            title = group_titles().get(item["group"], {"id": item["group"], "en": item["group"]})
            sections.append({"key": item["group"], "title": title, "items": []})
        sections[-1]["items"].append(item)
    return sections
