"""Sending what waits. A delivery's row is its own outbox: claimed before the mail goes, settled after it.

A worker that dies between the two leaves a row that is tried again; whether its mail had gone cannot be known then, so the second one
carries the same Message-ID. A mail server that cannot be reached costs no tries: everything waits for it.
"""

from __future__ import annotations

import logging
import secrets
import smtplib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.mail import get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import override

from lms.notices.enums import Channel, DeliveryState
from lms.notices.models import Delivery
from lms.notices.moments import after_quiet_hours, zone_of
from lms.notices.queries.words import Words, words_for
from lms.notices.registry import find_kind
from lms.notices.texts import letter
from lms.people import clock
from lms.people.masking import mask_text
from lms.people.models import User
from lms.people.outbox import BACK_OFF
from lms.people.prepared import PreparedModels

log = logging.getLogger(__name__)

# Minutes until a mail server that could not be reached is tried again.
SERVER_DOWN = 1
# A run ends by itself, well before the worker's limit could cut it off between a mail and its settling.
LONGEST_RUN = timedelta(minutes=5)
# Mails that are claimed together, and how long they may be held: well before the first of their next tries is due.
BATCH = 20
LONGEST_HOLD = timedelta(seconds=30)
UNREACHABLE = (smtplib.SMTPException, OSError)


class _ServerDown(Exception):
    """The mail server cannot be reached: no fault of any one message."""


@dataclass
class _Claimed:
    """The deliveries that go out as one mail, taken by this worker for one try."""

    token: str
    rows: list[Delivery]

    def mine(self) -> QuerySet[Delivery]:
        """The rows as far as this try still holds them. By their keys: the token alone has the whole table read for each mail."""
        return Delivery.objects.filter(pk__in=[row.pk for row in self.rows], claim=self.token)

    def as_it_stands(self) -> _Claimed:
        """The mail without what was taken back or switched off since it was claimed, its reader read anew. May hold nothing."""
        if len(self.rows) == 1:
            return _Claimed(self.token, [row for row in _waiting(self.rows[0].pk) if row.claim == self.token])
        return _Claimed(self.token, list(_with_readers(self.mine().filter(state=DeliveryState.WAITING))))


def send_due(*, limit: int = 200, connection: BaseEmailBackend | None = None) -> int:
    """Send what is due; returns how many mails went out. Two workers at once send each only once."""
    due = [one for one in _due(limit) if not _put_off(one)]
    if not due:
        return 0
    connection, until = connection or get_connection(), clock.now() + LONGEST_RUN
    sent = 0
    try:
        _open(connection)
        words = words_for({one.notice.kind for one in due})
        for batch in _batches(due):
            if clock.now() >= until:
                break
            for went in _deliver_all(_claim(batch), connection, words):
                sent += went
    except _ServerDown as down:
        _wait_for_the_server(str(down))
    finally:
        _close(connection)
    return sent


def _due(limit: int) -> list[Delivery]:
    return list(_due_now().select_related("notice__to__work_unit").order_by("next_attempt_at", "pk")[:limit])


def _due_now() -> QuerySet[Delivery]:
    return Delivery.objects.filter(state=DeliveryState.WAITING, next_attempt_at__lte=clock.now())


def _with_readers(rows: QuerySet[Delivery]) -> QuerySet[Delivery]:
    return rows.select_related("notice__to__work_unit").order_by("notice__created_at", "pk")


# One before every mail.
_waiting = PreparedModels(lambda pk: _with_readers(Delivery.objects.filter(pk=pk, state=DeliveryState.WAITING)))


def _put_off(row: Delivery) -> bool:
    """Leave for the morning what would ring at night where its reader is."""
    kind, now = find_kind(row.notice.kind), clock.now()
    if kind is not None and kind.urgent:
        return False
    morning = after_quiet_hours(now, zone_of(row.notice.to))
    if morning <= now:
        return False
    Delivery.objects.filter(pk=row.pk, state=DeliveryState.WAITING, next_attempt_at=row.next_attempt_at).update(
        next_attempt_at=morning
    )
    return True


def _batches(due: Sequence[Delivery]) -> Iterator[list[Delivery]]:
    """Yield some mails at a time, each by the first of its rows. What was tried before goes alone: were it what ends a worker, it ends no other's try."""
    mails: dict[tuple[str, int], Delivery] = {}
    for row in due:
        mails.setdefault(_mail_of(row), row)
    tried = _tried_before(due)
    fresh = [row for mail, row in mails.items() if mail not in tried]
    for start in range(0, len(fresh), BATCH):
        yield fresh[start : start + BATCH]
    yield from ([row] for mail, row in mails.items() if mail in tried)


