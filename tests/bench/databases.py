"""A database of its own for each run, gone after it."""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
from psycopg import sql


def server() -> str | None:
    """Return the PostgreSQL server that PADAN_TEST_DATABASE_URL names, or None where SQLite is to be used."""
    url = os.environ.get("PADAN_TEST_DATABASE_URL", "")
    return url if url.startswith("postgres") else None


@contextmanager
def fresh(server: str | None, folder: Path) -> Iterator[str]:
    """Yield the URL of an empty database: a new one on the PostgreSQL server, or an SQLite file in the folder."""
    if not server:
        yield f"sqlite:///{folder / 'bench.sqlite3'}"
        return
    name = f"padan_bench_{uuid.uuid4().hex[:8]}"
    _run(server, "CREATE DATABASE {}", name)
    try:
        yield urlsplit(server)._replace(path=f"/{name}").geturl()
    finally:
        _run(server, "DROP DATABASE {} WITH (FORCE)", name)


def _run(server: str, statement: str, name: str) -> None:
    with psycopg.connect(server.replace("postgres://", "postgresql://", 1), autocommit=True) as connection:
        connection.execute(sql.SQL(statement).format(sql.Identifier(name)))
