"""Visiting the demo with a browser: a window, signing in, and finding an address by following links."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, Page, StorageState

from lms.demo.accounts import PASSWORD
from tests.tools.screens import Screen

# Widths of a phone and a desk, with the height of their windows.
SIZES = {360: 740, 1280: 800}


def open_context(
    browser: Browser,
    url: str,
    width: int,
    *,
    theme: str = "light",
    state: StorageState | None = None,
    scale: float = 1,
) -> BrowserContext:
    """Open a window of somebody in Indonesia."""
    context = browser.new_context(
        base_url=url,
        viewport={"width": width, "height": SIZES[width]},
        device_scale_factor=scale,
        color_scheme="dark" if theme == "dark" else "light",
        reduced_motion="reduce",
        locale="id-ID",
        timezone_id="Asia/Jakarta",
        storage_state=state,
    )
    context.set_default_timeout(15_000)
    return context


def sign_in(page: Page, email: str) -> bool:
    """Sign in with the demo's password; say whether it worked."""
    page.goto("/accounts/login/")
    page.fill("#id_login", email)
    page.fill("#id_password", PASSWORD)
    page.locator("#id_password").press("Enter")
    page.wait_for_load_state()
    return "/accounts/login" not in page.url


def address_of(page: Page, screen: Screen) -> str | None:
    """Follow the screen's links; return its path, or None when a link is not there."""
    path = screen.path
    for pattern in screen.links:
        page.goto(path)
        links = page.evaluate("[...document.querySelectorAll('a[href]')].map((link) => link.href)")
        here = urlsplit(page.url).netloc
        paths = [urlsplit(link).path for link in links if urlsplit(link).netloc == here]
        found = next((link for link in paths if re.search(pattern, link) and link != path), None)
        if found is None:
            return None
        path = found
    return path