def _tried_before(due: Sequence[Delivery]) -> set[tuple[str, int]]:
    """Return the mails of which anything was tried before; of a summary also what is due beyond the rows that were read."""
    found = {_mail_of(row) for row in due if row.attempts}
    readers = {row.notice.to_id for row in due if row.channel == Channel.DIGEST}
    if readers:
        more = _due_now().filter(channel=Channel.DIGEST, notice__to__in=readers, attempts__gt=0)
        found |= {(Channel.DIGEST, reader) for reader in more.values_list("notice__to", flat=True)}
    return found


@transaction.atomic
def _claim(batch: Sequence[Delivery]) -> list[_Claimed]:
    """Take the rows of some mails for one try, in a handful of statements however many there are; return those that were taken.

    The next try is set first, so a worker that dies half-way only delays them. Readers are read anew, as an account may close.
    """
    readers = {row.notice.to_id for row in batch if row.channel == Channel.DIGEST}
    if readers:
        # One worker at a time for one reader: a summary is never cut in two.
        list(User.objects.select_for_update().filter(pk__in=readers).order_by("pk").values_list("pk"))
    wanted = Q(pk__in=[row.pk for row in batch if row.channel != Channel.DIGEST])
    wanted |= Q(channel=Channel.DIGEST, notice__to__in=readers)
    due = Delivery.objects.filter(wanted, state=DeliveryState.WAITING, next_attempt_at__lte=clock.now())
    # What another worker takes in this moment is that one's.
    held = due.select_for_update(of=("self",), skip_locked=True).order_by("pk")
    tried = list(held.values_list("pk", "channel", "notice__to", "attempts"))
    token = secrets.token_hex(8)
    if len(batch) > 1:
        tried = _without_tried(tried)
    for times, pks in _by_tries(tried).items():
        # What was taken back since it was read is settled, and stays so.
        Delivery.objects.filter(pk__in=pks, state=DeliveryState.WAITING).update(
            attempts=F("attempts") + 1, next_attempt_at=_next_try(times), claim=token
        )
    mine = Delivery.objects.filter(pk__in=[pk for pk, *_rest in tried], claim=token)
    return [_Claimed(token, rows) for rows in _mails(_with_readers(mine), batch)] if tried else []


def _without_tried(rows: Sequence[tuple[int, str, int, int]]) -> list[tuple[int, str, int, int]]:
    """Leave out of several mails those of which something tried before became due only now: the next run sends each alone."""
    tried = {_place(pk, channel, reader) for pk, channel, reader, attempts in rows if attempts}
    return [one for one in rows if _place(*one[:3]) not in tried]


def _by_tries(tried: Sequence[tuple[int, str, int, int]]) -> dict[int, list[int]]:
    """Return the keys of rows by how often they were tried; those of one summary count as the one of them tried most, and stay together."""
    most: dict[int, int] = {}
    for _pk, channel, reader, attempts in tried:
        if channel == Channel.DIGEST:
            most[reader] = max(attempts, most.get(reader, 0))
    found: dict[int, list[int]] = {}
    for pk, channel, reader, attempts in tried:
        found.setdefault(most[reader] if channel == Channel.DIGEST else attempts, []).append(pk)
    return found


def _mails(rows: Iterable[Delivery], batch: Sequence[Delivery]) -> list[list[Delivery]]:
    """Put rows together that go out as one mail, in the order of the batch."""
    found: dict[tuple[str, int], list[Delivery]] = {_mail_of(row): [] for row in batch}
    for row in rows:
        found[_mail_of(row)].append(row)
    return [one for one in found.values() if one]


def _mail_of(row: Delivery) -> tuple[str, int]:
    """Return what says in which mail a row goes out: a summary is its reader's, any other mail is its own."""
    return _place(row.pk, row.channel, row.notice.to_id)


def _place(pk: int, channel: str, reader: int) -> tuple[str, int]:
    return (Channel.DIGEST, reader) if channel == Channel.DIGEST else ("", pk)


def _next_try(attempts: int) -> datetime:
    return clock.now() + timedelta(minutes=BACK_OFF[min(attempts, len(BACK_OFF) - 1)])


