"""The starter bank: topics and questions on the starter curriculum, kept as YAML beside the code."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from assignments.enums import QuestionKind
from assignments.questions.bodies import CHOICES, Body
from assignments.questions.drafts import Draft, tidied
from lms.people.data_files import read_yaml

K = QuestionKind
FOLDER = Path(__file__).resolve().parent.parent / "data" / "bank"


@dataclass(frozen=True)
class TopicData:
    """A topic as its file says: `lessons` are codes of lessons, `sops` numbers."""

    code: str
    name: str
    name_en: str
    order: int
    sops: tuple[int, ...]
    lessons: tuple[str, ...]
    drafts: tuple[Draft, ...]


@cache
def starter_topics() -> tuple[TopicData, ...]:
    """Return every topic of the starter bank with its questions, in order."""
    topics = [_topic(read_yaml(path)) for path in sorted(FOLDER.glob("*.yaml"))]
    return tuple(sorted(topics, key=lambda topic: topic.order))


def examples() -> list[Draft]:
    """Return one question of each kind, to show how the template is filled in."""
    drafts = [draft for topic in starter_topics() for draft in topic.drafts]
    return [next(draft for draft in drafts if draft.kind == kind) for kind in K if any(d.kind == kind for d in drafts)]


def _topic(data: dict[str, Any]) -> TopicData:
    code = data["code"]
    drafts = [_draft(code, number, row) for number, row in enumerate(data["questions"], 1)]
    return TopicData(
        code, data["name"], data["name_en"], data["order"], tuple(data["sops"]), tuple(data["lessons"]), tuple(drafts)
    )


def _draft(topic: str, number: int, row: dict[str, Any]) -> Draft:
    code = row.get("code") or f"{topic}-{number:03}"
    return Draft(code, topic, row["kind"], tidied(row["kind"], body_of(row)), Decimal(str(row.get("points", 1))))


def body_of(row: dict[str, Any]) -> Body:
    """Return the body that a row of the file says, in few words as the file writes it.

    `right: B` or `right: [A, C]` names options by letter; `options` are `[text, feedback]`; `pairs` `[left, right]`; `extra`,
    `steps` and `variants` are texts; `parts` are rows like these.
    """
    kind = row["kind"]
    body: Body = {
        name: row[name] for name in row if name not in {"kind", "options", "right", "pairs", "extra", "steps", "parts"}
    }
    if kind in CHOICES:
        right = row["right"] if isinstance(row["right"], list) else [row["right"]]
        body["options"] = [
            {"key": letter.lower(), "text": text, "correct": letter in right, "feedback": feedback}
            for letter, (text, feedback) in zip("ABCDEFGH", row["options"], strict=False)
        ]
    if kind == K.MATCHING:
        body["pairs"] = [
            {"key": f"p{n}", "left": left, "right": right} for n, (left, right) in enumerate(row["pairs"], 1)
        ]
        body["extra"] = [{"key": f"x{n}", "right": right} for n, right in enumerate(row.get("extra", []), 1)]
    if kind == K.ORDERING:
        body["steps"] = [{"key": f"s{n}", "text": text} for n, text in enumerate(row["steps"], 1)]
    if kind == K.SCENARIO:
        body["parts"] = [
            {"key": f"q{n}", "kind": part["kind"], "points": str(part.get("points", 1)), "body": body_of(part)}
            for n, part in enumerate(row["parts"], 1)
        ]
    return body
