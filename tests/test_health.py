"""`/healthz` and `/readyz`: each part that can be down is named, by really taking it down."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client

from lms.celery import HEARTBEAT, heartbeat
from lms.people import clock
from tests.factories.people import make_user

pytestmark = pytest.mark.django_db
# Django logs every 503 as an error.
unready = pytest.mark.logs_errors


def _ready(client: Client) -> tuple[int, dict[str, object]]:
    response = client.get("/readyz")
    return response.status_code, response.json()


def test_healthz_says_ok_and_asks_the_database_nothing(client: Client, django_assert_num_queries) -> None:
    with django_assert_num_queries(0):
        response = client.get("/healthz")
    assert (response.status_code, response.content) == (200, b"ok\n")
    assert "no-store" in response["Cache-Control"]


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_they_are_read_only(client: Client, path: str) -> None:
    assert client.post(path).status_code == 405
    assert client.head(path).status_code == 200


def test_readyz_names_every_part(client: Client) -> None:
    heartbeat()
    status, said = _ready(client)
    parts = {"ready", "database", "migrations", "checks", "cache", "storage", "broker", "worker"}
    assert (status, set(said), said["ready"]) == (200, parts, True)
    assert {said[part] for part in parts - {"ready"}} == {"ok"}


@pytest.mark.django_db(transaction=True)
@unready
def test_a_database_that_is_away(client: Client) -> None:
    name = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = "/no/such/place" if connection.vendor == "sqlite" else "no_such_database"
    try:
        status, said = _ready(client)
    finally:
        connection.close()
        connection.settings_dict["NAME"] = name
    assert (status, said["ready"], said["database"]) == (503, False, "down (OperationalError)")
    assert said["migrations"] != "ok"
    assert (said["cache"], said["storage"]) == ("ok", "ok")


@unready
def test_a_migration_that_was_not_applied(client: Client) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'courses'")
    status, said = _ready(client)
    assert status == 503
    assert str(said["migrations"]).endswith("not applied: run migrate")


@unready
def test_accounts_of_the_demo_where_no_demo_is(client: Client, settings) -> None:
    make_user(email="orang@demo.test")
    assert _ready(client)[1]["checks"] == "ok"
    settings.PADAN_DEMO = False
    status, said = _ready(client)
    assert (status, said["checks"]) == (503, "people.E001")


@unready
def test_a_cache_that_is_away(client: Client, settings) -> None:
    place = "redis://127.0.0.1:1/0"
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": place}}
    assert _ready(client)[1]["cache"] == "down (ConnectionError)"
    assert _ready(client)[0] == 503


@unready
def test_a_cache_that_forgets(client: Client, settings) -> None:
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}
    status, said = _ready(client)
    assert (status, said["cache"]) == (503, "does not keep what it is given")


@unready
def test_a_store_that_is_away(client: Client, settings, tmp_path: Path) -> None:
    options = {"bucket_name": "b", "endpoint_url": "http://127.0.0.1:1", "access_key": "a", "secret_key": "s"}
    store = {"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": options}
    settings.STORAGES = {**settings.STORAGES, "default": store}
    status, said = _ready(client)
    assert status == 503
    assert str(said["storage"]).startswith("down (")


def test_without_a_broker_people_go_on(client: Client, settings, monkeypatch: pytest.MonkeyPatch) -> None:
    from lms.celery import app

    monkeypatch.setattr(app.conf, "broker_write_url", "redis://127.0.0.1:1/0")
    status, said = _ready(client)
    assert (status, said["ready"]) == (200, True)
    assert str(said["broker"]).startswith("down (")


def test_a_worker_nobody_has_heard_of(client: Client) -> None:
    status, said = _ready(client)
    assert (status, said["worker"]) == (200, "not heard of yet")


def test_a_worker_that_fell_silent(client: Client) -> None:
    with clock.at(clock.now()):
        cache.set(HEARTBEAT, (clock.now() - timedelta(minutes=10)).isoformat())
        status, said = _ready(client)
    assert (status, said["worker"]) == (200, "last heard of 600 s ago")
