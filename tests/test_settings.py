"""Production starts with a whole environment only, and says what is missing."""

from __future__ import annotations

import os
import runpy
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from celery.signals import beat_init, worker_init
from csp.constants import SELF
from django.core.exceptions import ImproperlyConfigured
from storages.backends.s3 import S3Storage

from lms import web
from lms.celery import look_at_the_accounts
from lms.people.checks import refuse_accounts_of_the_demo
from lms.settings import base, env
from tests.factories.people import make_user

ROOT = Path(__file__).resolve().parents[1]
WHOLE = {
    "SECRET_KEY": "k3y-of-this-test-x7Q2mVb9TzR4wLp8NdY1sHc6GfJ0aEuWqZt",
    "ALLOWED_HOSTS": "padan.example",
    "PADAN_BASE_URL": "https://padan.example",
    "DATABASE_URL": "postgres://padan:p%40ss@db.example:5433/padan",
    "REDIS_URL": "redis://redis.example:6379/0",
    "S3_BUCKET": "padan",
    "S3_ENDPOINT_URL": "https://s3.example",
    "S3_ACCESS_KEY": "access-key-of-this-test",
    "S3_SECRET_KEY": "secret-key-of-this-test",
    "EMAIL_HOST": "mail.example",
    "DEFAULT_FROM_EMAIL": "Padan <padan@padan.example>",
    "PADAN_TRUSTED_PROXIES": "127.0.0.1, 10.0.0.0/24",
    "PADAN_CREDENTIAL_KEY": "z3u2aTqhcvF5kk1vJ1c2hqLNwvFJ8QwK8dH4yTQnNnT3qPqv",
}
ALSO_READ = [
    "PADAN_DEBUG",
    "PADAN_DEMO",
    "BROKER_URL",
    "S3_REGION",
    "EMAIL_PORT",
    "EMAIL_HOST_USER",
    "EMAIL_HOST_PASSWORD",
    "EMAIL_USE_TLS",
    "OIDC_SERVER_URL",
    "OIDC_CLIENT_ID",
    "OIDC_CLIENT_SECRET",
    "PADAN_CERTIFICATE_NUMBER",
    "PADAN_CERTIFICATE_PLACE",
]


