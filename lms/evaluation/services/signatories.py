"""Who signs certificates. What a certificate bears was copied when it was issued: a change here touches none of them."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from lms.evaluation.models import Signatory
from lms.evaluation.queries.certificates import SIGNATURE
from lms.files.enums import FileKind
from lms.files.inspection import Unfit
from lms.files.inspection.kinds import kind_of
from lms.files.models import StoredFile
from lms.files.services import receive_whole
from lms.people import audit, clock
from lms.people.errors import Conflict, Refusal
from lms.people.models import User

FIELDS = ("name", "nip", "position", "position_en")
PICTURES = frozenset({FileKind.PNG, FileKind.JPEG, FileKind.WEBP})


@transaction.atomic
def add_signatory(
    *, actor: User, name: str, position: str, position_en: str, nip: str = "", picture: tuple[str, bytes] | None = None
) -> Signatory:
    """Add somebody who signs; `picture` is the name and the bytes of a picture of the signature. Raises Refusal for another kind of file."""
    row = Signatory(
        name=name.strip(), nip=nip, position=position.strip(), position_en=position_en.strip(), created_by=actor,
        created_at=clock.now(), picture=_received(actor, picture) if picture else None,
    )  # fmt: skip
    row.save()
    audit.record(actor, "evaluation.signatory.add", row)
    return row


@transaction.atomic
def edit_signatory(
    *,
    actor: User,
    signatory: Signatory,
    picture: tuple[str, bytes] | None = None,
    no_picture: bool = False,
    **fields: str,
) -> None:
    """Change what new certificates will bear. Raises Conflict for somebody who was put away meanwhile."""
    row = _in_use(signatory)
    changes: dict[str, Any] = {
        name: [getattr(row, name), fields[name]]
        for name in FIELDS
        if name in fields and fields[name] != getattr(row, name)
    }
    for name in changes:
        setattr(row, name, fields[name])
    if picture or no_picture:
        row.picture = _received(actor, picture) if picture else None
        changes["picture"] = [None, bool(picture)]
    if changes:
        row.save()
        audit.record(actor, "evaluation.signatory.edit", row, changes)


@transaction.atomic
def archive_signatory(*, actor: User, signatory: Signatory) -> None:
    """Put somebody away who signs no more; what was signed stays. Put away twice it is put away once."""
    rows = Signatory.objects.filter(pk=signatory.pk, archived_at__isnull=True)
    if rows.update(archived_at=clock.now()):
        audit.record(actor, "evaluation.signatory.archive", signatory)


def _in_use(signatory: Signatory) -> Signatory:
    row = Signatory.objects.select_for_update(of=("self",)).get(pk=signatory.pk)
    if row.archived_at is not None:
        raise Conflict(_("This signatory was put away meanwhile. Add the person anew, if that is meant."))
    return row


def _received(actor: User, picture: tuple[str, bytes]) -> StoredFile:
    name, content = picture
    if not _is_picture(content):
        raise Refusal(_("The signature must be a picture: PNG, JPEG or WebP."))
    return receive_whole(actor=actor, purpose=SIGNATURE, name=name, content=content)


def _is_picture(content: bytes) -> bool:
    try:
        return kind_of(content) in PICTURES
    except Unfit:
        return False
