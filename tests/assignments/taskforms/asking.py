"""Short words for asking pages in tests."""

from __future__ import annotations

from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from lms.people.models import User


def address(name: str, *args: Any) -> str:
    """The address of a page of this part."""
    return reverse(f"assignments:{name}", args=args)


def as_user(user: User) -> Client:
    """A browser in which somebody is signed in."""
    client = Client()
    client.force_login(user)
    return client


def queries(client: Client, url: str) -> int:
    """How many queries a page costs, the second time it is asked for."""
    client.get(url)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(url).status_code == 200
    return len(asked)
