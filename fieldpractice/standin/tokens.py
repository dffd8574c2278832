"""Tokens: given for the account's credentials, good for an hour."""

from __future__ import annotations

import base64
import secrets
from datetime import timedelta

from fieldpractice.standin.routing import Answer, Asked, route
from fieldpractice.standin.state import State
from fieldpractice.zoom.scopes import NEEDED
from lms.people import clock

LIVES = 3600


@route("POST", "/oauth/token")
def token(state: State, asked: Asked) -> Answer:
    """Give a token for account credentials."""
    wanted = {**asked.query, **asked.body}
    expected = base64.b64encode(f"{state.client_id}:{state.client_secret}".encode()).decode()
    if asked.headers.get("authorization") != f"Basic {expected}":
        return Answer(400, {"reason": "Invalid client_id or client_secret", "error": "invalid_client"})
    if wanted.get("grant_type") != "account_credentials":
        return Answer(400, {"reason": "unsupported grant type", "error": "unsupported_grant_type"})
    if wanted.get("account_id") != state.account_id:
        return Answer(400, {"reason": "Bad Request", "error": "invalid_request"})
    value = secrets.token_urlsafe(32)
    state.rows["tokens"] = dict(list(state.rows["tokens"].items())[-20:])
    state.rows["tokens"][value] = (clock.now() + timedelta(seconds=LIVES)).timestamp()
    scope = " ".join(state.scopes or NEEDED)
    body = {"access_token": value, "token_type": "bearer", "expires_in": LIVES - 1, "scope": scope}
    return Answer(200, {**body, "api_url": state.base_url})


def holds(state: State, asked: Asked) -> bool:
    """Whether the request carries a token that is good."""
    kind, _space, value = asked.headers.get("authorization", "").partition(" ")
    until = state.rows["tokens"].get(value)
    return kind == "Bearer" and until is not None and until > clock.now().timestamp()


def lacks(state: State, *any_of: str) -> str:
    """Return the scope a call lacks, or nothing."""
    held = set(state.scopes or NEEDED)
    return "" if held & set(any_of) else any_of[0]
