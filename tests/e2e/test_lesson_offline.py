"""A lesson kept as one file: taken from the player, opened from the disk, with nothing else to load."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from cms import rendering
from cms.markdown.documents import read_document
from cms.media import keep
from tests.cms.test_rendering import BLOCKS, FIGURE, FRONT, picture
from tests.e2e.browsing import check_axe, check_fits


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    sha256, content = picture()
    keep(sha256, "bagan.png", content)
    document = read_document("lesson", FRONT + BLOCKS + "\n" + FIGURE)
    file = tmp_path / "pelajaran.html"
    file.write_text(rendering.render_offline(document, {"bagan.png": sha256}), encoding="utf-8")
    return file


@pytest.fixture(params=[(360, "light"), (360, "dark"), (1280, "light"), (1280, "dark")], ids=str)
def reader(request: pytest.FixtureRequest, browser: Browser) -> Page:
    """A tab that never had a connection."""
    width, scheme = request.param
    context = browser.new_context(viewport={"width": width, "height": 740}, color_scheme=scheme)
    context.set_offline(True)
    yield context.new_page()
    context.close()


def test_it_opens_from_the_disk_with_its_pictures(reader: Page, kept: Path) -> None:
    asked: list[str] = []
    reader.on("request", lambda request: asked.append(request.url.split(":")[0]))
    faults: list[str] = []
    reader.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
    reader.goto(kept.as_uri())
    shown = reader.locator("figure img")
    shown.scroll_into_view_if_needed()
    reader.wait_for_function("image => image.complete && image.naturalWidth > 0", arg=shown.element_handle())
    assert set(asked) <= {"file", "data"}
    assert faults == []
    check_axe(reader)
    check_fits(reader)


def test_its_answers_unfold_and_its_check_answers_without_scripts(reader: Page, kept: Path) -> None:
    reader.goto(kept.as_uri())
    reader.locator("details.answer > summary").first.click()
    expect(reader.locator("details.answer").first).to_have_attribute("open", "")
    option = reader.locator(".option").first
    feedback = reader.locator(".feedback").first
    expect(feedback).to_be_hidden()
    option.click()
    expect(feedback).to_be_visible()
