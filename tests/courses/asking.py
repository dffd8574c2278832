"""Short words for asking pages in tests."""

from __future__ import annotations

from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from lms.people.models import User


def address(name: str, *args: Any) -> str:
    """The address of a page of this room."""
    return reverse(f"courses:{name}", args=args)


def as_user(user: User | None) -> Client:
    """A browser in which somebody is signed in."""
    client = Client()
    if user is not None:
        client.force_login(user)
    return client


def status(user: User | None, method: str, url: str, **data: Any) -> int:
    """What somebody gets back; 302 to the sign-in page counts as 401."""
    response = getattr(as_user(user), method)(url, data)
    if response.status_code == 302 and response["Location"].startswith("/accounts/login/"):
        return 401
    return int(response.status_code)


def sent_again(page: Any) -> dict[str, Any]:
    """What a browser sends when a form that came back is sent as it stands."""
    form = page.context["form"]
    shown = {one.html_name: one.value() for one in form}
    return {name: value for name, value in shown.items() if value not in (None, False)}


def newest_link(url: str) -> str:
    """The link to the newest version on a page that came back because somebody saved another."""
    return f'<a href="{url}" target="_blank" rel="noopener">'


def on_record(page: Any) -> dict[str, str]:
    """What a form that came back says beside its fields, without the words before it."""
    errors = page.context["form"].errors
    return {name: words[0].partition(": ")[2] for name, words in errors.items() if name != "__all__"}


def queries(client: Client, url: str) -> int:
    """How many queries a page costs once the process has its plans and outlines in memory."""
    client.get(url)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(url).status_code == 200
    return len(asked)
