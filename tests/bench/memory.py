"""The memory of a real web worker after many requests."""

from __future__ import annotations

import http.client
import os
import re
from itertools import cycle, islice
from pathlib import Path
from urllib.parse import urlsplit

from tests.tools.site import served


def _children(pid: int) -> list[int]:
    found = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [int(child) for child in found]


def pss(pid: int) -> float:
    """Return a process's proportional share of memory in MB."""
    text = Path(f"/proc/{pid}/smaps_rollup").read_text()
    return int(re.search(r"(?m)^Pss:\s+(\d+) kB", text)[1]) / 1024  # type: ignore[index]


def worker(pid: int) -> int:
    """Return the child that serves: granian keeps a small process or two of its own beside it."""
    return max(_children(pid), key=pss)


def after(requests: int, pages: list[tuple[str, dict[str, str]]]) -> dict[str, object]:
    """Serve this process's site with granian, ask for (path, cookies) in turn, and return PSS at the start and the end."""
    with served(dict(os.environ)) as (url, process):
        connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=30)
        refused = 0
        first = _rounds(connection, pages, len(pages))
        start = pss(worker(process.pid))
        refused = first + _rounds(connection, pages, requests)
        return {
            "requests": requests,
            "start_mb": round(start, 1),
            "end_mb": round(pss(worker(process.pid)), 1),
            "refused": refused,
        }


def _rounds(connection: http.client.HTTPConnection, pages: list[tuple[str, dict[str, str]]], count: int) -> int:
    refused = 0
    for path, cookies in islice(cycle(pages), count):
        cookie = "; ".join(f"{name}={value}" for name, value in cookies.items())
        connection.request("GET", path, headers={"Cookie": cookie, "Accept-Encoding": "gzip", "Host": "localhost"})
        answer = connection.getresponse()
        answer.read()
        refused += answer.status >= 400
    return refused
