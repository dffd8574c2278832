"""The server: threads of the standard library round one memory."""

from __future__ import annotations

import importlib
import json
import socket
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl

from fieldpractice.standin import tokens
from fieldpractice.standin.routing import Answer, find, refusal
from fieldpractice.standin.state import Failure, State, text_of
from lms.people import clock

# Each adds its addresses when it is loaded.
MODULES = ("meetings", "registrants", "recordings", "pages", "held", "playing")
# What is answered without a token.
OPEN = ("/oauth/", "/w/", "/s/", "/rec/", "/practice/")


class Server(ThreadingHTTPServer):
    """A stand-in that listens. `state` is its memory."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, address: tuple[str, int], state: State) -> None:
        for name in MODULES:
            importlib.import_module(f"fieldpractice.standin.{name}")
        super().__init__(address, _Handler)
        self.state = state
        self.url = f"http://{address[0]}:{self.server_address[1]}"
        state.base_url = state.base_url or self.url

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing of who hung up half-way; everything else is a fault of ours."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Server

    def _answer(self) -> None:
        state = self.server.state
        body = self._body()
        headers = {name.lower(): value for name, value in self.headers.items()}
        asked, handler, known = find(self.command, self.path, body, headers)
        with state.lock:
            state.log.append(f"{self.command} {asked.path}")
            failure = state.failure_for(self.command, asked.path)
            if failure is not None and not failure.done:
                answer: Answer | None = None
            elif not asked.path.startswith(OPEN) and not tokens.holds(state, asked):
                answer = refusal(401, 124, "Invalid access token.")
            elif handler is None:
                answer = refusal(405 if known else 404, 2300, "This API endpoint is not recognized.")
            else:
                answer = handler(state, asked)
                if self.command != "GET":
                    state.keep()
        if failure is not None:
            self._fail(failure, answer)
        elif answer is not None:
            self._send(answer)

    def _body(self) -> dict[str, Any]:
        raw = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if "urlencoded" in (self.headers.get("Content-Type") or ""):
            return dict(parse_qsl(raw.decode()))
        try:
            found = json.loads(raw) if raw else {}
        except ValueError:
            return {}
        return found if isinstance(found, dict) else {}

    def _fail(self, failure: Failure, answer: Answer | None) -> None:
        """Let the answer go wrong as asked; `answer` is what would have been said."""
        if failure.kind == "cut":
            self.close_connection = True
            self.connection.shutdown(socket.SHUT_RDWR)
            return
        if failure.kind == "slow":
            time.sleep(failure.seconds)
            self._send(answer or refusal(504, 0, "Too slow."))
            return
        self._send(_wrong(failure))

    def _send(self, answer: Answer) -> None:
        page = isinstance(answer.body, str)
        if answer.body is None:
            content = b""
        elif isinstance(answer.body, str):
            content = answer.body.encode()
        else:
            content = json.dumps(answer.body).encode()
        try:
            self.send_response(answer.status)
            kind = "text/html; charset=utf-8" if page else "application/json"
            for name, value in {"Content-Type": kind, "Content-Length": str(len(content)), **answer.headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(content)
        except OSError:
            # Whoever asked has hung up.
            self.close_connection = True

    def log_message(self, *_said: Any) -> None:
        """Say nothing: addresses hold tokens."""


for _verb in ("GET", "POST", "PUT", "PATCH", "DELETE"):
    setattr(_Handler, f"do_{_verb}", _Handler._answer)


def _wrong(failure: Failure) -> Answer:
    if failure.kind == "400":
        return refusal(400, 300, "The request is refused.")
    if failure.kind == "401":
        return refusal(401, 124, "Invalid access token.")
    if failure.kind == "404":
        return refusal(404, 300, "It is not found.")
    if failure.kind == "429-second":
        after = {"Retry-After": failure.retry_after} if failure.retry_after else {}
        words = "You have reached the maximum per-second rate limit for this API. Try again later."
        return Answer(429, {"code": 429, "message": words}, {"X-RateLimit-Type": "QPS", **after})
    if failure.kind == "429-daily":
        after = {"Retry-After": failure.retry_after or text_of(clock.now() + timedelta(hours=1))}
        words = "You have reached the maximum daily rate limit for this API."
        return Answer(429, {"code": 429, "message": words}, {"X-RateLimit-Type": "Daily-limit", **after})
    if failure.kind == "garbage":
        return Answer(200, "<html>gateway</html>")
    if failure.kind == "empty":
        return Answer(200)
    return refusal(int(failure.kind), 0, "Internal error.")


@contextmanager
def running(state: State | None = None, port: int = 0) -> Iterator[Server]:
    """Run a stand-in in a thread for the block, by default on a free port."""
    server = Server(("127.0.0.1", port), state or State())
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)
