"""How Zoom fares: what was seen of it last, which scopes lack, which work waits or was given up."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db.models import Q

from fieldpractice.enums import WorkFailure, WorkState
from fieldpractice.models import WebhookEvent, ZoomSign, ZoomWork
from fieldpractice.zoom.scopes import missing


@dataclass(frozen=True)
class Health:
    """What the coordinator's page of Zoom shows."""

    configured: bool
    practice: bool
    token_at: datetime | None
    answer_at: datetime | None
    missing: list[str]
    failure_at: datetime | None
    failure_kind: str
    failure_words: str
    webhook_at: datetime | None
    works: list[ZoomWork]
    waiting: int

    @property
    def is_well(self) -> bool:
        """Whether nothing needs a person."""
        return self.configured and not self.missing and not self.works


def health() -> Health:
    """Return how Zoom fares: four queries."""
    signs = {one.name: one for one in ZoomSign.objects.all()}
    token, failure, answer = signs.get("token"), signs.get("failure"), signs.get("answer")
    kind, _space, words = failure.words.partition(" ") if failure else ("", "", "")
    if kind not in WorkFailure.values:
        kind, words = "", failure.words if failure else ""
    return Health(
        configured=bool(settings.PADAN_ZOOM_ACCOUNT_ID),
        practice=settings.PADAN_ZOOM_PRACTICE,
        token_at=token.at if token else None,
        answer_at=answer.at if answer else None,
        missing=missing(token.words.split()) if token else [],
        failure_at=failure.at if failure else None,
        failure_kind=kind,
        failure_words=words,
        webhook_at=_last_webhook(),
        works=troubled(),
        waiting=ZoomWork.objects.filter(state__in=(WorkState.WAITING, WorkState.DOING), failure_kind="").count(),
    )


def troubled() -> list[ZoomWork]:
    """Return the work that was given up, and that which failed and is tried again."""
    rows = ZoomWork.objects.filter(Q(state=WorkState.FAILED) | (~Q(failure_kind="") & ~Q(state=WorkState.DONE)))
    return list(rows.select_related("session__cohort").order_by("session__starts_at", "pk")[:100])


def _last_webhook() -> datetime | None:
    return WebhookEvent.objects.order_by("-pk").values_list("received_at", flat=True).first()
