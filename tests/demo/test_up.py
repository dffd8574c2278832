"""`manage.py up` before anything starts."""

from __future__ import annotations

import os
import socket
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from lms.demo import starting


def test_a_port_that_is_taken_is_named_with_a_way_out(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        monkeypatch.setenv("PORT", str(port))
        with pytest.raises(CommandError, match=f"port {port} already.*PORT={port + 1} make run"):
            call_command("up")


def test_a_port_that_is_no_number_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", "web")
    with pytest.raises(CommandError, match="'web'"):
        call_command("up")


def database_of(folder: Path) -> dict[str, str]:
    return {"ENGINE": "django.db.backends.sqlite3", "NAME": str(folder / "padan.sqlite3")}


class TestWhatIsAsItWas:
    """A start with the code, the environment and the database of the last one needs no second look."""

    @pytest.fixture
    def database(self, tmp_path: Path, settings: Any) -> Path:
        settings.VAR_DIR = tmp_path
        with closing(sqlite3.connect(tmp_path / "padan.sqlite3")) as made, made:
            made.execute("CREATE TABLE django_migrations (id INTEGER PRIMARY KEY)")
            made.execute("CREATE TABLE people_user (id INTEGER PRIMARY KEY)")
            made.execute("INSERT INTO django_migrations VALUES (1), (2)")
            made.execute("INSERT INTO people_user VALUES (1)")
        return tmp_path / "padan.sqlite3"

    def test_it_stands_as_it_was_noted(self, database: Path, tmp_path: Path) -> None:
        found = starting.standing(database_of(tmp_path))
        assert found is not None
        starting.keep(found)
        assert starting._kept() == starting.standing(database_of(tmp_path)) == found

    @pytest.mark.parametrize(
        "change",
        [
            "INSERT INTO django_migrations VALUES (3)",
            "UPDATE django_migrations SET id = 9 WHERE id = 2",
            "DELETE FROM people_user",
        ],
    )
    def test_another_database_is_looked_through(self, database: Path, tmp_path: Path, change: str) -> None:
        before = starting.standing(database_of(tmp_path))
        with closing(sqlite3.connect(database)) as made, made:
            made.execute(change)
        assert starting.standing(database_of(tmp_path)) != before

    def test_another_environment_and_other_code_are_looked_through(
        self, database: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: Any
    ) -> None:
        settings.BASE_DIR = database.parent
        (database.parent / "lms").mkdir()
        (code := database.parent / "lms" / "one.py").write_text("a = 1\n")
        before = starting.standing(database_of(tmp_path))
        monkeypatch.setenv("PADAN_ISSUER_NAME", "Balai lain")
        assert starting.standing(database_of(tmp_path)) != before
        monkeypatch.delenv("PADAN_ISSUER_NAME")
        assert starting.standing(database_of(tmp_path)) == before
        code.write_text("a = 12\n")
        assert starting.standing(database_of(tmp_path)) != before

    @pytest.mark.parametrize("name", ["one.py", "page.html", "mail.txt", "django.mo", "words.toml"])
    def test_each_kind_of_code_counts_wherever_it_lies_and_nothing_else(
        self, tmp_path: Path, settings: Any, name: str
    ) -> None:
        settings.BASE_DIR = tmp_path
        (deep := tmp_path / "courses" / "templates" / "deep").mkdir(parents=True)
        before = starting._code()
        (deep / "notes.md").write_text("new")
        (tmp_path / "courses" / "__pycache__").mkdir()
        (tmp_path / "courses" / "__pycache__" / name).write_text("new")
        assert starting._code() == before
        (deep / name).write_text("new")
        assert starting._code() != before

    def test_the_code_is_kept_compiled_also_where_python_is_asked_to_keep_nothing(
        self, tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(sys, "dont_write_bytecode", True)
        settings.BASE_DIR = tmp_path
        (tmp_path / "cms" / "deep").mkdir(parents=True)
        (tmp_path / "cms" / "deep" / "one.py").write_text("a = 1\n")
        starting.compile_code()
        assert len(list((tmp_path / "cms" / "deep" / "__pycache__").glob("one.*.pyc"))) == 1

    def test_no_database_and_a_note_that_is_none_are_looked_through(self, tmp_path: Path, settings: Any) -> None:
        settings.VAR_DIR = tmp_path
        assert starting.standing(database_of(tmp_path)) is None
        starting.keep(None)
        assert starting._kept() is None
        (tmp_path / "started.json").write_text("half a no")
        assert starting._kept() is None

    def test_a_start_as_before_loads_no_app(self, database: Path) -> None:
        """Where nothing is noted the way back to the command is taken; until then Django has loaded nothing, nor has anybody else."""
        script = (
            "import lms.demo.starting as s; s.start_as_before(); s.standing(s.settings.DATABASES['default']); s.greeting('1')\n"
            "from django.apps import apps; import sys; "
            "heavy = ('celery', 'django.db.models', 'django.urls', 'django.core.management', 'honcho.command'); "
            "print(apps.ready, apps.models_ready, [one for one in heavy if one in sys.modules])"
        )
        ran = subprocess.run(
            [sys.executable, "-c", script],
            env={**os.environ, "PADAN_VAR": str(database.parent), "DJANGO_SETTINGS_MODULE": "lms.settings.local"},
            capture_output=True,
            text=True,
            check=True,
        )
        assert ran.stdout.strip() == "False False []"
