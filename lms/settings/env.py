"""Typed reading of the environment that fails loudly, all at once."""

import os
from ipaddress import ip_network
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

DEMO_VALUES = frozenset({"latihan-2026", "changeme", "secret", "padan"})
# The key of the examples in the W3C's standard (VC Data Integrity EdDSA, test vectors): everybody has it.
DEMO_CREDENTIAL_KEY = "z3u2en7t5LR2WtQH5PfFqMqwVHBeXouLzo6haApm8XHqvjxq"


def text(name: str, default: str | None = None) -> str:
    """Return the variable's value. Raises ImproperlyConfigured when it is missing and has no default."""
    value = os.environ.get(name, "").strip()
    if value:
        return value
    if default is None:
        raise ImproperlyConfigured(f"The environment variable {name} is not set.")
    return default


def secret(name: str, *, least: int = 32) -> str:
    """Return a secret of at least `least` characters that is no known demo value."""
    value = text(name)
    if len(value) < least or value in DEMO_VALUES or value.startswith("insecure-"):
        raise ImproperlyConfigured(f"{name} is too short ({least} characters at least) or a demo value.")
    return value


def pattern(name: str, default: str) -> str:
    """Return the pattern of a series of numbers (`as_pattern`)."""
    return as_pattern(name, text(name, default))


def as_pattern(name: str, value: str) -> str:
    """Return a pattern of numbers, Python's format. One without a place for number and year would give the same to many."""
    try:
        told = {value.format(n=n, year=year, month=1, roman="I") for n, year in ((1, 2026), (2, 2026), (1, 2027))}
    except (KeyError, IndexError, ValueError) as error:
        raise ImproperlyConfigured(f"{name} is no pattern: {error!r}.") from error
    if len(told) < 3:
        raise ImproperlyConfigured(f"{name} needs a place for {{n}} and one for {{year}}.")
    return value


def credential_key(name: str) -> str:
    """Return the secret key that signs credentials. The example key of the standard is refused, and what is no key."""
    value = secret(name, least=40)
    if value == DEMO_CREDENTIAL_KEY or not value.startswith("z3u2"):
        raise ImproperlyConfigured(
            f"{name} must be an Ed25519 key of your own (z3u2…): `manage.py credential_key` makes one."
        )
    return value


def flag(name: str, *, default: bool) -> bool:
    """Return a yes/no variable: 1, true, yes, on or 0, false, no, off."""
    value = text(name, "yes" if default else "no").lower()
    if value in {"1", "true", "yes", "on"}:
        return True
    if value in {"0", "false", "no", "off"}:
        return False
    raise ImproperlyConfigured(f"{name} is {value!r}: say yes or no.")


def number(name: str, default: int) -> int:
    """Return a whole number."""
    value = text(name, str(default))
    try:
        return int(value)
    except ValueError as error:
        raise ImproperlyConfigured(f"{name} is {value!r}: a whole number is needed.") from error


def listed(name: str, default: str | None = None) -> list[str]:
    """Return a comma-separated variable as a list without empty items."""
    return [item.strip() for item in text(name, default).split(",") if item.strip()]


def networks(name: str) -> list[str]:
    """Return a comma-separated variable of IP addresses and networks; everybody (`*`, `0.0.0.0/0`) is refused."""
    found = listed(name)
    for item in found:
        try:
            whole = ip_network(item, strict=False).prefixlen == 0
        except ValueError as error:
            raise ImproperlyConfigured(f"{name}: {item!r} is neither an IP address nor a network.") from error
        if whole:
            raise ImproperlyConfigured(f"{name}: {item!r} is everybody. Name the proxies.")
    return found


def database(name: str, default: str | None = None) -> dict[str, Any]:
    """Return Django's database settings for `postgres://user:password@host:port/name` or `sqlite:///path`."""
    url = urlsplit(text(name, default))
    if url.scheme == "sqlite":
        return sqlite(Path(unquote(url.path)))
    if url.scheme not in {"postgres", "postgresql"}:
        raise ImproperlyConfigured(f"{name} must begin with postgres:// or sqlite://.")
    if unquote(url.password or "") in DEMO_VALUES:
        raise ImproperlyConfigured(f"{name} carries a demo value as its password.")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(url.path.lstrip("/")),
        "USER": unquote(url.username or ""),
        "PASSWORD": unquote(url.password or ""),
        "HOST": url.hostname or "",
        "PORT": str(url.port or ""),
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"server_side_binding": True},
    }


def sqlite(path: Path) -> dict[str, Any]:
    """Return settings for SQLite that stand several processes.

    IMMEDIATE takes the write lock at BEGIN, so a read that turns into a write never meets "database is locked"
    half-way; WAL lets readers go on; FULL keeps a receipt's commit through a power cut.
    """
    pragmas = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA busy_timeout=10000; PRAGMA cache_size=-16000;"
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(path),
        "CONN_MAX_AGE": 600,
        "OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": 10, "init_command": pragmas},
    }
