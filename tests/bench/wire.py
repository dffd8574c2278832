"""Sends requests to a web process over HTTP, one after the other, and reads what CPU time the process has used."""

from __future__ import annotations

import http.client
import time
from pathlib import Path
from urllib.parse import urlencode, urlsplit

from tests.bench.journeys import Step

# Seconds after which a kept connection is no longer relied on.
IDLE = 1.0


class Refused(Exception):
    """The server answered with something else than a page or a redirect."""


class Wire:
    """A connection that is kept, to a server whose requests a single worker answers."""

    def __init__(self, url: str, worker: int) -> None:
        self._connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=60)
        self._tasks = Path(f"/proc/{worker}/task")
        self._last = 0.0

    def close(self) -> None:
        self._connection.close()

    def cpu(self) -> float:
        """Return the seconds of CPU the worker's threads have used, the server's own beside Python's."""
        stats = [(task / "schedstat").read_text() for task in self._tasks.iterdir()]
        return sum(int(stat.split()[0]) for stat in stats) / 1e9

    def send(self, step: Step) -> tuple[int, float]:
        """Send one request as its browser would and return (status, seconds waited). Raises Refused."""
        if time.perf_counter() - self._last > IDLE:
            # The server may have closed it; the next request opens it again.
            self._connection.close()
        body = None if step.form is None else urlencode(step.form)
        began = time.perf_counter()
        self._connection.request("GET" if body is None else "POST", step.path, body, self._headers(step))
        answer = self._connection.getresponse()
        answer.read()
        self._last = time.perf_counter()
        waited = self._last - began
        if answer.status >= 400:
            raise Refused(f"{step.path} answered {answer.status}")
        return answer.status, waited

    @staticmethod
    def _headers(step: Step) -> dict[str, str]:
        cookies = "; ".join(f"{name}={value}" for name, value in step.browser.cookies.items())
        form = {} if step.form is None else {"Content-Type": "application/x-www-form-urlencoded"}
        return {
            "Host": "localhost",
            "Accept-Language": "id",
            "Accept-Encoding": "gzip",
            "Cookie": cookies,
            # Limits of tries count by address: the server trusts this machine's word on it, as it would a proxy's.
            "X-Forwarded-For": step.browser.address,
            **form,
        }
