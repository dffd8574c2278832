"""A purpose whose files their owner may read, for tests of the floor itself."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from lms.files import registry

PURPOSE = "percobaan"


@pytest.fixture(autouse=True)
def a_purpose() -> Iterator[None]:
    registry.add_reader(PURPOSE, lambda user, file: file.owner_id == user.pk)
    yield
    registry._readers.pop(PURPOSE)
