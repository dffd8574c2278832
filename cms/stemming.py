"""Indonesian word stems, so that a search for “menempatkan” finds “penempatan” on every database."""

from __future__ import annotations

import html
import re
from functools import lru_cache

import snowballstemmer

_WORD = re.compile(r"[^\W\d_]{2,}")
_TAG = re.compile(r"<[^>]+>")


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    """Return the stem of one word in lower case. A fresh stemmer each time: one keeps state while it works."""
    return str(snowballstemmer.stemmer("indonesian").stemWord(word))


def stems(text: str) -> str:
    """Return the stems of the words of a text (markup is left out), separated by spaces."""
    plain = html.unescape(_TAG.sub(" ", text)).lower()
    return " ".join(stem(word) for word in _WORD.findall(plain))
