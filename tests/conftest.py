"""The fixed cast that every test can ask for, and what holds for every test."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from django.core.cache import cache
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, connection
from django.utils import translation
from hypothesis import HealthCheck, settings
from pytest_django import DjangoDbBlocker

from lms.celery import app
from lms.people.enums import Column, Role
from lms.people.models import User, WorkUnit
from tests.database import keep_migrated_rows, keep_rows, put_back, start_over_quickly
from tests.factories.people import give_role, make_reviewer, make_unit, make_user

# No test is judged by a clock: beside other work a machine may stand still for seconds.
settings.register_profile("padan", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("padan")


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "logs_errors: the test makes the site log an error, and means to")
    # xdist would start with the largest group of tests; the order of collection is the one that counts (tests.database).
    config.option.loadscopereorder = False


# Last of all plugins: pytest-randomly has shuffled by then.
@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    keep_migrated_rows(items)


@pytest.fixture(scope="session", autouse=True)
def worker() -> None:
    """Let this process know the tasks, as a worker does when it starts: a bell that rings is answered at once."""
    app.loader.import_default_modules()


@pytest.fixture(scope="session")
def django_db_setup(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, django_db_keepdb: bool
) -> Iterator[None]:
    """Keep the migrated rows, and leave a kept database (--reuse-db) as it was found: the last test may have emptied it."""
    with django_db_blocker.unblock():
        keep_rows(connection)
        start_over_quickly(connection)
    yield
    if django_db_keepdb:
        with django_db_blocker.unblock():
            put_back(connection)


class _Errors(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.seen: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.seen.append(f"{record.name}: {record.getMessage()}")


@pytest.fixture(autouse=True)
def no_error_is_logged(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fail a test during which the site logged an error, in whichever thread, unless it is marked `logs_errors`."""
    errors = _Errors()
    logging.getLogger().addHandler(errors)
    yield
    logging.getLogger().removeHandler(errors)
    if errors.seen and not request.node.get_closest_marker("logs_errors"):
        pytest.fail("An error was logged:\n" + "\n".join(errors.seen), pytrace=False)


@pytest.fixture(autouse=True)
def empty_cache() -> None:
    """Begin with an empty cache: sessions, sites and rate limits of another test never show through."""
    cache.clear()


@pytest.fixture(autouse=True)
def own_language() -> None:
    """Begin in the site's own language: a request leaves the language of its reader behind in this thread."""
    translation.deactivate()


@dataclass
class Cast:
    """One of each: `outsider` is signed in and has neither role nor enrolment."""

    unit: WorkUnit
    admin: User
    coordinator: User
    facilitator: User
    reviewer: User
    supervisor: User
    unit_contact: User
    outsider: User


@pytest.fixture
def application() -> Iterator[WSGIHandler]:
    """The site's whole WSGI stack in this process, within the test's transaction."""
    request_started.disconnect(close_old_connections)
    request_finished.disconnect(close_old_connections)
    yield WSGIHandler()
    request_started.connect(close_old_connections)
    request_finished.connect(close_old_connections)


@pytest.fixture
def cast(db: None) -> Cast:
    unit = make_unit()
    people = {
        name: make_user(email=f"{name}@example.test", name=name.capitalize(), work_unit=unit)
        for name in ("admin", "coordinator", "facilitator", "supervisor", "unit_contact", "outsider")
    }
    give_role(people["admin"], Role.ADMINISTRATOR)
    give_role(people["coordinator"], Role.COORDINATOR)
    give_role(people["facilitator"], Role.FACILITATOR)
    give_role(people["supervisor"], Role.SUPERVISOR, work_unit=unit)
    give_role(people["unit_contact"], Role.UNIT_CONTACT, work_unit=unit)
    return Cast(
        unit=unit,
        reviewer=make_reviewer(Column.ILO, email="reviewer@example.test", name="Reviewer"),
        **people,
    )
