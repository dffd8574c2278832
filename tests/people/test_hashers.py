"""Passwords: with which parameters they are hashed, and what becomes of a hash made with others."""

from __future__ import annotations

from typing import Any

import pytest
from argon2 import extract_parameters
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.test import Client

from lms.settings import base
from tests.factories.people import make_user

PATH = "/accounts/login/"


class OfLongAgo(Argon2PasswordHasher):
    """Cheap, and unlike today's."""

    memory_cost = 64
    time_cost = 1
    parallelism = 1


@pytest.fixture(autouse=True)
def as_in_production(settings: Any) -> None:
    settings.PASSWORD_HASHERS = base.PASSWORD_HASHERS


@pytest.mark.django_db
def test_a_password_costs_what_owasp_asks_for() -> None:
    made = extract_parameters(make_user().password.removeprefix("argon2"))
    assert (made.type.name, made.memory_cost, made.time_cost, made.parallelism) == ("ID", 19 * 1024, 2, 1)


@pytest.mark.django_db
def test_a_hash_with_other_parameters_opens_the_account_and_is_made_anew() -> None:
    user = make_user()
    old = user.password = OfLongAgo().encode("latihan-2026", "s" * 22)
    user.save()
    client = Client()
    client.post(PATH, {"login": user.email, "password": "latihan-2026"})
    assert "_auth_user_id" in client.session
    user.refresh_from_db()
    assert user.password != old
    assert "m=19456,t=2,p=1" in user.password


@pytest.mark.django_db
def test_a_wrong_password_changes_no_hash() -> None:
    user = make_user()
    old = user.password = OfLongAgo().encode("latihan-2026", "s" * 22)
    user.save()
    Client().post(PATH, {"login": user.email, "password": "wrong"})
    user.refresh_from_db()
    assert user.password == old
