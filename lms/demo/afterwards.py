"""`python -m lms.demo.afterwards COMMAND …`: begin a command once the site has answered, so that what is not looked at first takes no time from it."""

from __future__ import annotations

import os
import socket
import sys
import time

# Seconds between two looks, after which it is begun anyway, and that a visitor's first page is given.
PAUSE, LONGEST, FIRST_PAGE = 0.1, 60.0, 1.0


def wait_for_the_site(port: int, *, longest: float = LONGEST) -> bool:
    """Return once the site has answered at this port, or after the longest time; say whether it has."""
    until = time.monotonic() + longest
    while time.monotonic() < until:
        if answers(port):
            return True
        time.sleep(PAUSE)
    return False


def answers(port: int) -> bool:
    """Whether the site says that it lives. What listens and does not answer yet is waited for."""
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=10) as asked:
            asked.sendall(b"GET /healthz HTTP/1.0\r\nHost: 127.0.0.1\r\n\r\n")
            return bool(asked.recv(1))
    except OSError:
        return False


def main() -> None:
    """Wait, then let the command take this process's place."""
    if wait_for_the_site(int(os.environ.get("PORT", "8000"))):
        time.sleep(FIRST_PAGE)
    os.execvp(sys.argv[1], sys.argv[1:])  # noqa: S606 - our own Procfile


if __name__ == "__main__":
    main()
