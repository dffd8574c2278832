"""Many rows rewritten by one insert: what `bulk_update` does."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lms.people.models import User, WorkUnit
from lms.people.rows import rewrite
from tests.factories.people import make_unit, make_user

pytestmark = pytest.mark.django_db


def _values() -> list[Any]:
    return list(User.objects.order_by("pk").values())


def test_it_writes_what_bulk_update_writes_and_nothing_else() -> None:
    people = [make_user(work_unit=make_unit()) for _ in range(3)]
    for number, one in enumerate(people):
        one.name, one.language = f"Nama {number}", "en"
    User.objects.bulk_update(people, ["name"])
    wanted = _values()
    User.objects.update(name="Lain")

    # The language stands in memory only: it was not asked for.
    rewrite(people, ["name"])

    assert _values() == wanted
    assert {one["language"] for one in wanted} != {"en"}
    assert [one["name"] for one in wanted] == ["Nama 0", "Nama 1", "Nama 2"]


def test_it_is_one_statement_for_many_and_none_for_nobody() -> None:
    units = [make_unit() for _ in range(20)]
    for one in units:
        one.name = f"{one.name} baru"
    with CaptureQueriesContext(
        connection,
    ) as asked:
        rewrite([], ["name"])
        rewrite(units, ["name"])
    assert len([one for one in asked if "INSERT" in one["sql"]]) == 1
    assert "CASE" not in "".join(one["sql"] for one in asked)
    assert WorkUnit.objects.filter(name__endswith=" baru").count() == 20
