"""Zips between dry run and confirmation: kept for the one who uploaded them, one at a time."""

from __future__ import annotations

import hashlib
from io import BytesIO

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils.translation import gettext as _

from cms.markdown.archive import read_zip
from lms.people.errors import Conflict
from lms.people.models import User


def _path(actor: User, digest: str) -> str:
    return f"imports/{actor.public_id}/{digest}.zip"


def keep_upload(*, content: bytes, actor: User) -> str:
    """Keep a zip until it is confirmed, in place of the former one; return its SHA-256."""
    forget_uploads(actor=actor)
    digest = hashlib.sha256(content).hexdigest()
    default_storage.save(_path(actor, digest), ContentFile(content))
    return digest


def kept_upload(*, digest: str, actor: User) -> dict[str, bytes]:
    """Return the files of the zip that this person had checked. Raises Conflict when it is no longer there."""
    path = _path(actor, digest)
    if not default_storage.exists(path):
        raise Conflict(_("The checked file is no longer here. Upload it again; nothing was imported."))
    with default_storage.open(path, "rb") as file:
        return read_zip(BytesIO(file.read()))


def forget_uploads(*, actor: User) -> None:
    """Delete what this person uploaded and did not confirm."""
    folder = f"imports/{actor.public_id}"
    try:
        _folders, names = default_storage.listdir(folder)
    except FileNotFoundError:
        return
    for name in names:
        default_storage.delete(f"{folder}/{name}")