@pytest.fixture
def start(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Read the production settings in the whole environment, changed as said; None takes a variable away."""

    def read(**changes: str | None) -> dict[str, Any]:
        for name in ALSO_READ:
            monkeypatch.delenv(name, raising=False)
        for name, value in {**WHOLE, **changes}.items():
            monkeypatch.delenv(name, raising=False) if value is None else monkeypatch.setenv(name, value)
        return runpy.run_path(str(ROOT / "lms/settings/production.py"))

    return read


def test_a_whole_environment_starts(start: Any) -> None:
    settings = start()
    assert settings["DEBUG"] is False
    assert settings["PADAN_DEMO"] is False
    assert settings["PADAN_SECOND_FACTOR_REQUIRED"] is True
    assert settings["ALLOWED_HOSTS"] == ["padan.example"]
    assert settings["CELERY_BROKER_URL"] == WHOLE["REDIS_URL"]
    assert settings["PADAN_TRUSTED_PROXIES"] == ["127.0.0.1", "10.0.0.0/24"]
    database = settings["DATABASES"]["default"]
    assert [database[key] for key in ("NAME", "USER", "PASSWORD", "HOST", "PORT")] == [
        "padan",
        "padan",
        "p@ss",
        "db.example",
        "5433",
    ]


def test_an_installation_numbers_its_certificates_as_its_own_rule_says(start: Any) -> None:
    settings = start(PADAN_CERTIFICATE_NUMBER="B.{n:03d}/PK.02/{roman}/{year}", PADAN_CERTIFICATE_PLACE="Semarang")
    assert settings["PADAN_CERTIFICATE_NUMBER"].format(n=7, roman="XI", year=2026) == "B.007/PK.02/XI/2026"
    assert settings["PADAN_CERTIFICATE_PLACE"] == "Semarang"
    assert start()["PADAN_CERTIFICATE_NUMBER"] == "{n:04d}/SERT-PK/{roman}/{year}"


@pytest.mark.parametrize("name", WHOLE)
def test_a_missing_variable_is_named(start: Any, name: str) -> None:
    with pytest.raises(ImproperlyConfigured, match=f"{name} is not set"):
        start(**{name: None})


@pytest.mark.parametrize("name", WHOLE)
def test_an_empty_variable_is_a_missing_one(start: Any, name: str) -> None:
    with pytest.raises(ImproperlyConfigured, match=f"{name} is not set"):
        start(**{name: "  "})


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("SECRET_KEY", "short", "too short"),
        ("SECRET_KEY", "insecure-" + "x" * 60, "demo value"),
        ("S3_ACCESS_KEY", "latihan-2026", "demo value"),
        ("S3_SECRET_KEY", "changeme", "demo value"),
        ("PADAN_DEBUG", "yes", "not for production"),
        ("PADAN_DEMO", "1", "not for production"),
        ("PADAN_DEBUG", "perhaps", "say yes or no"),
        ("ALLOWED_HOSTS", "*", "wildcard"),
        ("ALLOWED_HOSTS", "padan.example,*.example", "wildcard"),
        ("ALLOWED_HOSTS", ".example", "wildcard"),
        ("ALLOWED_HOSTS", ",", "must name each host"),
        ("PADAN_BASE_URL", "http://padan.example", "https://"),
        ("DATABASE_URL", "sqlite:////srv/padan.sqlite3", "PostgreSQL"),
        ("DATABASE_URL", "mysql://padan@db.example/padan", "postgres://"),
        ("DATABASE_URL", "postgres://padan:changeme@db.example/padan", "demo value"),
        ("EMAIL_HOST_PASSWORD", "latihan-2026", "demo value"),
        ("S3_ENDPOINT_URL", "http://s3.example", "https://"),
        ("EMAIL_PORT", "smtp", "whole number"),
        ("PADAN_TRUSTED_PROXIES", "*", "neither an IP address nor a network"),
        ("PADAN_TRUSTED_PROXIES", "10.0.0.1,0.0.0.0/0", "everybody"),
        ("PADAN_CERTIFICATE_NUMBER", "{n:04d}/SERT", "{year}"),
        ("PADAN_CERTIFICATE_NUMBER", "{n}/{tahun}", "no pattern"),
    ],
)
def test_a_dangerous_value_is_refused(start: Any, name: str, value: str, said: str) -> None:
    with pytest.raises(ImproperlyConfigured, match=said):
        start(**{name: value})


def test_files_are_private_and_the_pages_may_play_them_from_the_store(start: Any) -> None:
    settings = start(S3_ENDPOINT_URL="https://s3.example:9000/")
    options = settings["STORAGES"]["default"]["OPTIONS"]
    assert options["default_acl"] == "private"
    address = S3Storage(**options).url("images/gambar.png")
    assert address.startswith("https://s3.example:9000/padan/images/gambar.png?")
    assert "X-Amz-Signature=" in address
    assert "X-Amz-Expires=3600" in address
    directives = settings["CONTENT_SECURITY_POLICY"]["DIRECTIVES"]
    assert directives["media-src"] == [SELF, "https://s3.example:9000"]
    assert directives["img-src"] == [SELF, "data:"], "lessons' pictures come through Padan"
    assert "img-src 'self' https://s3.example:9000 data:" in settings["EDITOR_CONTENT_SECURITY_POLICY"]
    assert base.CONTENT_SECURITY_POLICY["DIRECTIVES"]["media-src"] == [SELF]


def test_siapkerja_is_offered_once_it_is_configured(start: Any) -> None:
    assert start()["SOCIALACCOUNT_PROVIDERS"]["openid_connect"]["APPS"] == []
    client = {"OIDC_SERVER_URL": "https://sso.example", "OIDC_CLIENT_ID": "padan"}
    with pytest.raises(ImproperlyConfigured, match="OIDC_CLIENT_SECRET is not set"):
        start(**client)
    apps = start(**client, OIDC_CLIENT_SECRET="a-secret-of-this-test")["SOCIALACCOUNT_PROVIDERS"]["openid_connect"][
        "APPS"
    ]
    assert [app["provider_id"] for app in apps] == ["siapkerja"]


def _manage(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    whole = {"PATH": os.environ["PATH"], "DJANGO_SETTINGS_MODULE": "lms.settings.production", **environment}
    command = [sys.executable, "-W", "error", "manage.py", *arguments]
    return subprocess.run(command, env=whole, cwd=ROOT, capture_output=True, text=True, check=False, timeout=120)


def test_the_deployment_check_is_clean() -> None:
    done = _manage("check", "--deploy", "--fail-level", "DEBUG", **WHOLE)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"SECRET_KEY": ""}, "SECRET_KEY is not set"),
        ({"S3_SECRET_KEY": "latihan-2026"}, "S3_SECRET_KEY is too short"),
        ({"ALLOWED_HOSTS": "*"}, "a wildcard is refused"),
        ({"PADAN_DEBUG": "yes"}, "not for production"),
        ({"PADAN_DEMO": "yes"}, "not for production"),
    ],
)
def test_the_web_process_does_not_start(changes: dict[str, str], said: str) -> None:
    whole = {"PATH": os.environ["PATH"], "DJANGO_SETTINGS_MODULE": "lms.settings.production", **WHOLE, **changes}
    command = [sys.executable, "-c", "import lms.wsgi"]
    done = subprocess.run(command, env=whole, cwd=ROOT, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode != 0
    assert said in done.stderr


@pytest.mark.django_db
def test_no_process_starts_on_a_database_with_accounts_of_the_demo(
    settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.PADAN_DEMO = False
    make_user(email="orang@example.test")
    refuse_accounts_of_the_demo()
    make_user(email="orang@demo.test")
    with pytest.raises(SystemExit, match="1 accounts of the demo"):
        refuse_accounts_of_the_demo()
    for signal in (worker_init, beat_init):
        assert look_at_the_accounts in [receiver() for _key, receiver in signal.receivers]
    with pytest.raises(SystemExit, match="1 accounts of the demo"):
        look_at_the_accounts()
    monkeypatch.setattr("lms.web.load", lambda: None)
    monkeypatch.setattr("granian.cli.entrypoint", lambda: pytest.fail("the web process began"))
    with pytest.raises(SystemExit, match="1 accounts of the demo"):
        web.main()
    settings.PADAN_DEMO = True
    refuse_accounts_of_the_demo()


def test_flags_numbers_and_lists_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    for said in ("1", "TRUE", "Yes", "on"):
        monkeypatch.setenv("PADAN_X", said)
        assert env.flag("PADAN_X", default=False) is True
    for said in ("0", "false", "No", "off"):
        monkeypatch.setenv("PADAN_X", said)
        assert env.flag("PADAN_X", default=True) is False
    monkeypatch.setenv("PADAN_X", " a, ,b ")
    assert env.listed("PADAN_X") == ["a", "b"]
    monkeypatch.setenv("PADAN_X", "12")
    assert env.number("PADAN_X", 3) == 12
    monkeypatch.delenv("PADAN_X")
    assert (env.number("PADAN_X", 3), env.flag("PADAN_X", default=True)) == (3, True)


def test_a_second_site_writes_into_its_own_folder_only(tmp_path: Path) -> None:
    folder = tmp_path / "not" / "yet" / "there"
    told = "from django.conf import settings; print(settings.CELERY_BEAT_SCHEDULE_FILENAME, settings.EMAIL_FILE_PATH)"
    where = {"PATH": os.environ["PATH"], "DJANGO_SETTINGS_MODULE": "lms.settings.local", "PADAN_VAR": str(folder)}
    done = subprocess.run(
        [sys.executable, "-c", told], env=where, cwd=ROOT, capture_output=True, text=True, check=True, timeout=120
    )
    assert done.stdout.split() == [f"{folder}/beat", f"{folder}/mail"]
    assert "var/" not in (ROOT / "Procfile").read_text(), "a place named there would win over the settings"


@pytest.mark.parametrize("value", [None, "", env.DEMO_CREDENTIAL_KEY, "z3u2", "latihan-2026", "x" * 60])
def test_a_key_that_everybody_has_signs_no_credentials(start: Any, value: str | None) -> None:
    with pytest.raises(ImproperlyConfigured, match="PADAN_CREDENTIAL_KEY"):
        start(PADAN_CREDENTIAL_KEY=value)


def test_a_key_of_ones_own_signs_credentials(start: Any) -> None:
    assert start()["PADAN_CREDENTIAL_KEY"] == WHOLE["PADAN_CREDENTIAL_KEY"]
