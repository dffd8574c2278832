"""A site of its own in a folder: migrated, filled by the demo, served by the real web server on a free port."""

from __future__ import annotations

import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.tools.with_services import free_port

ROOT = Path(__file__).resolve().parents[2]


def environment(folder: Path, **more: str) -> dict[str, str]:
    """Return the environment of a local site that keeps all it writes in `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    inherited = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "PORT"}}
    return {**inherited, "DJANGO_SETTINGS_MODULE": "lms.settings.local", "PADAN_VAR": str(folder), **more}


def manage(where: dict[str, str], *arguments: str) -> None:
    """Run a management command there. Raises CalledProcessError."""
    subprocess.run([sys.executable, "manage.py", *arguments], cwd=ROOT, env=where, check=True)


def _wait(url: str, process: subprocess.Popen[bytes]) -> None:
    for _ in range(300):
        if process.poll() is not None:
            sys.exit(f"The web server ended at once (exit {process.returncode}).")
        try:
            urllib.request.urlopen(f"{url}/healthz", timeout=5).close()
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
        else:
            return
    sys.exit("The web server did not answer within half a minute.")


@contextmanager
def served(
    where: dict[str, str], *, workers: int = 1, application: str = "lms.wsgi:application"
) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """Serve the site as in production and yield its address and the process of the server."""
    port = free_port()
    command = [sys.executable, "-m", "lms.web", "--host", "127.0.0.1", "--port", str(port)]
    sizes = ["--workers", str(workers), "--blocking-threads", "1", "--log-level", "warning", application]
    process = subprocess.Popen([*command, *sizes], cwd=ROOT, env=where)
    url = f"http://127.0.0.1:{port}"
    try:
        _wait(url, process)
        yield url, process
    finally:
        process.terminate()
        process.wait(30)
