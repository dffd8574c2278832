"""On paper: an SOP says that it is not confirmed, and its head fits the first page."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect

from cms.markdown.archive import read_path
from cms.markdown.folder import read_folder
from cms.services import import_curriculum
from lms.people.enums import Role
from tests.factories.cms import folder_files
from tests.factories.people import give_role, make_user

STARTER = Path(__file__).resolve().parents[2] / "cms" / "starter"


def test_an_sop_that_is_not_confirmed_says_so_on_paper(
    live_server: object, page: Page, visit: Callable[..., object], axe: Callable[..., None]
) -> None:
    coordinator = make_user()
    give_role(coordinator, Role.COORDINATOR)
    sops = {name: data for name, data in read_path(STARTER).items() if name.startswith("sop/")}
    import_curriculum(folder=read_folder(folder_files() | sops), actor=coordinator)
    visit(page, "/sop/1/")
    axe(page)
    page.emulate_media(media="print")
    expect(page.locator(".notice")).to_be_visible()
    expect(page.locator(".sop-wide")).to_be_visible()
    paper = page.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", paper)) == 3, "the head, and eleven steps on two pages"
