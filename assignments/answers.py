"""An answer as a tab sends it. Pure data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Given:
    """An answer as a tab sends it: `base` is the number of the answer it saw standing, `seq` the number of its own."""

    order: int
    answer: Any
    seq: int
    base: int
    tab: str = ""
