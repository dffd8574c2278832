"""Addresses of pages by a row's public id, for lists: reversing one costs more than the rest of its line."""

from functools import lru_cache

from django.urls import get_urlconf, reverse

from lms.people.ids import ALPHABET, LENGTH

_SAMPLE = ALPHABET[-1] * LENGTH


@lru_cache(maxsize=256)
def _around(url_name: str, _urlconf: str | None) -> tuple[str, str]:
    before, after = reverse(url_name, args=[_SAMPLE]).split(_SAMPLE)
    return before, after


def address_of(url_name: str, public_id: str) -> str:
    """Return the address of a page that takes one public id. Raises NoReverseMatch for a name without one."""
    before, after = _around(url_name, get_urlconf())
    return f"{before}{public_id}{after}"
