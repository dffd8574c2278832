"""A personal link in place of an account. Its token needs the installation's key, and its row is found by the token's digest: nothing in the
database opens the page.
"""

from __future__ import annotations

import hashlib
import secrets
from typing import Protocol

from django.utils.crypto import salted_hmac


class PersonalLink(Protocol):
    public_id: str
    nonce: str


def new_nonce() -> str:
    """Return what a personal link is made from, together with the installation's key."""
    return secrets.token_hex(16)


def personal_token(link: PersonalLink, *, salt: str) -> str:
    """Return the token of a link: `<id>.<mac>`. The salt tells one kind of link from another."""
    mac = salted_hmac(salt, f"{link.public_id}.{link.nonce}", algorithm="sha256").hexdigest()
    return f"{link.public_id}.{mac[:40]}"


def token_digest(token: str) -> str:
    """Return by what a token is found."""
    return hashlib.sha256(token.encode()).hexdigest()
