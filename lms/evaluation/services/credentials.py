"""Digital credentials: signed and kept, and keys that nothing holds by any more."""

from __future__ import annotations

import hashlib
import logging

from django.core.cache import cache
from django.db import transaction
from django.utils.translation import gettext as _

from lms.evaluation.badges.canonical import canonical
from lms.evaluation.models import Credential, IssuerKey
from lms.evaluation.queries.credentials import made, signer, unsigned
from lms.people import audit, clock
from lms.people.errors import Refusal
from lms.people.models import User

AT_ONCE = 500
DAY = 24 * 3600
log = logging.getLogger(__name__)


@transaction.atomic
def sign_missing(*, limit: int = AT_ONCE) -> int:
    """Sign and keep the credentials of certificates that have none yet. Returns how many; nothing where there is no key.

    Safe to run twice and side by side: a certificate that was signed meanwhile is left alone. One whose facts were altered since its
    issue is not signed, and said in the log once a day.
    """
    by = signer()
    if by is None:
        return 0
    rows, altered = unsigned(limit)
    for row in altered:
        # Every minute it is passed over anew; once a day is enough to be told.
        if cache.add(f"altered-certificate:{row.pk}", True, DAY):
            log.error("Certificate %s is not signed: its facts are not those of its digest.", row.public_id)
    if not rows:
        return 0
    key, _created = IssuerKey.objects.get_or_create(public=by.public, defaults={"first_used_at": clock.now()})
    if key.withdrawn_at:
        raise Refusal(_("The key that signs was withdrawn. Set PADAN_CREDENTIAL_KEY to a new one."))
    documents = [(row, made(row, by)) for row in rows]
    Credential.objects.bulk_create(
        [
            Credential(
                certificate=row,
                key=key,
                document=document,
                digest=hashlib.sha256(canonical(document)).hexdigest(),
                signed_at=clock.now(),
            )
            for row, document in documents
        ],
        ignore_conflicts=True,
        batch_size=100,
    )
    audit.record(None, "evaluation.credential.sign", key, {"done": [None, len(rows)]})
    return len(rows)


@transaction.atomic
def withdraw_key(*, public: str, actor: User | None = None) -> IssuerKey:
    """Let nothing hold by a key any more: somebody else may have it. Done twice it is done once.

    Credentials signed with it fail everywhere as soon as the DID document is read again; their certificates stay valid on the
    public page. Raises Refusal for a key that signed nothing here.
    """
    key = IssuerKey.objects.filter(public=public).first()
    if key is None:
        raise Refusal(_("No credential was signed with this key."))
    if IssuerKey.objects.filter(pk=key.pk, withdrawn_at__isnull=True).update(withdrawn_at=clock.now()):
        audit.record(actor, "evaluation.key.withdraw", key)
        key.refresh_from_db()
    return key
