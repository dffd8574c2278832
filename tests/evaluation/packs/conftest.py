"""A pack that another installation made, and a browser of who may bring it in."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.test import Client
from pytest_django import Settings

from lms.evaluation.models import PackImport
from lms.people import clock
from lms.people.models import User
from tests.conftest import Cast
from tests.factories.packs import NOW, Origin, bring_in, build_origin, in_charge_since_long, pack_from_elsewhere


@pytest.fixture(autouse=True)
def a_store_of_its_own(settings: Settings, tmp_path: Path) -> None:
    """What one installation keeps, the next one does not find."""
    settings.MEDIA_ROOT = str(tmp_path / "here")


@pytest.fixture(scope="session")
def post() -> dict[str, bytes]:
    """What came by mail: it is made once, since making it is the work of months."""
    return {}


@pytest.fixture
def content(cast: Cast, settings: Settings, tmp_path: Path, post: dict[str, bytes]) -> bytes:
    """The archive as it arrives."""
    if "pack" not in post:
        here = settings.MEDIA_ROOT
        settings.MEDIA_ROOT = str(tmp_path / "elsewhere")
        post["pack"], _digest = pack_from_elsewhere(actor=cast.coordinator, closer=cast.admin)
        settings.MEDIA_ROOT = here
    in_charge_since_long(cast.coordinator, cast.admin)
    return post["pack"]


@pytest.fixture
def origin(cast: Cast) -> Origin:
    return build_origin(actor=cast.coordinator, closer=cast.admin)


@pytest.fixture
def brought(cast: Cast, content: bytes) -> PackImport:
    """A pack that was brought in."""
    with clock.at(NOW):
        return bring_in(content, actor=cast.coordinator)


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client
