"""What people were told is kept for a while and then deleted: it holds names and reasons."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from lms.notices.enums import DeliveryState
from lms.notices.models import Notice
from lms.people import clock

BATCH = 1000


def forget_old() -> int:
    """Delete what was told more than PADAN_NOTICE_DAYS ago, with its mail's row in the log; returns how many notices.

    A reminder that still holds stays, or it would be told anew, and so does what is still to be sent. Each batch is a transaction.
    """
    before = clock.now() - timedelta(days=settings.PADAN_NOTICE_DAYS)
    holds = Q(is_reminder=True, withdrawn_at__isnull=True) | Q(delivery__state=DeliveryState.WAITING)
    old = Notice.objects.filter(created_at__lt=before).exclude(holds).order_by("pk").values_list("pk", flat=True)
    gone = 0
    while batch := list(old[:BATCH]):
        with transaction.atomic():
            Notice.objects.filter(pk__in=batch).delete()
        gone += len(batch)
    return gone
