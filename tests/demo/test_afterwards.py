"""What nobody looks at first begins once the site has answered."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from lms.demo import afterwards

ROOT = Path(__file__).resolve().parents[2]


class Site(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200 if self.path == "/healthz" else 404)
        self.end_headers()

    def log_message(self, *_said: object) -> None:
        """Say nothing."""


@pytest.fixture
def site() -> Iterator[int]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Site) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        yield server.server_address[1]
        server.shutdown()
        thread.join()


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as found:
        port: int = found.getsockname()[1]
        return port


def test_a_site_that_answers_is_not_waited_for(site: int) -> None:
    assert afterwards.wait_for_the_site(site, longest=5)


def test_a_site_that_never_answers_is_waited_for_no_longer_than_said() -> None:
    began = time.monotonic()
    assert not afterwards.wait_for_the_site(free_port(), longest=0.3)
    assert 0.3 <= time.monotonic() - began < 5


def test_the_command_begins_after_the_answer_and_loads_no_app(tmp_path: Path) -> None:
    port = free_port()
    code = "import sys, time; print('began', time.time())"
    waiting = subprocess.Popen(
        [sys.executable, "-X", "importtime", "-m", "lms.demo.afterwards", sys.executable, "-c", code],
        cwd=ROOT,
        env={**os.environ, "PORT": str(port)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    time.sleep(0.5)
    assert waiting.poll() is None
    with ThreadingHTTPServer(("127.0.0.1", port), Site) as server:
        answered = time.time()
        server.timeout = 10
        server.handle_request()
        said, loaded = waiting.communicate(timeout=30)
    assert float(said.split()[1]) >= answered + afterwards.FIRST_PAGE
    assert "django" not in loaded
    assert "celery" not in loaded


def test_what_stands_in_for_zoom_loads_no_app() -> None:
    code = (
        "import fieldpractice.standin.serving as s, sys; s.settings.PADAN_ZOOM_PORT; from django.apps import apps; "
        "print(apps.ready, [one for one in ('wagtail', 'celery', 'django.db.models') if one in sys.modules])"
    )
    told = {**os.environ, "DJANGO_SETTINGS_MODULE": "lms.settings.test"}
    ran = subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=told, capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "False []"
