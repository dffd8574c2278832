"""Takes pictures of the main screens, as each role sees them, into shots/. Open shots/index.html to look at them.

    python -m tests.tools.shots [--role reviewer …] [--only matrix …] [--url http://127.0.0.1:8000]

It builds a demo of its own and serves it, unless --url names a demo that is running.
"""

from __future__ import annotations

import argparse
import html
import shutil
import sys
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, sync_playwright

from tests.tools import browser as browsers
from tests.tools import visits
from tests.tools.screens import ACCOUNTS, SCREENS, Screen
from tests.tools.site import ROOT, environment, manage, served

SHOTS = ROOT / "shots"
SIZES = visits.SIZES
THEMES = ("light", "dark")


class Album:
    """What was taken and what went wrong."""

    def __init__(self) -> None:
        self.taken: list[tuple[str, str]] = []
        self.complaints: list[str] = []

    def complain(self, text: str) -> None:
        if text not in self.complaints:
            self.complaints.append(text)
            sys.stdout.write(f"  ! {text}\n")


def _addresses(context: BrowserContext, role: str, screens: list[Screen], album: Album) -> Iterator[tuple[str, str]]:
    page = context.new_page()
    for screen in screens:
        path = visits.address_of(page, screen)
        if path is None:
            album.complain(f"{role}/{screen.name}: no link {' → '.join(screen.links)} from {screen.path}")
        else:
            yield screen.name, path


def _take(page: Page, role: str, name: str, path: str, shape: str, album: Album) -> None:
    response = page.goto(path, wait_until="networkidle")
    status = response.status if response else 0
    if status >= 400 and name != "not-found":
        album.complain(f"{role}/{name}: {path} answered {status}")
    if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
        album.complain(f"{role}/{name}: scrolls sideways at {shape}")
    file = f"{role}/{name}-{shape}.png"
    # A window as tall as the page: bars that stick to the window's edge stay at the page's edge.
    size = page.viewport_size or {"width": 1280, "height": 800}
    tall = max(size["height"], page.evaluate("document.documentElement.scrollHeight"))
    page.set_viewport_size({"width": size["width"], "height": tall})
    page.screenshot(path=SHOTS / file)
    page.set_viewport_size(size)
    album.taken.append((f"{role}/{name}", file))


def _of_role(browser: Browser, url: str, role: str, screens: list[Screen], album: Album) -> None:
    first = visits.open_context(browser, url, 1280)
    email = ACCOUNTS[role]
    if email and not visits.sign_in(first.new_page(), email):
        album.complain(f"{role}: {email} cannot sign in")
        return
    paths = list(_addresses(first, role, screens, album))
    state = first.storage_state()
    first.close()
    shutil.rmtree(SHOTS / role, ignore_errors=True)
    for width in SIZES:
        for theme in THEMES:
            context = visits.open_context(browser, url, width, theme=theme, state=state)
            page = context.new_page()
            page.on("console", lambda message: _heard(message, role, album))
            for name, path in paths:
                _take(page, role, name, path, f"{width}-{theme}", album)
            context.close()
    sys.stdout.write(f"  {role}: {', '.join(name for name, _path in paths)}\n")


def _heard(message: ConsoleMessage, role: str, album: Album) -> None:
    if message.type == "error" and not message.text.startswith("Failed to load resource"):
        album.complain(f"{role}: {message.text}")


def _sheet(album: Album) -> str:
    rows: dict[str, list[str]] = {}
    for screen, file in album.taken:
        rows.setdefault(screen, []).append(file)
    figures = "\n".join(
        f'<section id="{html.escape(screen)}"><h2>{html.escape(screen)}</h2><div class="row">'
        + "".join(f'<a href="{file}"><img loading="lazy" src="{file}" alt="{file}"></a>' for file in files)
        + "</div></section>"
        for screen, files in rows.items()
    )
    faults = "".join(f"<li>{html.escape(text)}</li>" for text in album.complaints)
    style = (
        "body{font:16px system-ui;margin:24px;background:#888}.row{display:flex;gap:16px;overflow-x:auto;align-items:start}"
        "img{height:520px;width:auto;max-width:none;object-fit:cover;object-position:top;background:#fff}"
    )
    return f'<!doctype html><html lang="en"><meta charset="utf-8"><title>Screens</title><style>{style}</style><h1>Screens</h1><ul>{faults}</ul>{figures}</html>\n'


@contextmanager
def _site(url: str | None) -> Iterator[str]:
    """Yield the address of a running demo: the one named, or one built for this run and removed after it."""
    if url:
        yield url.rstrip("/")
        return
    folder = ROOT / "var" / f"shots-{uuid.uuid4().hex[:8]}"
    where = environment(folder)
    try:
        manage(where, "migrate", "--verbosity", "0")
        manage(where, "demo")
        with served(where) as (address, _process):
            yield address
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def main() -> int:
    parser = argparse.ArgumentParser(description="Take pictures of the main screens into shots/.")
    parser.add_argument("--role", nargs="+", choices=list(SCREENS), default=list(SCREENS))
    parser.add_argument("--only", nargs="+", default=[], help="names of screens")
    parser.add_argument("--url", help="address of a demo that is running")
    asked = parser.parse_args()
    path = browsers.installed()
    if path is None:
        sys.exit("No browser: run python -m tests.tools.browser.")
    album = Album()
    with _site(asked.url) as url, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        for role in asked.role:
            screens = [screen for screen in SCREENS[role] if not asked.only or screen.name in asked.only]
            if screens:
                _of_role(browser, url, role, screens, album)
        browser.close()
    Path(SHOTS / "index.html").write_text(_sheet(album))
    sys.stdout.write(f"{len(album.taken)} pictures: {SHOTS / 'index.html'}\n")
    return 1 if album.complaints else 0


if __name__ == "__main__":
    sys.exit(main())
