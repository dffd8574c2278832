"""The bell: rung after the commit; many times at once where somebody does in a minute what else takes a year."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import transaction

from lms.celery import app
from lms.people.bell import ring, rung_once


@pytest.fixture
def rung(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, Any]]:
    found: list[tuple[str, Any]] = []

    class Signature:
        def __init__(self, task: str, args: Any) -> None:
            self.bell = task, args

        def apply_async(self, *, retry: bool) -> None:
            found.append(self.bell)

    monkeypatch.setattr(app, "signature", Signature)
    return found


@pytest.mark.django_db(transaction=True)
def test_within_the_block_each_bell_is_rung_once_and_at_its_end(rung: list[tuple[str, Any]]) -> None:
    with rung_once():
        for pk in (1, 2, 1):
            with transaction.atomic():
                ring("rooms.tasks.send")
                ring("rooms.tasks.render", pk)
        assert rung == []
    assert rung == [("rooms.tasks.send", ()), ("rooms.tasks.render", (1,)), ("rooms.tasks.render", (2,))]
    with transaction.atomic():
        ring("rooms.tasks.send")
        assert len(rung) == 3
    assert len(rung) == 4


@pytest.mark.django_db(transaction=True)
def test_what_was_committed_before_a_fault_is_rung(rung: list[tuple[str, Any]]) -> None:
    def half() -> None:
        ring("rooms.tasks.send")
        with transaction.atomic():
            ring("rooms.tasks.render", 1)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError), rung_once():
        half()
    assert rung == [("rooms.tasks.send", ())]
