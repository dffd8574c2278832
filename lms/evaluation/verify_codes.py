"""Codes of verification: eighty bits of chance, so that none is found by trying; written so that a person can type one from paper."""

from __future__ import annotations

import secrets

from lms.people.ids import ALPHABET

LENGTH, GROUP = 16, 4
# Letters the alphabet has not got, and what somebody who types them means.
_MEANT = str.maketrans({"o": "0", "i": "1", "l": "1", "u": "v", "-": "", " ": "", "\u2013": "", ".": ""})


def new_code() -> str:
    """Return a new code, as it is kept."""
    return "".join(secrets.choice(ALPHABET) for _place in range(LENGTH))


def code_in_groups(code: str) -> str:
    """Return a code as it is printed: `4f7k-…` in groups of four."""
    return "-".join(code[start : start + GROUP] for start in range(0, len(code), GROUP))


def read_code(typed: str) -> str:
    """Return the code somebody means, or nothing when it cannot be one."""
    code = typed.strip().lower().translate(_MEANT)
    return code if len(code) == LENGTH and set(code) <= set(ALPHABET) else ""
