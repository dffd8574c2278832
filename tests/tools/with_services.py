"""Runs a command with a PostgreSQL and a Redis of its own on free ports of this machine, and takes them down after.

`python -m tests.tools.with_services COMMAND …` sets PADAN_TEST_DATABASE_URL and PADAN_TEST_REDIS_URL for the command.
"""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

PACKAGES = ("postgresql", "redis-server")


def free_port() -> int:
    """Return a port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _program(name: str) -> str | None:
    places = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    return shutil.which(name, path=os.pathsep.join([os.environ.get("PATH", ""), *map(str, places)]))


def _needed(name: str) -> str:
    """Return the program's path; install it first where apt-get can, else say what to install."""
    if _program(name) is None and os.geteuid() == 0 and shutil.which("apt-get"):
        subprocess.run(["apt-get", "update", "-qq"], check=False, capture_output=True)
        subprocess.run(["apt-get", "install", "-y", "-qq", *PACKAGES], check=False, capture_output=True)
    found = _program(name)
    if found is None:
        sys.exit(
            f"{name} is not here. Install PostgreSQL 15 or newer and Redis (Debian: apt-get install {' '.join(PACKAGES)})."
        )
    return found


def wait_for(port: int, what: str, process: subprocess.Popen[bytes]) -> None:
    """Return as soon as somebody listens on the port. Ends with a message when the process does, or after a minute."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        if process.poll() is not None:
            sys.exit(f"{what} ended at once (exit {process.returncode}).")
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    sys.exit(f"{what} did not answer within a minute.")


def _as_postgres() -> dict[str, object]:
    """PostgreSQL refuses to run as root: step down to its own user, or nobody."""
    if os.geteuid() != 0:
        return {}
    for name in ("postgres", "nobody"):
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}
    sys.exit("Running as root, and there is no user postgres or nobody to step down to.")


@contextmanager
def postgres(folder: Path) -> Iterator[str]:
    """Start a throw-away cluster in memory-friendly settings and yield its URL."""
    initdb, server = _needed("initdb"), _needed("postgres")
    who = _as_postgres()
    data = folder / "postgres"
    data.mkdir()
    if who:
        os.chown(data, int(str(who["user"])), int(str(who["group"])))
    command = [
        initdb,
        "-D",
        str(data),
        "-U",
        "padan",
        "--auth=trust",
        "--encoding=UTF8",
        "--locale=C.UTF-8",
        "--no-sync",
    ]
    subprocess.run(command, check=True, capture_output=True, cwd="/", **who)  # type: ignore[call-overload]
    port = free_port()
    # Durability is not what these runs prove.
    options = [
        "-c",
        "fsync=off",
        "-c",
        "synchronous_commit=off",
        "-c",
        "full_page_writes=off",
        "-c",
        "max_connections=200",
    ]
    place = ["-p", str(port), "-h", "127.0.0.1", "-k", str(data)]
    process = subprocess.Popen(  # type: ignore[call-overload]
        [server, "-D", str(data), *place, *options],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd="/",
        **who,
    )
    try:
        wait_for(port, "PostgreSQL", process)
        yield f"postgres://padan@127.0.0.1:{port}/postgres"
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(30)


@contextmanager
def redis(folder: Path) -> Iterator[str]:
    """Start a Redis that keeps nothing and yield its URL."""
    port = free_port()
    command = [_needed("redis-server"), "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", str(folder)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        wait_for(port, "Redis", process)
        yield f"redis://127.0.0.1:{port}/0"
    finally:
        process.terminate()
        process.wait(30)


def main() -> int:
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="padan-services-")))
        folder.chmod(0o755)
        os.environ["PADAN_TEST_DATABASE_URL"] = stack.enter_context(postgres(folder))
        os.environ["PADAN_TEST_REDIS_URL"] = stack.enter_context(redis(folder))
        return subprocess.run(sys.argv[1:], check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
