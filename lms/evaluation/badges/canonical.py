"""JSON in its one canonical form (RFC 8785), for what credentials are made of: texts, whole numbers, yes and no, lists, objects."""

from __future__ import annotations

import json
from typing import Any

# Beyond this a number is not the same in every language that reads JSON.
LARGEST = 2**53 - 1


def canonical(value: Any) -> bytes:
    """Return a value's canonical JSON in UTF-8. Raises TypeError for what has no place here (fractions are kept as text)."""
    return _written(value).encode()


def _written(value: Any) -> str:
    if value is None or isinstance(value, bool | str):
        # Python escapes just what RFC 8785 escapes, and writes the rest as it is.
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, int):
        if abs(value) > LARGEST:
            raise TypeError(f"{value} is too large a number.")
        return str(value)
    if isinstance(value, list):
        return f"[{','.join(_written(one) for one in value)}]"
    if isinstance(value, dict):
        pairs = sorted(value.items(), key=lambda pair: _order(pair[0]))
        return "{" + ",".join(f"{_written(key)}:{_written(one)}" for key, one in pairs) + "}"
    raise TypeError(f"{type(value).__name__} has no canonical form here.")


def _order(key: Any) -> bytes:
    """Names stand in the order of their UTF-16 units."""
    if not isinstance(key, str):
        raise TypeError("The names in an object are texts.")
    return key.encode("utf-16-be")
