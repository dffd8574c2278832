"""The list of what was revoked as one bit each (W3C Bitstring Status List v1.0): packed, so that who asks does not say about whom."""

from __future__ import annotations

import base64
import gzip
from collections.abc import Iterable

# The least the standard allows, so that one credential is one among many.
SIZE = 131_072


def place_of(index: int) -> tuple[int, int]:
    """Return the number of the list (from 1) and the place in it where the status of this index stands."""
    return index // SIZE + 1, index % SIZE


def packed(places: Iterable[int]) -> str:
    """Return a list in which the bits at these places are set: gzip, base64url, multibase. Place 0 is the leftmost bit."""
    bits = bytearray(SIZE // 8)
    for place in places:
        bits[place // 8] |= 0x80 >> place % 8
    return "u" + base64.urlsafe_b64encode(gzip.compress(bytes(bits), mtime=0)).rstrip(b"=").decode()
