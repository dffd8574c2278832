"""Files of questions between their dry run and the confirmation: kept for the one who uploaded them, one at a time."""

from __future__ import annotations

import hashlib

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.translation import gettext as _

from assignments.queries.imports import dry_run
from assignments.services.bank import Imported, import_questions
from lms.people.errors import Conflict
from lms.people.models import User


def _path(actor: User, digest: str) -> str:
    return f"question-imports/{actor.public_id}/{digest}"


def keep_file(*, actor: User, content: bytes) -> str:
    """Keep a file until it is confirmed, in place of the former one; return its SHA-256."""
    forget_files(actor=actor)
    digest = hashlib.sha256(content).hexdigest()
    default_storage.save(_path(actor, digest), ContentFile(content))
    return digest


def kept_file(*, actor: User, digest: str) -> bytes:
    """Return the file that this person had checked. Raises Conflict when it is no longer there."""
    path = _path(actor, digest)
    if not default_storage.exists(path):
        raise Conflict(_("The checked file is no longer here. Upload it again; nothing was imported."))
    with default_storage.open(path, "rb") as file:
        content: bytes = file.read()
    return content


def forget_files(*, actor: User) -> None:
    """Delete what this person uploaded and did not confirm."""
    folder = f"question-imports/{actor.public_id}"
    try:
        _folders, names = default_storage.listdir(folder)
    except FileNotFoundError:
        return
    for name in names:
        default_storage.delete(f"{folder}/{name}")


def confirm_file(*, actor: User, digest: str, topic: str = "") -> Imported:
    """Take the valid questions of a checked file into the bank. What has a fault is left out, as the dry run has said.

    Done twice it changes nothing. Raises Conflict when the file is gone or a question moved at the same moment.
    """
    content = kept_file(actor=actor, digest=digest)
    with transaction.atomic():
        found = dry_run(content, topic=topic)
        done = import_questions(actor=actor, drafts=found.drafts, note=_("Imported from a file"))
    forget_files(actor=actor)
    return Imported(done.added, done.changed, found.unchanged, found.refused)
