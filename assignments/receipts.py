"""What a receipt vouches for: one digest over what was answered, on which form, with which evidence."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from typing import Any, NamedTuple

from lms.people.ids import new_id


class Exhibit(NamedTuple):
    """A file handed in under a field, by its digest as it was received."""

    field: str
    sha256: str


def digest_of(*, form_digest: str, answers: dict[str, Any], exhibits: Iterable[Exhibit]) -> str:
    """Return the SHA-256 on the receipt: over JSON with sorted keys and no blanks, in UTF-8.

    {"answers": …, "evidence": [[field, SHA-256 as received], …], "form": digest of the form's version}
    """
    whole = {"answers": answers, "evidence": [list(one) for one in exhibits], "form": form_digest}
    text = json.dumps(whole, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def new_receipt() -> str:
    """Return a receipt number that can be read out on the telephone: `7K3M-9QXT-2B4C`."""
    text = new_id().upper()
    return f"{text[:4]}-{text[4:8]}-{text[8:]}"
