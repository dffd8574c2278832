"""Indonesian word stems, so that a search for “menempatkan” finds “penempatan” on every database."""

from __future__ import annotations

import html
import re
from functools import lru_cache

_WORD = re.compile(r"[^\W\d_]{2,}")
_TAG = re.compile(r"<[^>]+>")
_PARTICLE = re.compile(r"(lah|kah|pun|nya|ku|mu)$")
_PREFIX = re.compile(r"^(meng|meny|mem|men|me|peng|peny|pem|pen|per|pel|pe|di|ter|ke|ber|bel|be)")
_SUFFIX = re.compile(r"(kan|an|i)$")
SHORTEST = 4


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    """Return the stem of one word in lower case: particle, prefix and suffix off, never below four letters."""
    for affix in (_PARTICLE, _PREFIX, _SUFFIX, _PREFIX):
        shorter = affix.sub("", word, count=1)
        word = shorter if len(shorter) >= SHORTEST else word
    return word


def stems(text: str) -> str:
    """Return the stems of the words of a text (markup is left out), separated by spaces."""
    plain = html.unescape(_TAG.sub(" ", text)).lower()
    return " ".join(stem(word) for word in _WORD.findall(plain))
