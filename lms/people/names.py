"""Names as they are written. Nothing is parsed and nothing is split: one word is a name."""

from __future__ import annotations

import re
import unicodedata


def tidy(text: str) -> str:
    """Return the text in one Unicode form, without control characters and with single spaces."""
    text = unicodedata.normalize("NFC", text)
    text = "".join(char for char in text if char.isspace() or unicodedata.category(char)[0] != "C")
    return re.sub(r"\s+", " ", text).strip()
