"""Every component, on the living page: axe finds nothing in either language, by day or by night, nor on paper."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import PageAt

pytestmark = pytest.mark.django_db(transaction=True)
Look = Callable[[Page], None]
Visit = Callable[..., object]
BACKGROUND = "element => getComputedStyle(element).backgroundColor"


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_every_component_is_for_everybody(page_at: PageAt, visit: Visit, look: Look, language: str, dark: bool) -> None:
    page = page_at(360, dark=dark)
    visit(page, f"/ui/?language={language}")
    expect(page.locator("html")).to_have_attribute("lang", language)
    look(page)


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_what_is_opened_is_for_everybody_too(page_at: PageAt, visit: Visit, look: Look, dark: bool) -> None:
    page = page_at(360, dark=dark)
    visit(page, "/ui/")
    page.locator("main details:not(.dialog)").evaluate_all("all => all.forEach(one => one.open = true)")
    look(page)
    heads = page.locator(".chart .scroll thead").evaluate_all(
        "all => all.map(one => one.getBoundingClientRect().height)"
    )
    assert heads
    assert min(heads) > 10, "a table that does not fold keeps its head on a phone"
    page.locator("#withdraw > summary").click()
    expect(page.locator("#withdraw dialog")).to_be_visible()
    look(page)
    page.keyboard.press("Escape")
    expect(page.locator("#withdraw dialog")).to_be_hidden()


def test_on_paper_there_is_ink_on_white_and_nothing_to_press(page_at: PageAt, visit: Visit, axe: Look) -> None:
    page = page_at(1280, dark=True)
    visit(page, "/ui/")
    by_night = page.locator("body").evaluate(BACKGROUND)
    page.emulate_media(media="print")
    assert by_night != page.locator("body").evaluate(BACKGROUND) == "rgb(255, 255, 255)"
    expect(page.locator(".card .btn").first).to_be_hidden()
    expect(page.locator(".notice").first).to_be_visible()
    axe(page)
