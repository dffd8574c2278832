"""What a page draws of a question: while it is asked, and with its key when the answer is looked at."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from assignments.enums import QuestionKind
from assignments.questions.asking import Shown, in_shown_order, parts_of
from assignments.questions.bodies import Body
from assignments.questions.marking import CENT, needs_grader, points_for, right_answer

K = QuestionKind


@dataclass(frozen=True)
class Result:
    """What an answer earned. With it a question is shown with its key and feedback; without points a grader is yet to read it."""

    points: Decimal | None
    points_max: Decimal

    @property
    def tone(self) -> str:
        """`ok` for everything, `warn` for a part, `bad` for nothing, `info` while nobody has marked it."""
        if self.points is None:
            return "info"
        return "ok" if self.points >= self.points_max else "warn" if self.points > 0 else "bad"


@dataclass(frozen=True)
class Choice:
    """An option, or an entry on the right of pairs."""

    place: int
    text: str
    chosen: bool = False
    correct: bool = False
    feedback: str = ""


@dataclass(frozen=True)
class Row:
    """A line with a field of its own: an entry on the left of pairs, or a step with its number."""

    name: str
    text: str
    choices: list[Choice]
    chosen: str = ""
    right: str = ""

    @property
    def correct(self) -> bool:
        """Whether what was chosen is right."""
        return self.chosen == self.right


@dataclass(frozen=True)
class Presented:
    """A question as a template draws it; `template` is the one to include, with this object as `question`."""

    kind: str
    prefix: str
    prompt: str
    choices: list[Choice] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    parts: list[Presented] = field(default_factory=list)
    value: str = ""
    unit: str = ""
    case: str = ""
    right: str = ""
    explanation: str = ""
    points_max: Decimal | None = None
    result: Result | None = None

    @property
    def template(self) -> str:
        """The partial that draws this kind."""
        return f"assignments/question/{self.kind}.html"

    @property
    def answered(self) -> bool:
        """Whether anything at all was answered."""
        chosen = [*(one.chosen for one in self.choices), *(row.chosen for row in self.rows), self.value]
        return any(chosen) or any(part.answered for part in self.parts)


def presented(
    kind: str, body: Body, shown: Shown, answer: Any, result: Result | None = None, *, prefix: str = "q"
) -> Presented:
    """Return a question for its page: `answer` filled in as it stands, and with `result` the key, feedback and explanation.

    Nothing of the key is in what is returned without a result. Constant in queries: there are none.
    """
    kind = K(kind)
    common: dict[str, Any] = {"kind": str(kind), "prefix": prefix, "prompt": body.get("prompt", ""), "result": result}
    if result is not None:
        common["explanation"] = body.get("explanation", "")
    return Presented(**common, **_DRAWN[kind](kind, body, shown, answer, result, prefix))


Drawn = dict[str, Any]


def _choices(kind: str, body: Body, shown: Shown, answer: Any, result: Result | None, prefix: str) -> Drawn:
    given = set(answer) if isinstance(answer, list) else {answer}
    return {
        "choices": [
            Choice(
                place,
                option["text"],
                option["key"] in given,
                result is not None and bool(option.get("correct")),
                option.get("feedback", "") if result is not None else "",
            )
            for place, option in enumerate(in_shown_order(kind, body, shown))
        ]
    }


def _matching(kind: str, body: Body, shown: Shown, answer: Any, result: Result | None, prefix: str) -> Drawn:
    given = answer if isinstance(answer, dict) else {}
    entries = in_shown_order(kind, body, shown)
    texts = {entry["key"]: entry["right"] for entry in entries}
    rows = []
    for number, pair in enumerate(body["pairs"], 1):
        chosen = given.get(pair["key"])
        choices = [Choice(place, one["right"], one["key"] == chosen) for place, one in enumerate(entries)]
        right = pair["right"] if result is not None else ""
        rows.append(Row(f"{prefix}-{number}", pair["left"], choices, texts.get(chosen, ""), right))
    return {"rows": rows}


def _ordering(kind: str, body: Body, shown: Shown, answer: Any, result: Result | None, prefix: str) -> Drawn:
    given = [str(key) for key in answer] if isinstance(answer, list) else []
    keys = [step["key"] for step in body["steps"]]
    rows = []
    for place, step in enumerate(in_shown_order(kind, body, shown)):
        rank = given.index(step["key"]) + 1 if step["key"] in given else 0
        choices = [Choice(number, str(number), number == rank) for number in range(1, len(keys) + 1)]
        right = str(keys.index(step["key"]) + 1) if result is not None else ""
        rows.append(Row(f"{prefix}-{place}", step["text"], choices, str(rank or ""), right))
    return {"rows": sorted(rows, key=lambda row: int(row.right)) if result is not None else rows}


def _text(kind: str, body: Body, shown: Shown, answer: Any, result: Result | None, prefix: str) -> Drawn:
    right = (right_answer(kind, body) or "") if result is not None else ""
    return {"value": "" if answer is None else str(answer), "unit": body.get("unit", ""), "right": right}


def _scenario(kind: str, body: Body, shown: Shown, answer: Any, result: Result | None, prefix: str) -> Drawn:
    """The points of a part are its share of what the whole question is worth."""
    given = answer if isinstance(answer, dict) else {}
    total = sum((Decimal(str(part["points"])) for part in body["parts"]), Decimal(0))
    parts = []
    for part, order, name in parts_of(body, shown, prefix):
        one = given.get(part["key"])
        of_part = None
        if result is not None:
            most = (Decimal(str(part["points"])) * result.points_max / total).quantize(CENT)
            earned = None if needs_grader(part["kind"]) else points_for(part["kind"], part["body"], one, most)
            of_part = Result(earned, most)
        parts.append(presented(part["kind"], part["body"], order, one, of_part, prefix=name))
    return {"case": body.get("case", ""), "parts": parts}


_DRAWN = {
    K.ONE: _choices,
    K.SEVERAL: _choices,
    K.TRUE_FALSE: _choices,
    K.MATCHING: _matching,
    K.ORDERING: _ordering,
    K.NUMERIC: _text,
    K.SHORT: _text,
    K.ESSAY: _text,
    K.SCENARIO: _scenario,
}
