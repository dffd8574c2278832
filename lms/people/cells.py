"""What spreadsheets do to long numbers, recognised before anything is read into them."""

import re
from typing import Any

_FLOAT = re.compile(r"\s*[+-]?\d+(?:[.,]0*|(?:[.,]\d+)?[eE][+-]?\d+)\s*")


def was_a_number(value: Any) -> bool:
    """Whether this was a numeric cell: a number, or text like `8123456789.0` or `1.985E+17`, whose digits may be lost."""
    return not isinstance(value, str) or bool(_FLOAT.fullmatch(value))
