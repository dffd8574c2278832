"""What every view's test asks: who gets in, and what the others get."""

from __future__ import annotations

from django.http import HttpResponse
from django.test import Client

from lms.people.models import User


def ask(user: User | None, path: str, method: str = "get", **data: str) -> HttpResponse:
    """Ask an address as somebody, or as a visitor."""
    client = Client()
    if user is not None:
        client.force_login(user)
    return getattr(client, method)(path, data)


def is_sent_to_sign_in(path: str, method: str = "get") -> bool:
    """Whether a visitor is sent to the sign-in page, and back here after it."""
    answer = ask(None, path, method)
    return answer.status_code == 302 and answer["Location"].startswith("/accounts/login/?next=/")
