"""What a participant's page weighs on the wire, and that it asks the database as often for many as for one."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from courses.models import Cohort, Enrolment
from lms.people import clock
from lms.people.models import User
from tests.bench.browser import Browser
from tests.bench.journeys import LESSON
from tests.bench.markup import Markup
from tests.conftest import Cast
from tests.factories.courses import DURING, make_cohort, make_enrolment, make_version

pytestmark = pytest.mark.django_db

COLD, WARM, REQUESTS = 60 * 1024, 15 * 1024, 8
PAGES = ["/accounts/login/", "/dashboard/", "contents", "lesson", "/profile/", "/tidak-ada/"]


@dataclass
class Learning:
    """A learner in a running cohort of a curriculum of a real size (8 modules of 4 lessons)."""

    coordinator: User
    cohort: Cohort
    enrolment: Enrolment
    browser: Browser

    def path(self, page: str) -> str:
        """Return the address of a page of PAGES."""
        contents = f"/learn/{self.cohort.public_id}/"
        if page == "lesson":
            found = Markup(self.browser.read(contents)[1]).link(LESSON)
            assert found, "the contents lead to no lesson"
            return found
        return contents if page == "contents" else page


@pytest.fixture(autouse=True)
def in_the_online_stage() -> Iterator[None]:
    with clock.at(DURING):
        yield


@pytest.fixture
def learning(cast: Cast, application: WSGIHandler) -> Learning:
    version = make_version(actor=cast.coordinator, modules=8, lessons=4)
    cohort = make_cohort(actor=cast.coordinator, version=version, capacity=10)
    enrolment = make_enrolment(actor=cast.coordinator, cohort=cohort, work_unit=cast.unit)
    client = Client()
    client.force_login(enrolment.user)
    name = settings.SESSION_COOKIE_NAME
    return Learning(cast.coordinator, cohort, enrolment, Browser(application, {name: client.cookies[name].value}))


def _on_the_wire(browser: Browser, path: str) -> int:
    """Return the bytes of a part of a page, compressed as a release compresses it."""
    answer = browser.call(path)
    assert answer.status == 200, f"{path} answered {answer.status}"
    packed = "gzip" in answer.headers.get("content-encoding", "")
    return len(answer.body) if packed else min(len(answer.body), len(gzip.compress(answer.body, 9)))


@pytest.mark.parametrize("page", PAGES)
def test_a_page_is_light(learning: Learning, page: str) -> None:
    path = learning.path(page)
    browser = Browser(learning.browser.handler) if page == "/accounts/login/" else learning.browser
    status, text, reached = browser.read(path)
    assert (status, reached) == (404 if page == "/tidak-ada/" else 200, path)
    warm = len(browser.call(path).body)
    parts = Markup(text).parts
    cold = warm + sum(_on_the_wire(browser, part) for part in parts)
    assert warm <= WARM
    assert cold <= COLD
    assert 1 + len(parts) <= REQUESTS


def _queries(browser: Browser, path: str) -> list[str]:
    browser.call(path)
    with CaptureQueriesContext(connection) as captured:
        browser.call(path)
    return [query["sql"] for query in captured.captured_queries]


@pytest.mark.parametrize("page", ["/dashboard/", "contents", "lesson"])
def test_a_page_asks_as_often_among_many(learning: Learning, page: str) -> None:
    path = learning.path(page)
    alone = _queries(learning.browser, path)
    for _ in range(3):
        make_enrolment(actor=learning.coordinator, cohort=learning.cohort)
    assert len(_queries(learning.browser, path)) == len(alone)
