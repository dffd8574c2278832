"""A browser tab that notices what goes wrong, and what every page is held to."""

from __future__ import annotations

from dataclasses import dataclass, field
from threading import Lock
from time import monotonic, sleep
from typing import TYPE_CHECKING, TypeVar

from axe_playwright_python.sync_playwright import Axe

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import BrowserContext, ConsoleMessage, Locator, Page, Response

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# Chromium reports a blocked source in the console, but not every directive; the event says them all.
REPORT_VIOLATIONS = """
document.addEventListener("securitypolicyviolation", (event) =>
  console.error(`Content-Security-Policy ${event.violatedDirective}: ${event.blockedURI} ${event.sample}`));
"""
# Pixels below the end of a page that is judged unfolded.
SPARE = 400
T = TypeVar("T")
PARTS_OF_A_PAGE = frozenset({"stylesheet", "script", "image", "font", "media"})


@dataclass
class Watch:
    """Collects the faults of the tabs of one test: console errors, CSP violations, exceptions, missing parts, 5xx."""

    faults: list[str] = field(default_factory=list)

    def over(self, context: BrowserContext) -> None:
        """Watch every tab this context opens, popups too."""
        context.add_init_script(REPORT_VIOLATIONS)
        context.on("console", self._on_console)
        context.on("weberror", lambda error: self.faults.append(f"exception: {error.error}"))
        context.on("response", self._on_response)

    def _on_console(self, message: ConsoleMessage) -> None:
        # A refused page (403, 404, 409) is told here too; what must not be refused is judged in _on_response.
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            self.faults.append(f"console: {message.text}")

    def _on_response(self, response: Response) -> None:
        kind = response.request.resource_type
        if response.status >= 500 or (response.status >= 400 and kind in PARTS_OF_A_PAGE):
            self.faults.append(f"{response.status} for {kind} {response.url}")


class Answers:
    """Counts the requests that the server in this process is still answering."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._under_way = 0

    def began(self, **_kwargs: object) -> None:
        self._count(1)

    def ended(self, **_kwargs: object) -> None:
        self._count(-1)

    def _count(self, step: int) -> None:
        with self._lock:
            self._under_way += step

    def wait(self, *, quiet: float = 0.2, seconds: float = 10) -> None:
        """Return when nothing has been under way for a moment. Fails after some seconds."""
        end, since = monotonic() + seconds, monotonic()
        while True:
            if self._under_way:
                assert monotonic() < end, "the server is still answering"
                since = monotonic()
            elif monotonic() - since >= quiet:
                return
            sleep(0.02)


def follow(link: Locator) -> None:
    """Click, and return when the page it leads to is there: a click alone returns before."""
    with link.page.expect_navigation():
        link.click()


def until(read: Callable[[], T], *, seconds: float = 15) -> T:
    """Return what `read` gives as soon as that is true: for what the server does while the page does not say so. Fails after some seconds."""
    end = monotonic() + seconds
    while not (seen := read()):
        assert monotonic() < end, f"after {seconds} seconds there is still {seen!r}"
        sleep(0.05)
    return seen


def forgotten(page: Page) -> None:
    """Fail unless the browser keeps nobody's pages: they are taken away before signing out."""
    kept = "async () => (await caches.keys()).filter((name) => name.startsWith('padan-pages:'))"
    assert page.evaluate(kept) == []


def check_axe(page: Page, *, without: tuple[str, ...] = ()) -> None:
    """Fail unless axe finds nothing on the page, by WCAG 2.2 A and AA and its best practices.

    `without` names rules that do not apply to this page; say why beside the call.
    """
    options = {
        "runOnly": {"type": "tag", "values": RULES},
        "rules": {rule: {"enabled": False} for rule in without},
        "resultTypes": ["violations"],
    }
    # A click returns when the next page has begun to arrive, not when it is there.
    page.wait_for_load_state("load")
    size = page.viewport_size
    # Judged unfolded: what lies behind the bar at the bottom of a phone can be scrolled out from under it.
    # With room to spare: what a script writes meanwhile makes the page longer.
    if size is not None:
        height = page.evaluate("document.documentElement.scrollHeight")
        page.set_viewport_size({"width": size["width"], "height": max(size["height"], height) + SPARE})
    found = Axe().run(page, options=options)
    if size is not None:
        page.set_viewport_size(size)
    assert found.violations_count == 0, f"{page.url}\n{found.generate_report()}"


def check_fits(page: Page) -> None:
    """Fail when the page scrolls sideways at its present width, and name what sticks out."""
    culprits = page.evaluate(
        """() => {
          const room = document.documentElement.clientWidth;
          if (document.documentElement.scrollWidth <= room) return [];
          return [...document.querySelectorAll("body *")]
            .filter((node) => node.getBoundingClientRect().right > room + 1)
            .slice(0, 5)
            .map((node) => `${node.tagName.toLowerCase()}.${node.className}`);
        }"""
    )
    assert not culprits, f"{page.url} scrolls sideways: {', '.join(culprits)}"
