"""What the demo's people were told: mailed when it was due, read by most, and one mailbox that is full."""

from __future__ import annotations

import logging
import smtplib
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.core.mail.backends.base import BaseEmailBackend

from lms.notices import services
from lms.notices.models import Delivery, Notice
from lms.notices.registry import find_kind
from lms.people import clock
from lms.people.models import User

# What is younger than this is still unread.
UNREAD_DAYS = 4
# With more people than this mail goes out once in four weeks and not each hour: the benchmarks measure pages, not the filling.
MANY = 200
HOUR, FOUR_WEEKS = timedelta(hours=1), timedelta(weeks=4)
FULL = "peserta07@demo.test"
TITLE = "Hasil Anda sudah keluar: {task}"
BODY = "Silakan buka untuk membaca nilai dan catatan penilai. Bila ada yang perlu dilihat kembali, mintalah di halaman hasil."


class Post(BaseEmailBackend):
    """A mail server of the demo's own world: it takes everything, except for one full mailbox."""

    def send_messages(self, email_messages: Sequence[Any]) -> int:
        for message in email_messages:
            if FULL in message.to:
                raise smtplib.SMTPRecipientsRefused({FULL: (552, b"Mailbox full")})
        return len(email_messages)


def build_notices(*, staff: dict[str, User], today: date) -> None:
    """Write other words for one kind, remind of what is open, mail what was due day by day, and let most of it be read."""
    # After the morning in which the demo's graders released results.
    now = clock.at_midday(today, minutes=-170)
    _own_words(staff["koordinator"], now)
    with clock.at(now):
        services.remind()
    _mail(now, every=FOUR_WEEKS if User.objects.count() > MANY else HOUR)
    with clock.at(now):
        for reader in User.objects.filter(pk__in=Notice.objects.values("to")).order_by("pk"):
            services.read_all(actor=reader, until=now - timedelta(days=UNREAD_DAYS))


def _mail(now: datetime, *, every: timedelta) -> None:
    """Mail what had come together `every` so long; after weeks a reader's several summaries are one."""
    post, log = Post(), logging.getLogger("lms.notices")
    before = log.level
    # The full mailbox is meant to be.
    log.setLevel(logging.ERROR)
    while (due := _next_due(now)) is not None:
        with clock.at(min(due + every, now)):
            services.send_due(limit=1000, connection=post)
    log.setLevel(before)


def _own_words(coordinator: User, now: datetime) -> None:
    kind = find_kind("assignments.released")
    if kind is not None:
        with clock.at(now - timedelta(days=30)):
            services.write_words(actor=coordinator, kind=kind, language="id", title=TITLE, body=BODY, seen=0)


def _next_due(now: datetime) -> datetime | None:
    rows = Delivery.objects.filter(state="waiting", next_attempt_at__lte=now).order_by("next_attempt_at")
    return rows.values_list("next_attempt_at", flat=True).first()
