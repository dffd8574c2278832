"""The socket of the rooms above: which purposes files have, and who may read one.

A room says at its start `add_reader("submission", may_read)`; the one view that serves files asks it. A purpose nobody has named takes
no uploads, and its files are shown to nobody.
"""

from __future__ import annotations

from collections.abc import Callable

from lms.files.models import StoredFile
from lms.people.models import User

MayRead = Callable[[User, StoredFile], bool]
NameFor = Callable[[User, StoredFile], str]

_readers: dict[str, MayRead] = {}
_names: dict[str, NameFor] = {}


def add_reader(purpose: str, may_read: MayRead, name_for: NameFor | None = None) -> None:
    """Let a room answer for the files of a purpose, and, where the own name would tell whose one is, name it otherwise."""
    _readers[purpose] = may_read
    if name_for is not None:
        _names[purpose] = name_for


def name_for(user: User, file: StoredFile) -> str:
    """Return the name under which this person gets this file."""
    named = _names.get(file.purpose)
    return named(user, file) if named else file.name


def knows(purpose: str) -> bool:
    return purpose in _readers


def may_read(user: User, file: StoredFile) -> bool:
    """Whether this person may have this file. Deny by default."""
    reader = _readers.get(file.purpose)
    return reader is not None and reader(user, file)
