"""The browser and its helpers: they see what is there, and they see faults."""

from __future__ import annotations

from threading import Timer
from time import monotonic

import pytest
from playwright.sync_api import Browser, Page

from tests.e2e.browsing import Answers, Watch, check_axe, check_fits, until
from tests.factories.people import make_user

GOOD = '<!doctype html><html lang="id"><title>Contoh</title><main><h1>Contoh</h1></main></html>'


def test_the_live_server_answers(page, visit) -> None:
    visit(page, "/healthz")
    assert page.locator("body").inner_text().strip() == "ok"


def test_a_status_that_was_not_expected_fails(page_at, visit) -> None:
    with pytest.raises(AssertionError, match="answered 404, not 200"):
        visit(page_at(360), "/healthz/no-such-page/")


def test_somebody_signed_in_is_at_home(page_at, sign_in, visit) -> None:
    tab = page_at(360)
    sign_in(tab, make_user())
    visit(tab, "/dashboard/")
    assert tab.url.endswith("/dashboard/")


@pytest.fixture
def tab(browser: Browser) -> Page:
    """A tab nobody watches."""
    page = browser.new_context(viewport={"width": 360, "height": 740}).new_page()
    yield page
    page.context.close()


def test_axe_passes_a_good_page(tab: Page) -> None:
    tab.set_content(GOOD)
    check_axe(tab)
    check_fits(tab)


def test_axe_names_what_is_wrong(tab: Page) -> None:
    tab.set_content(GOOD.replace("</main>", '<img src="data:,"></main>'))
    with pytest.raises(AssertionError, match="alternative text"):
        check_axe(tab)


def test_sideways_scrolling_is_seen(tab: Page) -> None:
    tab.set_content(GOOD.replace("</main>", '<div class="wide" style="width: 900px">x</div></main>'))
    with pytest.raises(AssertionError, match=r"div\.wide"):
        check_fits(tab)


def test_faults_are_collected(browser: Browser, live_server) -> None:
    seen = Watch()
    context = browser.new_context(base_url=live_server.url)
    seen.over(context)
    page = context.new_page()
    policy = '<meta http-equiv="Content-Security-Policy" content="style-src \'self\'">'
    body = f'{policy}<p style="color: red">x</p><img src="/no-such-image.png"><script>null.x</script>'
    page.route("**/faulty", lambda route: route.fulfill(body=body, content_type="text/html"))
    page.goto("/faulty", wait_until="networkidle")
    context.close()
    said = "\n".join(seen.faults)
    assert "Content-Security-Policy style-src" in said
    assert "404 for image" in said
    assert "exception: " in said


def test_what_is_still_being_answered_is_waited_for() -> None:
    answers = Answers()
    answers.began()
    began = monotonic()
    Timer(0.3, answers.ended).start()
    answers.wait(quiet=0.05)
    assert monotonic() - began >= 0.3
    answers.began()
    with pytest.raises(AssertionError, match="still answering"):
        answers.wait(seconds=0.1)


def test_what_is_not_there_yet_is_waited_for() -> None:
    rows: list[str] = []
    Timer(0.3, rows.append, ["sent"]).start()
    assert until(lambda: rows) == ["sent"]
    with pytest.raises(AssertionError, match=r"after 0\.1 seconds there is still None"):
        until(lambda: None, seconds=0.1)
