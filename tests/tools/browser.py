"""Finds the browser of the suite, or fetches it. `python -m tests.tools.browser` prints its path."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

SYSTEM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def installed() -> str | None:
    """Return the path of a Chromium that is there: PADAN_CHROMIUM, Playwright's own, the system's."""
    if named := os.environ.get("PADAN_CHROMIUM"):
        return named
    return _playwrights_own() or next((path for name in SYSTEM_NAMES if (path := shutil.which(name))), None)


def _playwrights_own() -> str | None:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).exists() else None


def _quietly(*command: str, seconds: int) -> bool:
    try:
        done = subprocess.run(command, timeout=seconds, check=False, capture_output=True, text=True)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0


def fetch() -> str | None:
    """Download Playwright's browser, else install the distribution's package (as root); return its path or None."""
    if _quietly(sys.executable, "-m", "playwright", "install", "chromium", seconds=600) and (path := installed()):
        return path
    if os.geteuid() == 0 and shutil.which("apt-get"):
        _quietly("apt-get", "update", seconds=300)
        _quietly("apt-get", "install", "-y", "--no-install-recommends", "chromium", seconds=900)
    return installed()


def main() -> None:
    path = installed() or fetch()
    if path is None:
        sys.exit(
            "No browser: Playwright could not download its Chromium and the distribution's package could not be installed.\n"
            "Install one (Debian: apt-get install chromium) or set PADAN_CHROMIUM to its path."
        )
    sys.stdout.write(f"{path}\n")


if __name__ == "__main__":
    main()
