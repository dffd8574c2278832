"""Every address × every role, as the table says; an address that is not in the table fails."""

from __future__ import annotations

import pytest
from django.db import transaction
from django.test import Client

from tests.permissions.walk import ROLES, names, outcome, rows
from tests.permissions.world import World, build_objects


def test_every_address_is_in_the_table() -> None:
    listed = {row.name for row in rows()}
    assert sorted(set(names()) - listed) == []
    assert sorted(name for name in listed if not name.startswith("/")) == sorted(set(names()))


@pytest.fixture
def world(db: None) -> World:
    return build_objects()


def test_every_role_gets_what_the_table_says(world: World) -> None:
    wrong = []
    for row in rows():
        for role, wanted in zip(ROLES, row.outcomes, strict=True):
            client = Client()
            if role != "anonymous":
                client.force_login(world.people[role])
            with transaction.atomic():
                got = outcome(
                    client, row, world.kwargs.get(f"{row.name} {row.object}", world.kwargs.get(row.object, {}))
                )
                transaction.set_rollback(True)
            if got != wanted:
                wrong.append(f"{row.method} {row.name} {row.object} as {role}: {got}, the table says {wanted}")
    assert wrong == []
