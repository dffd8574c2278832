"""Changing the role one works in."""

from __future__ import annotations

import pytest
from django.test import Client

from lms.people.enums import Column, Role
from tests.conftest import Cast
from tests.factories.people import give_role
from tests.people.asking import ask, is_sent_to_sign_in

PATH = "/dashboard/hat/"


@pytest.mark.django_db
def test_another_hat_is_worn_from_now_on(cast: Cast, client: Client) -> None:
    give_role(cast.facilitator, Role.REVIEWER, column=Column.ILO)
    client.force_login(cast.facilitator)
    assert client.post(PATH, {"hat": Role.REVIEWER})["Location"] == "/dashboard/"
    assert client.get("/dashboard/").wsgi_request.hat == Role.REVIEWER  # type: ignore[attr-defined]


@pytest.mark.django_db
@pytest.mark.parametrize("hat", ["administrator", "nonsense", ""])
def test_a_hat_that_is_not_held_changes_nothing(cast: Cast, client: Client, hat: str) -> None:
    client.force_login(cast.facilitator)
    client.post(PATH, {"hat": hat})
    assert "hat" not in client.session
    assert client.get("/dashboard/").wsgi_request.hat == Role.FACILITATOR  # type: ignore[attr-defined]


@pytest.mark.django_db
def test_a_hat_that_ended_falls_off(cast: Cast, client: Client) -> None:
    row = give_role(cast.facilitator, Role.REVIEWER, column=Column.ILO)
    client.force_login(cast.facilitator)
    client.post(PATH, {"hat": Role.REVIEWER})
    row.delete()
    assert client.get("/dashboard/").wsgi_request.hat == Role.FACILITATOR  # type: ignore[attr-defined]


@pytest.mark.django_db
def test_visitors_and_reading_are_refused(cast: Cast) -> None:
    assert is_sent_to_sign_in(PATH, "post")
    assert ask(cast.admin, PATH).status_code == 405
