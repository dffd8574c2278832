"""What somebody is told, on screen."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from lms.notices.enums import DeliveryState, NoticeGroup
from lms.notices.models import Notice, NoticeQuerySet
from lms.notices.queries.words import said, words_for
from lms.notices.registry import find_kind
from lms.people.models import User


@dataclass(frozen=True)
class InboxRow:
    """One notice as its reader sees it. `is_over`: it was true once."""

    notice: Notice
    title: str
    body: str
    group: str
    is_over: bool


def notices_visible_to(user: User) -> NoticeQuerySet:
    """Return what somebody was told, newest first. What was taken back before it was read or sent was never told."""
    told = Q(withdrawn_at__isnull=True) | Q(read_at__isnull=False) | Q(delivery__state=DeliveryState.SENT)
    return Notice.objects.filter(told, to=user)


def inbox_rows(notices: Iterable[Notice]) -> list[InboxRow]:
    """Return one page of notices in the active language and zone: one query for the words."""
    notices = list(notices)
    words = words_for({notice.kind for notice in notices})
    return [_row(notice, said(notice, words)) for notice in notices]


def _row(notice: Notice, told: Any) -> InboxRow:
    kind = find_kind(notice.kind)
    group = str(NoticeGroup(kind.group).label) if kind else ""
    return InboxRow(notice, told.title, told.body, group, notice.withdrawn_at is not None)


def unread_of_person() -> Coalesce:
    """Return the number on the bell as an annotation of User."""
    unread = Notice.objects.unread().filter(to=OuterRef("pk")).order_by().values("to")
    return Coalesce(Subquery(unread.annotate(many=Count("pk")).values("many")), 0)
