"""Starting what was started before: when code, settings and database are as they were at the last start that was looked through, the
migrations need no plan and the checks no second run, and web and worker begin at once. Loads no app: that is what takes the time.
"""

from __future__ import annotations

import hashlib
import json
import os
import socket
import sqlite3
import sys
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

from django.conf import settings

from lms.demo.accounts import PASSWORD, listed
from lms.demo.managing import manage
from lms.people import clock

# What a check may read beside the code: whatever an installation says of itself, and which packages it has.
TOLD = ("PADAN_", "DATABASE_URL", "DJANGO_")
ROOMS = ("lms", "courses", "assignments", "fieldpractice", "cms")
CODE = (".py", ".html", ".txt", ".mo", ".toml")


def start_as_before() -> None:
    """Start web and worker in place of this process, or return when something is another than at the last start."""
    port = os.environ.get("PORT", "8000")
    if not port.isdigit() or is_taken(port):
        return  # the command says what is wrong
    if (now := standing(settings.DATABASES["default"])) is not None and now == _kept():
        sys.stdout.write(greeting(port))
        sys.stdout.flush()
        become_the_manager(here=True)


def standing(database: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return what a start hangs on, or None where this cannot be told without loading the site: another database than SQLite."""
    file = Path(str(database["NAME"]))
    if not database["ENGINE"].endswith("sqlite3") or not file.exists():
        return None
    try:
        with closing(sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro", uri=True, timeout=5)) as asked:
            migrations = asked.execute("SELECT COUNT(*), MAX(id) FROM django_migrations").fetchone()
            people = asked.execute("SELECT EXISTS (SELECT 1 FROM people_user)").fetchone()
    except sqlite3.Error:
        return None
    return {"code": _code(), "database": [str(file), *migrations, *people]}


def keep(found: dict[str, Any] | None) -> None:
    """Note how all stood at a start that was looked through."""
    if found is not None:
        _file().write_text(json.dumps(found))


def _kept() -> dict[str, Any] | None:
    try:
        found = json.loads(_file().read_text())
    except (OSError, ValueError):
        return None
    return found if isinstance(found, dict) else None


def _file() -> Path:
    return Path(settings.VAR_DIR) / "started.json"


def _code() -> str:
    """Return a digest of names, sizes and times of the project's files and its installed packages, and of what the environment says."""
    parts = [f"{name}={value}" for name, value in sorted(os.environ.items()) if name.startswith(TOLD)]
    packages = [Path(one) for one in sys.path if one.endswith("site-packages")]
    parts += [f"{one}:{one.stat().st_mtime_ns}" for one in packages if one.exists()]
    for room in ROOMS:
        if (folder := settings.BASE_DIR / room).is_dir():
            parts += _files(folder)
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def _files(folder: Path) -> list[str]:
    """Return name, size and time of each file of code below a folder, in order."""
    found = []
    with os.scandir(folder) as entries:
        for one in sorted(entries, key=lambda entry: entry.name):
            if one.is_dir():
                if one.name != "__pycache__":
                    found += _files(Path(one.path))
            elif one.name.endswith(CODE):
                facts = one.stat()
                found.append(f"{one.path}:{facts.st_size}:{facts.st_mtime_ns}")
    return found


def compile_code() -> None:
    """Keep the code compiled, also where the environment asks Python to keep nothing: each process would compile a thousand files anew."""
    import compileall

    for room in ROOMS:
        compileall.compile_dir(settings.BASE_DIR / room, quiet=2)


def become_the_manager(*, here: bool = False) -> None:
    """Let honcho take this process's place: it ends every process when one ends or on Ctrl-C.

    `here` goes on in this process, which has loaded next to nothing; one that has loaded the site gives its memory back first.
    """
    os.chdir(settings.BASE_DIR)
    bin_dir = Path(sys.executable).parent
    os.environ["PATH"] = f"{bin_dir}{os.pathsep}{os.environ.get('PATH', '')}"
    os.environ["PYTHONUNBUFFERED"] = "1"
    processes = ["web", "worker", *(["zoom"] if settings.PADAN_ZOOM_PRACTICE else [])]
    if here:
        manage(processes)
    os.execv(sys.executable, [sys.executable, "-m", "lms.demo.managing", *processes])  # noqa: S606 - our own Procfile


def greeting(port: str) -> str:
    """Return where the site is, and who may sign in."""
    width = max(len(email) for email, _what in listed())
    lines = [
        "",
        f"Padan is at http://127.0.0.1:{port}   ({clock.today():%d-%m-%Y}, practice data, nothing leaves this machine)",
        f"Password for all: {PASSWORD}",
        *(f"  {email:<{width}}  {what}" for email, what in listed()),
        f"Mail that would be sent lies in {settings.VAR_DIR / 'mail'}. Ctrl-C ends everything.",
        "",
    ]
    return "\n".join(lines) + "\n"


def is_taken(port: str) -> bool:
    """Return whether something answers there. Raises ValueError for what is no number."""
    try:
        with socket.create_connection(("127.0.0.1", int(port)), timeout=1):
            return True
    except OSError:
        return False


def refuse_a_taken(port: str) -> None:
    """Two web servers can share a port here, and each visitor would meet now the one, now the other site."""
    from django.core.management.base import CommandError

    try:
        taken = is_taken(port)
    except ValueError as error:
        raise CommandError(f"PORT is {port!r}: a number is needed.") from error
    if taken:
        raise CommandError(
            f"Something answers on port {port} already, perhaps another `make run`. Choose another: PORT={int(port) + 1} make run"
        )
