"""The audit trail's pen. Every service that writes calls `record` in its own transaction."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import models

from lms.people.masking import mask_text, masked
from lms.people.models import AuditEntry, User
from lms.people.origin import Origin, origin


def entry(actor: User | None, action: str, on: models.Model, changes: Mapping[str, Any] | None = None) -> AuditEntry:
    """Return an unsaved audit entry, for services that write many at once with bulk_create."""
    here = origin.get() or Origin()
    return AuditEntry(
        actor=actor,
        action=action,
        object_type=on._meta.label_lower,
        object_id=str(on.pk),
        object_label=mask_text(str(on))[:200],
        changes=masked(changes or {}),
        ip=here.ip,
        request_id=here.request_id,
    )


def record(actor: User | None, action: str, on: models.Model, changes: Mapping[str, Any] | None = None) -> None:
    """Append one line: `action` is `room.noun.verb` (`courses.enrolment.accept`), `changes` maps a field to [before, after]."""
    entry(actor, action, on, changes).save()
