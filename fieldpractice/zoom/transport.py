"""One call to Zoom: the shared token, a limit of time, a second try where it does no harm, and errors as types."""

from __future__ import annotations

import hashlib
import logging
import random
import re
import time
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.core.cache import cache

from fieldpractice.zoom import errors, limits
from fieldpractice.zoom.results import Token, number
from lms.people import clock

log = logging.getLogger(__name__)

# A token is renewed this long before Zoom lets it lapse.
EARLY = timedelta(minutes=5)
# How often an idempotent call is made at most, and about how many seconds lie between two tries.
TRIES = 3
PAUSE = 0.4
SCOPES_SAID = re.compile(r"\[([^\]]*)\]")
INVALID_TOKEN, SCOPES_LACK = 124, 4711
# The page of errors knows it by this number, with the same words; and other faults of a token too.
SCOPES_LACK_ELSE = 4700
# What Zoom answers with 404 though nothing is missing: the meeting takes no registrants, or it is full.
NOT_MISSING = frozenset({404, 3043})

Answer = dict[str, Any]


@dataclass(frozen=True)
class Account:
    """Where Zoom is, and who we are there. Its repr shows no secret."""

    account_id: str
    client_id: str
    client_secret: str
    api_url: str
    oauth_url: str
    timeout: int = 15

    def __repr__(self) -> str:
        return f"Account({self.api_url})"

    @property
    def cache_key(self) -> str:
        """One token for each account: another secret is another account."""
        whole = f"{self.oauth_url}|{self.account_id}|{self.client_id}|{self.client_secret}"
        return f"zoom-token:{hashlib.sha256(whole.encode()).hexdigest()[:24]}"


def components(account: Account) -> dict[str, Any]:
    """Return zoomus's components, each with the limit of time. Its client is not made: making it posts to the network and swallows a refusal."""
    with warnings.catch_warnings():
        # zoomus 1.2.1 has an invalid escape in a docstring, seen when it is compiled.
        warnings.filterwarnings("ignore", module=r".*zoomus")
        from zoomus import client, util
    kinds = client.COMPONENT_CLASSES[util.API_VERSION_2]
    config = {"version": util.API_VERSION_2, "token": None}
    base = account.api_url.rstrip("/")
    return {name: kind(base_uri=base, config=config, timeout=account.timeout) for name, kind in kinds.items()}


class Transport:
    """Makes calls for one account. Safe to share between threads only if each has its own."""

    def __init__(self, account: Account) -> None:
        self.account = account
        self._components: dict[str, Any] | None = None

    def __repr__(self) -> str:
        return f"Transport({self.account!r})"

    def component(self, name: str) -> Any:
        """Return one of zoomus's components."""
        if self._components is None:
            self._components = components(self.account)
        return self._components[name]

    def call(self, name: str, method: str, *args: Any, idempotent: bool = True, **kwargs: Any) -> Answer:
        """Call a method of one of zoomus's components with the token, and return the body. Raises a ZoomError for anything but a yes.

        A token that Zoom refuses is renewed, once. Only what is idempotent is tried again after 5xx or a cut connection.
        """
        component = self.component(name)
        last: errors.ZoomError | None = None
        renewed = False
        left = TRIES if idempotent else 1
        while left:
            component.config["token"] = self.token().value
            try:
                return _read(self._send(getattr(component, method), args, kwargs))
            except errors.TokenRefused:
                if renewed:
                    raise
                renewed = True
                self.token(fresh=True)
            except (errors.ServerTrouble, errors.Unreachable) as error:
                last, left = error, left - 1
                if left:
                    time.sleep(PAUSE * (TRIES - left) * (1 + random.random()))  # noqa: S311 - spreads the tries
        raise last or errors.Unreachable("no answer")

    def token(self, *, fresh: bool = False) -> Token:
        """Return the token all processes share; a new one when it lapses soon, or when `fresh` is asked for."""
        kept = None if fresh else cache.get(self.account.cache_key)
        if isinstance(kept, Token) and kept.expires_at - EARLY > clock.now():
            return kept
        token = self._ask_for_token()
        seconds = int((token.expires_at - EARLY - clock.now()).total_seconds())
        cache.set(self.account.cache_key, token, max(seconds, 1))
        return token

    def forget_token(self) -> None:
        """Drop the shared token: the next call asks for a new one."""
        cache.delete(self.account.cache_key)

    def _ask_for_token(self) -> Token:
        import requests

        account = self.account
        data = {"grant_type": "account_credentials", "account_id": account.account_id}
        response = self._send(
            requests.post,
            (account.oauth_url,),
            {"data": data, "auth": (account.client_id, account.client_secret), "timeout": account.timeout},
        )
        body = _body(response)
        value = body.get("access_token")
        if response.status_code >= 500:
            raise errors.ServerTrouble(_message(body), status=response.status_code)
        if response.status_code == 429:
            raise _limited(response, body)
        if response.status_code != 200 or not isinstance(value, str) or not value:
            raise errors.TokenRefused(_message(body) or "no token in the answer", status=response.status_code)
        lives = timedelta(seconds=number(body.get("expires_in")) or 3600)
        log.debug("Zoom gave a new token.")
        return Token(value, frozenset(str(body.get("scope") or "").split()), clock.now() + lives)

    def _send(self, send: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        import requests

        try:
            return send(*args, **kwargs)
        except requests.RequestException as error:
            # The exception's own words may hold the address: its kind is enough.
            raise errors.Unreachable(type(error).__name__) from None


def _read(response: Any) -> Answer:
    """Return the body of a yes; raise what any other answer means."""
    status, body = response.status_code, _body(response)
    if 200 <= status < 300:
        return body
    code, message = number(body.get("code")), _message(body)
    if code == SCOPES_LACK or (code == SCOPES_LACK_ELSE and "scopes" in message):
        found = SCOPES_SAID.search(message)
        scopes = tuple(one.strip() for one in found.group(1).split(",") if one.strip()) if found else ()
        raise errors.ScopeMissing(message, status=status, code=code, scopes=scopes)
    if status == 401 or code == INVALID_TOKEN:
        raise errors.TokenRefused(message, status=status, code=code)
    if status == 429:
        raise _limited(response, body)
    if status >= 500:
        raise errors.ServerTrouble(message or "no words", status=status, code=code)
    if status == 404 and code not in NOT_MISSING:
        raise errors.NotFound(message, status=status, code=code)
    raise errors.Refused(message or "no words", status=status, code=code)


def _limited(response: Any, body: Answer) -> errors.RateLimited:
    message = _message(body)
    daily = limits.is_daily(response.headers, message)
    at = limits.retry_at(response.headers, daily=daily, now=clock.now())
    return errors.RateLimited(message or "too many calls", retry_at=at, daily=daily, code=number(body.get("code")))


def _body(response: Any) -> Answer:
    """Return the answer's JSON object; an empty or foreign body is an empty object."""
    if not response.content:
        return {}
    try:
        body = response.json()
    except ValueError:
        return {}
    return body if isinstance(body, dict) else {}


def _message(body: Answer) -> str:
    return str(body.get("message") or body.get("reason") or body.get("error") or "")
