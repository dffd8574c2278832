"""A word for a pack in the very moment in which its archive goes: in two threads, on whichever database the suite runs."""

from __future__ import annotations

from datetime import datetime, timedelta
from threading import Event
from typing import Any

import pytest
from django.db import connection

from lms.evaluation.enums import PackImportState
from lms.evaluation.models import PackImport
from lms.evaluation.services.packs import bringing
from lms.people.errors import Conflict
from tests.conftest import Cast
from tests.racing import at_once

pytestmark = pytest.mark.django_db(transaction=True)

S = PackImportState


def lying(cast: Cast) -> tuple[PackImport, datetime]:
    """A pack that was checked and left lying, and when it is forgotten."""
    source = bringing.upload_pack(actor=cast.coordinator, name="paket.zip", content=b"x")
    PackImport.objects.filter(pk=source.pk).update(state=S.CHECKED, problems=[], finished_at=None, next_try_at=None)
    return source, source.created_at + timedelta(days=60)


def test_a_word_for_a_pack_that_is_being_forgotten_is_not_written_over(cast: Cast) -> None:
    source, later = lying(cast)
    chosen, said = Event(), Event()

    def pause(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        found = execute(sql, params, many, context)
        if sql.startswith("SELECT") and "packimport" in sql and not chosen.is_set():
            chosen.set()
            # Time for the word, where nothing holds it up.
            said.wait(timeout=1)
        return found

    def forget() -> int:
        with connection.execute_wrapper(pause):
            return bringing.forget_old()

    def confirm() -> None:
        chosen.wait(timeout=10)
        try:
            bringing.confirm_pack(actor=cast.coordinator, source=source)
        finally:
            said.set()

    forgotten, word = at_once(forget, confirm, when=later)
    source.refresh_from_db()
    assert forgotten == 1
    assert isinstance(word, Conflict)
    assert (source.state, source.path) == (S.DROPPED, "")
