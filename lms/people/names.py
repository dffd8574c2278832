"""Names as they are written. Nothing is parsed and nothing is split: one word is a name."""

from __future__ import annotations

import re
import unicodedata


def tidy(text: str) -> str:
    """Return the text in one Unicode form, without control characters and with single spaces."""
    text = unicodedata.normalize("NFC", text)
    text = "".join(char for char in text if char.isspace() or unicodedata.category(char)[0] != "C")
    return re.sub(r"\s+", " ", text).strip()


def initials(name: str) -> str:
    """Return one or two letters that stand for a name where there is no picture."""
    words = name.split()
    return (words[0][:1] + words[-1][:1] if len(words) > 1 else name[:1]).upper()
