"""Random ids for public addresses: an address tells nobody how many there are, nor what the next one is called."""

import secrets

from django.db import models

# Crockford's base 32 in lower case: no i, l, o, u, so nothing is misread aloud. 12 places hold 60 bits.
ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
LENGTH = 12


def new_id() -> str:
    """Return a new random id of 12 characters."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


class PublicIdConverter:
    """Path converter `<pid:…>`."""

    regex = f"[{ALPHABET}]{{{LENGTH}}}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class PublicIdModel(models.Model):
    """A row with a short number for joins and a random id for addresses."""

    public_id = models.CharField(max_length=LENGTH, unique=True, default=new_id, editable=False)

    class Meta:
        abstract = True