def _deliver_all(claimed: list[_Claimed], connection: BaseEmailBackend, words: Words) -> Iterator[int]:
    """Send what was claimed together, each looked at again before it goes and settled as it went.

    What cannot go any more is given back, as if it had not been claimed.
    """
    until = clock.now() + LONGEST_HOLD
    for place, one in enumerate(claimed):
        if place and clock.now() >= until:
            _give_back(claimed[place:])
            return
        mail = one.as_it_stands() if place else one
        if not mail.rows:
            continue
        try:
            yield _deliver(mail, connection, words)
        except _ServerDown:
            _give_back(claimed[place + 1 :])
            raise


def _give_back(claimed: Sequence[_Claimed]) -> None:
    for one in claimed:
        one.mine().filter(state=DeliveryState.WAITING).update(
            attempts=F("attempts") - 1, next_attempt_at=clock.now(), claim=""
        )


def _deliver(claimed: _Claimed, connection: BaseEmailBackend, words: Words) -> int:
    reader = claimed.rows[0].notice.to
    with override(reader.language):
        hopeless = _hopeless(claimed)
    if hopeless:
        _give_up(claimed, hopeless)
        return 0
    try:
        connection.send_messages([letter(claimed.rows, words)])
    except Exception as error:
        if not isinstance(error, UNREACHABLE):
            # A message that is broken in itself holds up no other.
            log.exception("A message to %s cannot be written.", reader.public_id)
        _note_failure(claimed, error)
        _close(connection)
        _open(connection)
        return 0
    _note_sent(claimed, reader.email)
    return 1


def _hopeless(claimed: _Claimed) -> str:
    """Say why a mail is not even tried, or nothing."""
    if not claimed.rows[0].notice.to.is_active:
        return _("The account is closed.")
    if min(one.attempts for one in claimed.rows) > len(BACK_OFF) + 1:
        return _("Every try broke off without an answer.")
    return ""


def _is_final(error: Exception) -> bool:
    """Whether the server refused this message or this address for good."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return all(code >= 500 for code, _words in error.recipients.values())
    return isinstance(error, smtplib.SMTPDataError) and error.smtp_code >= 500


def _answer(error: Exception) -> str:
    """Return what the mail server said (`552 Mailbox full`), or what went wrong on the way to it; addresses masked."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        said = "; ".join(_said(code, words) for code, words in error.recipients.values())
    elif isinstance(error, smtplib.SMTPResponseException):
        said = _said(error.smtp_code, error.smtp_error)
    else:
        said = f"{type(error).__name__}: {error}"
    return mask_text(said)[:300]


def _said(code: int, words: bytes | str) -> str:
    return f"{code} {words.decode(errors='replace') if isinstance(words, bytes) else words}"


def _note_sent(claimed: _Claimed, address: str) -> None:
    # Also what was taken back while the server took it: it did go out.
    claimed.mine().update(
        state=DeliveryState.SENT,
        failure="",
        sent_at=clock.now(),
        sent_to=address,
        next_attempt_at=None,
        claim="",
    )


def _note_failure(claimed: _Claimed, error: Exception) -> None:
    why = _answer(error)
    log.warning("A message to %s was not delivered: %s", claimed.rows[0].notice.to.public_id, why)
    if _is_final(error):
        _give_up(claimed, why)
        return
    last = [one.pk for one in claimed.rows if one.attempts > len(BACK_OFF)]
    mine = claimed.mine().filter(state=DeliveryState.WAITING)
    mine.exclude(pk__in=last).update(failure=why, claim="")
    mine.filter(pk__in=last).update(state=DeliveryState.FAILED, failure=why, next_attempt_at=None)


def _give_up(claimed: _Claimed, why: str) -> None:
    claimed.mine().filter(state=DeliveryState.WAITING).update(
        state=DeliveryState.FAILED, failure=why, next_attempt_at=None
    )


def _wait_for_the_server(why: str) -> None:
    """Put off all that is due, without counting it as a try."""
    log.warning("The mail server cannot be reached, everything waits: %s", why)
    now = clock.now()
    Delivery.objects.filter(state=DeliveryState.WAITING, next_attempt_at__lte=now).update(
        next_attempt_at=now + timedelta(minutes=SERVER_DOWN), failure=why[:300]
    )


def _open(connection: BaseEmailBackend) -> None:
    try:
        connection.open()
    except UNREACHABLE as error:
        raise _ServerDown(_answer(error)) from error


def _close(connection: BaseEmailBackend) -> None:
    try:
        connection.close()
    except UNREACHABLE:
        log.info("The mail server had hung up already.")
