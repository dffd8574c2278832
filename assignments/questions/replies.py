"""An answer as one line of words, for lists, spreadsheets and remarks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from assignments.enums import QuestionKind
from assignments.questions.asking import entries_of
from assignments.questions.bodies import CHOICES, Body

K = QuestionKind


def answer_in_words(kind: str, body: Body, answer: Any) -> str:
    """Return an answer as its reader would say it, "" for none. What is no answer to this body is left out."""
    if answer in (None, "", [], {}):
        return ""
    if kind == K.SCENARIO:
        given = answer if isinstance(answer, Mapping) else {}
        words = [answer_in_words(part["kind"], part["body"], given.get(part["key"])) for part in body["parts"]]
        return " | ".join(one or "–" for one in words)
    if kind == K.MATCHING:
        return _pairs(body, answer)
    if kind in CHOICES or kind == K.ORDERING:
        texts = {entry["key"]: entry["text"] for entry in entries_of(kind, body)}
        keys = answer if isinstance(answer, list) else [answer]
        return (" → " if kind == K.ORDERING else "; ").join(texts[key] for key in keys if key in texts)
    return str(answer)


def _pairs(body: Body, answer: Any) -> str:
    given = answer if isinstance(answer, Mapping) else {}
    rights = {entry["key"]: entry["right"] for entry in entries_of(K.MATCHING, body)}
    return "; ".join(
        f"{pair['left']}: {rights[given[pair['key']]]}" for pair in body["pairs"] if given.get(pair["key"]) in rights
    )
