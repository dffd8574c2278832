"""Short words for asking the quizzes' pages in tests."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from assignments.models import AttemptItem
from assignments.queries.sittings import digest_of, items_of


def address(name: str, *args: Any) -> str:
    """The address of a page of this room."""
    return reverse(f"assignments:{name}", args=args)


def form_of(attempt: Any, answers: dict[int, str], **more: str) -> dict[str, str]:
    """What a page of this attempt, opened now, sends: the fields it was shown with, and the keys chosen as their places."""
    data: dict[str, str] = dict(more)
    for item in items_of(attempt):
        data |= {f"base-{item.order}": str(item.seq), f"was-{item.order}": digest_of(item.answer)}
        key = answers.get(item.order, item.answer)
        if key is not None:
            data[f"q{item.order}"] = place(item, key)
    return data


def place(item: AttemptItem, key: str) -> str:
    """The place at which an option is shown."""
    return str(item.shown.index(key))
