"""A file arrives in parts. Each step may be sent again: what is here already is found, and nothing doubles."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q, Sum
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from lms.files import limits, registry, store
from lms.files.enums import UploadState
from lms.files.models import StoredFile, Upload
from lms.files.names import checked_name
from lms.people import audit, clock
from lms.people.bell import ring
from lms.people.errors import Conflict, Refusal
from lms.people.ids import new_id
from lms.people.models import AuditEntry, User

FORGOTTEN_AFTER = timedelta(days=14)
CHECK = "lms.files.tasks.check_one"


@transaction.atomic
def begin_upload(*, actor: User, purpose: str, key: str, name: str, size: int) -> Upload:
    """Begin an upload, or return the one this key began: its `offset` says where to go on.

    Raises Refusal for a purpose no room has, a name that is a path, an empty or too large file, and a person who sends too much;
    Conflict when the key stands for another file. One that was given up, or whose file was lost here before it was checked, begins
    again from its first byte.
    """
    if not registry.knows(purpose) or not 8 <= len(key) <= 64:
        raise Refusal(_("This upload is not one this site has asked for. Load the page anew and try again."))
    shown = checked_name(name)
    _check_size(shown, size)
    fields = {"name": shown, "size": size}
    known = Upload.objects.filter(owner=actor, purpose=purpose, key=key).first()
    if known is None:
        _check_share(actor, size)
        known, _new = Upload.objects.get_or_create(owner=actor, purpose=purpose, key=key, defaults=fields)
    if (known.name, known.size) != (shown, size):
        raise Conflict(_("Another file was begun under this key. Choose the file again."))
    return _begun_again(known)


def receive_part(*, actor: User, upload: Upload, offset: int, content: bytes, sha256: str) -> Upload:
    """Take the part that begins at `offset`. A part that is here already is passed over.

    Raises Refusal when the bytes are not those of the digest, or are too many; Conflict, with where to go on, when the offset is not
    the next one. The bytes are in the store before the offset moves, by a compare-and-swap: of two tabs one wins, none doubles.
    """
    if upload.state != UploadState.OPEN or offset + len(content) <= upload.offset:
        return upload
    if hashlib.sha256(content).hexdigest() != sha256.lower():
        raise Refusal(_("A part arrived damaged. It is sent again."))
    end = offset + len(content)
    if not content or len(content) > limits.LARGEST_PART or end > upload.size:
        raise Refusal(_("A part has the wrong size. Choose the file again."))
    if offset != upload.offset:
        raise Conflict(_("This part is not the next one: the file goes on at %(n)s bytes.") % {"n": upload.offset})
    # A name of its own: where the store only looks whether a name is taken, two tabs would be given the same one.
    name = store.put(f"uploads/{upload.public_id}/{offset:09}-{new_id()}", content)
    as_seen = Upload.objects.filter(pk=upload.pk, owner=actor, offset=offset, state=UploadState.OPEN)
    if not as_seen.update(offset=end, parts=[*upload.parts, name], last_part_at=clock.now()):
        store.remove([name])
    upload.refresh_from_db()
    return upload


def finish(*, actor: User, upload: Upload) -> StoredFile:
    """Make a file of an upload whose parts are all here; a second call returns the same file. Rings for its check.

    Raises Conflict when parts are missing. Locks the upload's row, so that two calls make one file.
    """
    with transaction.atomic():
        upload = Upload.objects.select_for_update().get(pk=upload.pk, owner=actor)
        if upload.file_id is not None:
            return StoredFile.objects.get(pk=upload.file_id)
        if upload.offset != upload.size:
            raise Conflict(_("Not all of “%(name)s” has arrived.") % {"name": upload.name})
        content = b"".join(store.read(part) for part in upload.parts)
        file = _received(actor, upload.purpose, upload.name, content)
        Upload.objects.filter(pk=upload.pk).update(state=UploadState.DONE, file=file, parts=[])
        transaction.on_commit(lambda: store.remove(upload.parts))
    return file


def receive_whole(*, actor: User, purpose: str, name: str, content: bytes) -> StoredFile:
    """Take a file in one piece, from a form without JavaScript. The same content again is the same file.

    Raises the same refusals as `begin_upload`.
    """
    key = hashlib.sha256(purpose.encode() + b"\0" + name.encode() + b"\0" + content).hexdigest()
    upload = begin_upload(actor=actor, purpose=purpose, key=key, name=name, size=len(content))
    while upload.offset < upload.size:
        part = content[upload.offset : upload.offset + limits.LARGEST_PART]
        digest = hashlib.sha256(part).hexdigest()
        upload = receive_part(actor=actor, upload=upload, offset=upload.offset, content=part, sha256=digest)
    return finish(actor=actor, upload=upload)


@transaction.atomic
def receive_many(*, purpose: str, files: Iterable[tuple[User, str, bytes]]) -> list[StoredFile]:
    """Take many files, each of its owner, as received. For filling a site; the schedule checks them."""
    rows = [_unsaved(owner, purpose, checked_name(name), content) for owner, name, content in files]
    made = StoredFile.objects.bulk_create(rows, batch_size=500)
    AuditEntry.objects.bulk_create((audit.entry(file.owner, *_told(file)) for file in made), batch_size=500)
    return made


def drop_forgotten() -> int:
    """Give up uploads nobody has sent a part of for two weeks, and free their room. Returns how many."""
    before = clock.now() - FORGOTTEN_AFTER
    gone = 0
    for upload in Upload.objects.filter(state=UploadState.OPEN, last_part_at__lt=before)[:500]:
        as_seen = Upload.objects.filter(pk=upload.pk, state=UploadState.OPEN, offset=upload.offset)
        if as_seen.update(state=UploadState.DROPPED, offset=0, parts=[]):
            store.remove(upload.parts)
            gone += 1
    return gone


def _received(owner: User, purpose: str, name: str, content: bytes) -> StoredFile:
    file = _unsaved(owner, purpose, name, content)
    file.save()
    audit.record(owner, *_told(file))
    ring(CHECK, file.pk)
    return file


def _told(file: StoredFile) -> tuple[str, StoredFile, dict[str, object]]:
    """What the audit trail says of a file that has arrived."""
    return "files.file.receive", file, {"bytes": file.received_bytes, "sha256": file.received_sha256}


def _unsaved(owner: User, purpose: str, name: str, content: bytes) -> StoredFile:
    file = StoredFile(
        owner=owner,
        purpose=purpose,
        name=name,
        received_bytes=len(content),
        received_sha256=hashlib.sha256(content).hexdigest(),
        received_at=clock.now(),
    )
    file.path = store.put(f"files/{file.public_id[:2]}/{file.public_id}", content)
    return file


def _begun_again(upload: Upload) -> Upload:
    over = Upload.objects.filter(Q(state=UploadState.DROPPED) | Q(file__lost_here=True), pk=upload.pk)
    anew: dict[str, Any] = {
        "state": UploadState.OPEN,
        "file": None,
        "offset": 0,
        "parts": [],
        "last_part_at": clock.now(),
    }
    if upload.state != UploadState.OPEN and over.update(**anew):
        upload.refresh_from_db()
    return upload


def _check_size(name: str, size: int) -> None:
    if size < 1:
        raise Refusal(_("“%(name)s” is empty. Choose the file again.") % {"name": name})
    if size > limits.LARGEST_FILE:
        raise Refusal(
            _("“%(name)s” has %(size)s; at most %(most)s are taken. Make it smaller, or send it in pieces.")
            % {
                "name": name,
                "size": filesizeformat(size),
                "most": filesizeformat(limits.LARGEST_FILE),
            }
        )


def _check_share(actor: User, size: int) -> None:
    """Refuse one person's flood: so many files an hour, so many bytes a day."""
    mine, now = Upload.objects.filter(owner=actor), clock.now()
    if mine.filter(started_at__gt=now - timedelta(hours=1)).count() >= limits.UPLOADS_AN_HOUR:
        raise Refusal(
            _("You have sent very many files within an hour. Try again in an hour; nothing already sent is lost.")
        )
    sent = mine.filter(started_at__gt=now - timedelta(days=1)).aggregate(bytes=Sum("size"))["bytes"] or 0
    if sent + size > limits.BYTES_A_DAY:
        raise Refusal(_("You have sent very much within a day. Try again tomorrow; nothing already sent is lost."))
