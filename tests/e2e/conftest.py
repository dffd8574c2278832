"""A browser for the tests of journeys. It is never skipped: without a browser the tests fail and say what to install."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from typing import Protocol

import pytest
from django.conf import settings as django_settings
from django.core.signals import request_finished, request_started
from django.db import connections
from django.test import Client
from playwright.sync_api import Browser, Page, Response, expect, sync_playwright
from pytest_django.live_server_helper import LiveServer

from lms.people.models import User
from tests.database import start_over_quickly
from tests.e2e.browsing import Answers, Watch, check_axe, check_fits
from tests.tools.browser import installed

MISSING = (
    "No browser for the tests. `python -m tests.tools.browser` fetches one (make test does so by itself); "
    "or install Chromium (Debian: apt-get install chromium), or set PADAN_CHROMIUM to its path."
)
HEIGHTS = {360: 740, 1280: 800}
# Two busy cores: what takes a moment at a desk may take several seconds here. Nothing waits longer than it must.
expect.set_options(timeout=15_000)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "browser" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.e2e)


@pytest.fixture(scope="session")
def browser(django_db_setup: None) -> Iterator[Browser]:
    """One Chromium for the session. Fails when there is none."""
    path = installed()
    if path is None:
        pytest.fail(MISSING, pytrace=False)
    with sync_playwright() as playwright:
        # From here on an event loop runs in this thread. Django takes that for async code, and hands out another
        # connection than before.
        os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
        start_over_quickly(connections["default"])
        chromium = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-dev-shm-usage"])
        yield chromium
        chromium.close()
        connections.close_all()


@pytest.fixture
def watch() -> Iterator[Watch]:
    """The faults seen by the test's tabs; any of them fails the test."""
    seen = Watch()
    yield seen
    if seen.faults:
        pytest.fail("The browser complained:\n" + "\n".join(seen.faults), pytrace=False)


@pytest.fixture
def answers(live_server: LiveServer) -> Iterator[Answers]:
    """What the server is answering. At the end it is waited for: a page saves as it closes, and the database is emptied next."""
    answers = Answers()
    request_started.connect(answers.began)
    request_finished.connect(answers.ended)
    yield answers
    answers.wait()
    request_started.disconnect(answers.began)
    request_finished.disconnect(answers.ended)


class PageAt(Protocol):
    def __call__(self, width: int, *, dark: bool = False, scripts: bool = True) -> Page: ...


@pytest.fixture
def page_at(browser: Browser, watch: Watch, live_server: LiveServer, answers: Answers) -> Iterator[PageAt]:
    """Open a tab of its own (own cookies) at a width: `page_at(360)`, `page_at(1280, dark=True, scripts=False)`."""
    contexts = []

    def open_tab(width: int, *, dark: bool = False, scripts: bool = True) -> Page:
        context = browser.new_context(
            base_url=live_server.url,
            viewport={"width": width, "height": HEIGHTS.get(width, 800)},
            color_scheme="dark" if dark else "light",
            java_script_enabled=scripts,
            reduced_motion="reduce",
            locale="id-ID",
            timezone_id="Asia/Jakarta",
        )
        # A form that is sent is answered within this; expect.set_options above knows why it is so long.
        context.set_default_timeout(20_000)
        watch.over(context)
        contexts.append(context)
        return context.new_page()

    yield open_tab
    for context in contexts:
        context.close()


@pytest.fixture(params=[360, 1280], ids=["phone", "desk"])
def page(request: pytest.FixtureRequest, page_at: PageAt) -> Page:
    """A tab on a phone, then the same test at a desk."""
    return page_at(request.param)


@pytest.fixture
def visit() -> Callable[..., Response]:
    """Go to a path and check its status: `visit(page, "/dashboard/")`, `visit(page, "/learn/…", status=403)`."""

    def go(page: Page, path: str, *, status: int = 200) -> Response:
        response = page.goto(path)
        assert response is not None, f"{path} gave no answer"
        assert response.status == status, f"{path} answered {response.status}, not {status}"
        return response

    return go


@pytest.fixture
def sign_in(live_server: LiveServer) -> Callable[[Page, User], None]:
    """Give the tab a session of this person, without the form (which has its own tests)."""

    def enter(page: Page, user: User) -> None:
        client = Client()
        client.force_login(user)
        cookie = client.cookies[django_settings.SESSION_COOKIE_NAME]
        page.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": live_server.url}])

    return enter


@pytest.fixture
def axe() -> Callable[..., None]:
    """`axe(page)`: no violation of WCAG 2.2 A/AA or of good practice, and no sideways scrolling."""

    def check(page: Page, *, without: tuple[str, ...] = ()) -> None:
        check_axe(page, without=without)
        check_fits(page)

    return check


@pytest.fixture
def look(axe: Callable[..., None]) -> Callable[[Page], None]:
    """`look(page)`: the same as `axe`, on a phone and at a desk; the tab keeps its width."""

    def check(page: Page) -> None:
        size = page.viewport_size
        assert size is not None
        for width in HEIGHTS:
            page.set_viewport_size({"width": width, "height": HEIGHTS[width]})
            axe(page)
        page.set_viewport_size(size)

    return check


@pytest.fixture(autouse=True)
def no_second_factor(settings: object) -> None:
    """Journeys begin signed in; the demand for a second factor has tests of its own."""
    settings.PADAN_SECOND_FACTOR_REQUIRED = False  # type: ignore[attr-defined]
