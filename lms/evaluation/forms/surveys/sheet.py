"""The sheet that is answered: what was posted read into plain values, and every question as a template draws it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from lms.evaluation.enums import ItemKind
from lms.evaluation.items import Fault, Item, Scale, items_of, sections_of
from lms.ui.forms import ErrorEntry

K = ItemKind


def typed_from(content: Mapping[str, Any], data: QueryDict) -> dict[str, Any]:
    """Return what was posted, by the keys of the items, as `items.clean` reads it."""
    typed: dict[str, Any] = {}
    for item in items_of(content):
        name = name_of(item.key)
        if item.kind == K.CHOICES:
            typed[item.key] = data.getlist(name)
        elif item.kind == K.MATRIX:
            typed[item.key] = {row.key: data.get(f"{name}.{row.key}", "") for row in item.rows}
        elif item.is_asked:
            typed[item.key] = data.get(name, "")
    return typed


def name_of(key: str) -> str:
    """Return what the field of an item is called in the page."""
    return f"q-{key}"


@dataclass(frozen=True)
class Choice:
    """One thing to choose: what is sent, what stands beside it, whether it is chosen, and the id of its field."""

    value: str
    label: str
    chosen: bool
    id: str


@dataclass(frozen=True)
class Line:
    """One line of a matrix."""

    label: str
    name: str
    choices: Sequence[Choice]
    error: str = ""


@dataclass(frozen=True)
class Question:
    """One item as the page shows it."""

    item: Item
    number: int
    typed: Any
    errors: Sequence[Fault] = ()
    depends_on: Item | None = None

    @property
    def name(self) -> str:
        return name_of(self.item.key)

    @property
    def kind(self) -> str:
        return str(self.item.kind)

    @property
    def first_id(self) -> str:
        """The id of the field that an error leads to."""
        if self.kind == K.MATRIX:
            return self.lines[0].choices[0].id
        return f"{self.name}_0" if self.kind in (K.SCALE, K.CHOICE, K.CHOICES) else self.name

    @property
    def error(self) -> str:
        """What is wrong with the item as a whole."""
        return next((one.message for one in self.errors if one.where == self.item.key), "")

    @property
    def has_error(self) -> bool:
        return bool(self.errors)

    @property
    def value(self) -> str:
        return "" if self.typed is None else str(self.typed)

    @property
    def choices(self) -> list[Choice]:
        """What can be chosen: the steps of a scale, or the answers offered."""
        if self.kind == K.SCALE and self.item.scale:
            words = self.item.option_words
            return _steps(self.name, self.item.scale, self.typed, words)
        given = {str(one) for one in (self.typed if isinstance(self.typed, (list, tuple)) else [self.typed])}
        return [
            Choice(one.key, one.text, one.key in given, f"{self.name}_{place}")
            for place, one in enumerate(self.item.options)
        ]

    @property
    def is_worded(self) -> bool:
        """Whether each step of the scale has words of its own, so that they stand in a list and not in a row."""
        return self.kind == K.SCALE and bool(self.item.options)

    @property
    def lines(self) -> list[Line]:
        """The lines of a matrix, each with the steps of its scale."""
        given = self.typed if isinstance(self.typed, Mapping) else {}
        return [
            Line(
                row.text,
                f"{self.name}.{row.key}",
                _steps(f"{self.name}.{row.key}", self.item.scale, given.get(row.key), {}),
                next((one.message for one in self.errors if one.where == f"{self.item.key}.{row.key}"), ""),
            )
            for row in self.item.rows
        ]

    @property
    def when_name(self) -> str:
        """The field on whose answer it depends whether this is asked; empty for what is always asked."""
        return name_of(self.depends_on.key) if self.depends_on else ""

    @property
    def when_values(self) -> str:
        """The answers after which it is asked, as JSON for the script."""
        return json.dumps([str(one) for one in self.item.when["in"]]) if self.item.when else "[]"

    @property
    def when_words(self) -> str:
        """The same for people without the script."""
        if self.depends_on is None or self.item.when is None:
            return ""
        words = self.depends_on.option_words
        answers = ", ".join(words.get(str(one), str(one)) for one in self.item.when["in"])
        return _("Only if you answered “%(answers)s” to: %(question)s") % {
            "answers": answers,
            "question": self.depends_on.text,
        }


def _steps(name: str, scale: Scale | None, typed: Any, words: Mapping[str, str]) -> list[Choice]:
    given = "" if typed is None else str(typed)
    steps = scale.steps if scale else range(0)
    return [
        Choice(str(step), words.get(str(step), str(step)), str(step) == given, f"{name}_{place}")
        for place, step in enumerate(steps)
    ]


@dataclass(frozen=True)
class Part:
    """One section with its questions."""

    key: str
    title: str
    questions: Sequence[Question]


@dataclass(frozen=True)
class Sheet:
    """All questions of a version, with what was typed and what is wrong with it."""

    content: Mapping[str, Any]
    typed: Mapping[str, Any] = field(default_factory=dict)
    faults: Sequence[Fault] = ()
    # Whether what is never asked is shown too: to who makes the questionnaire.
    whole: bool = False

    @property
    def parts(self) -> list[Part]:
        """The sections in which something is asked."""
        known = {item.key: item for item in items_of(self.content)}
        parts, number = [], 0
        for section in sections_of(self.content):
            questions = []
            for item in section.items:
                if not item.is_asked and not self.whole:
                    continue
                number += item.is_asked
                questions.append(self._question(item, number, known))
            if questions or self.whole:
                parts.append(Part(section.key, section.title, questions))
        return parts

    def _question(self, item: Item, number: int, known: Mapping[str, Item]) -> Question:
        errors = [one for one in self.faults if one.where.partition(".")[0] == item.key]
        depends_on = known.get(item.when["item"]) if item.when else None
        return Question(item, number, self.typed.get(item.key), errors, depends_on)

    @property
    def count(self) -> int:
        """How many questions there are."""
        return sum(1 for item in items_of(self.content) if item.is_asked)

    @property
    def some_optional(self) -> bool:
        """Whether some questions may be left out, so that the page says which must not."""
        return any(item.is_asked and not item.required for item in items_of(self.content))

    @property
    def entries(self) -> list[ErrorEntry]:
        """The lines of the error summary."""
        return list(self._entries())

    def _entries(self) -> Iterator[ErrorEntry]:
        yield from (ErrorEntry("", "", one.message) for one in self.faults if not one.where)
        for part in self.parts:
            for question in part.questions:
                for one in question.errors:
                    target = f"{name_of(one.where)}_0" if "." in one.where else question.first_id
                    yield ErrorEntry(target, question.item.text, one.message)
