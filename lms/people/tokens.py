"""The link of an invitation: signed from its id, its nonce and the installation's key. Nothing in the database opens it."""

from __future__ import annotations

from django.core.signing import BadSignature, Signer

from lms.people.models import Invitation

_signer = Signer(sep=".", salt="lms.people.invitation")


def token_of(invitation: Invitation) -> str:
    """Return the token of the invitation's present nonce: `<id>.<nonce>.<signature>`."""
    return _signer.sign(f"{invitation.public_id}.{invitation.nonce}")


def read_token(token: str) -> tuple[str, str] | None:
    """Return (public id, nonce) of a token that this installation signed, else None."""
    try:
        public_id, _dot, nonce = _signer.unsign(token).partition(".")
    except BadSignature:
        return None
    return public_id, nonce
