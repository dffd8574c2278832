"""Files of lessons, kept under their own SHA-256: what a version shows stays, whatever becomes of the editors' library."""

from __future__ import annotations

import hashlib
import re
from pathlib import PurePath
from typing import Any

from django.core.cache import cache
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

_FILE_NAME = re.compile(r"^[A-Za-z0-9][A-Za-z0-9._-]*\.[a-z0-9]{2,5}$")


def media_name(item: Any) -> str:
    """Return the name by which a text calls an image or document of the library: its title if that is a file's name."""
    return str(item.title) if _FILE_NAME.match(item.title) else PurePath(item.file.name).name


def sha256_of(item: Any) -> str:
    """Return the SHA-256 of an image's or document's file; read once for each content."""
    key = f"cms:sha256:{item._meta.label_lower}:{item.pk}:{item.get_file_hash()}"
    found = cache.get(key)
    if found is None:
        with item.open_file() if hasattr(item, "open_file") else item.file.open("rb") as file:
            found = hashlib.sha256(file.read()).hexdigest()
        cache.set(key, found, None)
    return str(found)


def kept_path(sha256: str, suffix: str) -> str:
    """Return where a file is kept in the storage. `suffix` is its extension with the dot."""
    return f"lessons/{sha256[:2]}/{sha256}{suffix}"


def keep(sha256: str, name: str, content: bytes) -> str:
    """Keep a file under its digest, once; return its path."""
    path = kept_path(sha256, PurePath(name).suffix.lower())
    if not default_storage.exists(path):
        default_storage.save(path, ContentFile(content))
    return path


def keep_item(item: Any) -> str:
    """Keep the file of an image or document of the library; return its SHA-256."""
    sha256 = sha256_of(item)
    path = kept_path(sha256, PurePath(media_name(item)).suffix.lower())
    if not default_storage.exists(path):
        with item.open_file() as file:
            default_storage.save(path, ContentFile(file.read()))
    return sha256


def read_kept(sha256: str, name: str) -> bytes:
    """Return the content of a kept file. Raises FileNotFoundError."""
    with default_storage.open(kept_path(sha256, PurePath(name).suffix.lower()), "rb") as file:
        return bytes(file.read())


def size_of(sha256: str, name: str) -> int:
    """Return the bytes of a kept file, 0 if it is missing."""
    path = kept_path(sha256, PurePath(name).suffix.lower())
    return int(default_storage.size(path)) if default_storage.exists(path) else 0
