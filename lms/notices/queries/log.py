"""The log of what was mailed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from lms.notices.enums import UNSENT, DeliveryState
from lms.notices.models import Delivery
from lms.notices.queries.words import Said, said, words_for
from lms.notices.registry import find_kind
from lms.people.masking import mask_email
from lms.people.models import User
from lms.people.phones import whatsapp_link

TONES = {
    DeliveryState.WAITING: "info",
    DeliveryState.SENT: "ok",
    DeliveryState.FAILED: "bad",
    DeliveryState.WITHDRAWN: "idle",
}


@dataclass(frozen=True)
class LogRow:
    """One mail: to whom, what, how far. The address is masked."""

    delivery: Delivery
    person: str
    address: str
    title: str
    kind: str
    tone: str
    is_retried: bool


def deliveries_visible_to(user: User) -> QuerySet[Delivery]:
    """Return the log for who organises; for everybody else there is none."""
    rows = Delivery.objects.select_related("notice__to__work_unit", "notice__actor")
    return rows if user.has_perm("notices.view_log") else rows.none()


def narrowed(rows: QuerySet[Delivery], *, state: str = "", kind: str = "", text: str = "") -> QuerySet[Delivery]:
    """Narrow the log by state, kind and words of the name or address, newest first."""
    if state:
        rows = rows.filter(state=state)
    if kind:
        rows = rows.filter(notice__kind=kind)
    for word in text.split():
        rows = rows.filter(notice__to__name__icontains=word) | rows.filter(notice__to__email__icontains=word)
    return rows.order_by("-pk")


def counts(rows: QuerySet[Delivery]) -> dict[str, int]:
    """Return how many mails stand in each state."""
    return dict(rows.order_by().values_list("state").annotate(many=Count("pk")))


def undelivered_counts() -> dict[str, int]:
    """Return how many mails were given up, and how many wait after a try that failed. One query."""
    stuck = Q(state=DeliveryState.WAITING) & ~Q(failure="")
    return Delivery.objects.filter(state__in=UNSENT).aggregate(
        failed=Count("pk", filter=Q(state=DeliveryState.FAILED)), stuck=Count("pk", filter=stuck)
    )


def log_rows(deliveries: Iterable[Delivery]) -> list[LogRow]:
    """Return one page of the log in the words of who reads it: one query for the words."""
    deliveries = list(deliveries)
    words = words_for({one.notice.kind for one in deliveries})
    return [_row(one, said(one.notice, words)) for one in deliveries]


def _row(delivery: Delivery, told: Said) -> LogRow:
    kind, reader = find_kind(delivery.notice.kind), delivery.notice.to
    return LogRow(
        delivery=delivery,
        person=reader.display_name,
        address=mask_email(delivery.sent_to or reader.email),
        title=told.title,
        kind=str(kind.label) if kind else delivery.notice.kind,
        tone=TONES[DeliveryState(delivery.state)],
        is_retried=delivery.state == DeliveryState.WAITING and bool(delivery.failure),
    )


@dataclass(frozen=True)
class Chat:
    """A notice as a text for WhatsApp, and the address that opens WhatsApp with it."""

    text: str
    link: str


def chat_of(told: Said, reader: User) -> Chat:
    """Return a notice ready to paste into a chat with its reader."""
    text = "\n\n".join(filter(None, (f"*{told.title}*", told.body, told.url)))
    return Chat(text, whatsapp_link(reader.phone, text))
