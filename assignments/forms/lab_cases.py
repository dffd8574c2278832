"""The forms of a case together: the case, its cards, its constraints. A row more is one click, with or without JavaScript."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from django import forms
from django.http import QueryDict

from assignments.enums import ConstraintRule
from assignments.forms.lab import CardFormSet, CaseForm, ConstraintFormSet
from assignments.lab.cards import Case, Fault
from assignments.models import MatchingCase


class CaseForms:
    """`main`, `cards` and `constraints`, filled from a case or from what was sent."""

    def __init__(self, data: QueryDict | None, *, case: MatchingCase | None) -> None:
        body: Case = case.current.body if case is not None and case.current is not None else {}
        self.more = data.get("more", "") if data is not None else ""
        if data is not None and self.more in {"cards", "constraints"}:
            data = data.copy()
            total = f"{self.more}-TOTAL_FORMS"
            count = data.get(total, "")
            data[total] = str(int(count) + 1) if count.isascii() and count.isdigit() else count
        self.main = CaseForm(data, case=case)
        self.cards = CardFormSet(data, prefix="cards", initial=body.get("cards") or [])
        self.constraints = ConstraintFormSet(data, prefix="constraints", initial=_constraints_shown(body))
        self.bound = data is not None

    def complete(self) -> bool:
        """Whether everything was typed well and was sent to be saved, not to get another row."""
        return not self.more and all([self.main.is_valid(), self.cards.is_valid(), self.constraints.is_valid()])

    @property
    def wrong(self) -> bool:
        """Whether a form has something to say about what was typed."""
        return self.bound and not self.more and not self.complete()

    @property
    def all(self) -> list[forms.BaseForm]:
        """Every form, for the summary of errors."""
        return [self.main, *self.cards.forms, *self.constraints.forms]

    @property
    def seen(self) -> int:
        """The number of the version that was edited."""
        return int(self.main.cleaned_data.get("seen") or 0)

    def case_fields(self) -> dict[str, Any]:
        """Return the fields of the case itself, as the services take them."""
        names = ("code", "kind", "difficulty", "title")
        return {name: self.main.cleaned_data[name] for name in names if name in self.main.cleaned_data}

    def body(self) -> Case:
        """Return what was typed as a case (`assignments.lab.cards`). Call it when `complete`."""
        data = self.main.cleaned_data
        cards = _keyed(_kept(self.cards), "k")
        constraints = _keyed(_kept(self.constraints), "c")
        return {
            "intro": data["intro"].strip(),
            "subject": {"title": data["subject"].strip(), "facts": data["subject_facts"]},
            "cards": [{"key": one["key"], "title": one["title"], "facts": one["facts"]} for one in cards],
            "constraints": [_constraint(one, [card["key"] for card in cards]) for one in constraints],
            "debrief": data["debrief"].strip(),
        }

    def add_faults(self, faults: Iterable[Fault]) -> None:
        """Say of each fault beside its form, or on top."""
        for fault in faults:
            number = re.fullmatch(r"constraints\[(\d+)\]", fault.where)
            if number and int(number[1]) <= len(self.constraints.forms):
                self.constraints.forms[int(number[1]) - 1].add_error(None, fault.message)
            else:
                self.main.add_error(None, fault.message)


def _kept(rows: Any) -> list[dict[str, Any]]:
    return [row.cleaned_data for row in rows.forms if row.cleaned_data and not row.cleaned_data.get("DELETE")]


def _keyed(rows: list[dict[str, Any]], letter: str) -> list[dict[str, Any]]:
    """Give a key to each row that has none: the first number that is free."""
    taken = {row["key"] for row in rows}
    for row in rows:
        if not row["key"]:
            row["key"] = next(key for key in (f"{letter}{number}" for number in range(1, 100)) if key not in taken)
            taken.add(row["key"])
    return rows


def _constraint(row: dict[str, Any], keys: list[str]) -> dict[str, Any]:
    numbers = [int(number) for number in re.findall(r"\d+", row["cards"])]
    chosen = [keys[number - 1] for number in numbers if 1 <= number <= len(keys)]
    decision = row["rule"] == ConstraintRule.DECISION
    return {
        "key": row["key"],
        "rule": row["rule"],
        "cards": [] if decision else chosen,
        "decisions": row["decisions"] if decision else [],
        "why": row["why"].strip(),
        "source": row["source"].strip(),
    }


def _constraints_shown(body: Case) -> list[dict[str, Any]]:
    """Return the constraints with cards as numbers, the way they are typed."""
    place = {card["key"]: number for number, card in enumerate(body.get("cards") or [], 1)}
    return [
        {**one, "cards": ", ".join(str(place[key]) for key in one.get("cards") or [] if key in place)}
        for one in body.get("constraints") or []
    ]
