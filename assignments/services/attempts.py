"""The mark of an essay, given at the desk."""

from __future__ import annotations

from decimal import Decimal

from django.db import transaction

from assignments.models import AnswerMark, AttemptItem
from lms.people import audit
from lms.people.models import User


@transaction.atomic
def mark_essay(*, actor: User, item: AttemptItem, points: Decimal, reason: str) -> None:
    """Add the mark of an answer; it is the one that stands."""
    AnswerMark.objects.create(item=item, by_version=item.version, points=points, actor=actor, reason=reason[:300])
    AttemptItem.objects.filter(pk=item.pk).update(points=points)
    audit.record(actor, "assignments.attempt_item.mark", item, {"points": [None, str(points)]})
