"""What a file is by its structure, and what is kept of it. No client's word on type or name counts here."""

from __future__ import annotations

from dataclasses import dataclass, field


class Unfit(Exception):
    """This file is not taken. The message is for the person who sent it."""


@dataclass
class Fit:
    """What is kept of a file: the bytes (None: as they came), and pictures made of it."""

    kind: str
    content: bytes | None = None
    preview: bytes | None = None
    width: int | None = None
    height: int | None = None
    page_count: int | None = None
    pages: list[bytes] = field(default_factory=list)
