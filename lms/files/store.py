"""Putting bytes into the store and taking them out: the local disk and S3 alike."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterable

from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage

log = logging.getLogger(__name__)


def put(path: str, content: bytes | File[bytes]) -> str:
    """Keep the bytes under a name that begins like `path`; returns the name they got. On a disk they are on it when this returns.

    A file is written piece by piece.
    """
    name = default_storage.save(path, content if isinstance(content, File) else ContentFile(content))
    try:
        place = default_storage.path(name)
    except NotImplementedError:  # not a disk: the store answers when it has them
        return name
    handle = os.open(place, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
    return name


def read(path: str) -> bytes:
    """Return all the bytes of one name."""
    with default_storage.open(path) as source:
        content: bytes = source.read()
    return content


def remove(paths: Iterable[str]) -> None:
    """Remove what nothing refers to any more. What cannot be removed now costs room, and nobody their work."""
    for path in paths:
        try:
            default_storage.delete(path)
        except OSError as error:
            log.warning("%s could not be removed from the store (%s).", path, type(error).__name__)
