"""`python -m tests.bench.webhooks`: Zoom tells 500 things a second for a minute; then the worker works them; then 3,000 people are counted.

The site runs as in production, with two workers; the load comes from threads of this process on kept connections, each notification at its
own moment whether the ones before were answered or not. `--short` sends for ten seconds. Nothing is asserted: the figures are printed.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import sys
import tempfile
import threading
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median, quantiles
from typing import Any
from urllib.parse import urlsplit

from tests.tools.site import environment, served

SECRET = "insecure-practice-secret"
MEETING = 81_234_567_890
BEGINS = datetime(2026, 9, 18, 3, tzinfo=UTC)
PEOPLE, ROWS = 3_000, 20


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rate", type=int, default=500)
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--senders", type=int, default=16)
    parser.add_argument("--short", action="store_true")
    parser.add_argument("--folder", type=Path)
    asked = parser.parse_args()
    seconds = 10 if asked.short else asked.seconds
    with tempfile.TemporaryDirectory(prefix="padan-webhooks-") as made:
        folder = asked.folder or Path(made)
        more = {"DATABASE_URL": url} if (url := os.environ.get("PADAN_TEST_DATABASE_URL")) else {}
        where = environment(folder, **more)
        os.environ.update(where)
        _set_up()
        told = _notifications(asked.rate * seconds)
        with served(where, workers=2) as (url, _process):
            _say(_storm(url, told, asked.rate, asked.senders))
        _say(_worked(len(told)))
        _say(_counted())


def _say(figures: dict[str, object]) -> None:
    sys.stdout.write(" · ".join(f"{name} {value}" for name, value in figures.items()) + "\n")


def _set_up() -> None:
    """Migrate, and make a session whose meeting is told of."""
    import django

    django.setup()
    from django.core.management import call_command

    from courses.models import Cohort
    from fieldpractice.models import WebhookEvent
    from tests.factories.courses import make_cohort
    from tests.factories.fieldpractice import make_session
    from tests.factories.people import make_user

    call_command("migrate", verbosity=0)
    WebhookEvent.objects.all().delete()
    if not Cohort.objects.exists():
        actor = make_user(email="bench@example.test")
        session = make_session(make_cohort(actor=actor), actor=actor, starts_at=BEGINS)
        type(session).objects.filter(pk=session.pk).update(zoom_id=MEETING)


def _notifications(many: int) -> list[bytes]:
    """Return so many bodies: people who come and go in one meeting."""
    found = []
    for number in range(many):
        event = "participant_joined" if number % 2 == 0 else "participant_left"
        at = BEGINS + timedelta(seconds=number % 5_400)
        person = {
            "user_id": str(16_000_000 + number // 2),
            "user_name": f"Peserta {number // 2}",
            "email": f"peserta{number // 2 % 30}@example.test",
            "join_time" if number % 2 == 0 else "leave_time": f"{at:%Y-%m-%dT%H:%M:%SZ}",
        }
        about = {"id": str(MEETING), "uuid": "bench+uuid==", "topic": "Pemantauan", "participant": person}
        sent = {"event": f"meeting.{event}", "event_ts": int(at.timestamp() * 1000), "payload": {"object": about}}
        found.append(json.dumps(sent).encode())
    return found


def _storm(url: str, told: list[bytes], rate: int, senders: int) -> dict[str, object]:
    """Send each at its moment; return what was answered, how fast, and what is kept."""
    from django.db import connection

    from fieldpractice.models import WebhookEvent

    took: list[float] = []
    statuses: dict[int, int] = {}
    lock, begun = threading.Lock(), time.monotonic() + 0.5
    parts = urlsplit(url)

    def send(first: int) -> None:
        line = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=30)
        for number in range(first, len(told), senders):
            moment = begun + number / rate
            if (wait := moment - time.monotonic()) > 0:
                time.sleep(wait)
            status = _sent(line, told[number])
            with lock:
                took.append(time.monotonic() - moment)
                statuses[status] = statuses.get(status, 0) + 1

    threads = [threading.Thread(target=send, args=(number,)) for number in range(senders)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    span = time.monotonic() - begun
    connection.close()
    kept = WebhookEvent.objects.count()
    return {
        "sent": len(told),
        "a second": round(len(told) / span),
        "answered": statuses,
        "kept": kept,
        "lost": statuses.get(204, 0) - kept,
        "median ms": round(median(took) * 1000, 1),
        "p95 ms": round(quantiles(took, n=20)[-1] * 1000, 1),
        "longest ms": round(max(took) * 1000),
    }


def _sent(line: http.client.HTTPConnection, body: bytes) -> int:
    from fieldpractice.webhooks import signature_of

    timestamp = str(int(time.time()))
    headers = {
        "Content-Type": "application/json",
        "x-zm-request-timestamp": timestamp,
        "x-zm-signature": signature_of(SECRET, timestamp, body),
    }
    try:
        line.request("POST", "/webhooks/zoom/", body, headers)
        answer = line.getresponse()
        answer.read()
    except (OSError, http.client.HTTPException):
        line.close()
        return 0
    return answer.status


def _worked(many: int) -> dict[str, object]:
    """Let the worker work what was kept; return its time and whether every stay is there."""
    from fieldpractice.enums import EventState
    from fieldpractice.models import ParticipationRow, WebhookEvent
    from fieldpractice.services import webhooks

    cpu = time.process_time()
    done = webhooks.work_due(limit=many * 2)
    cpu = time.process_time() - cpu
    whole = ParticipationRow.objects.filter(joined_at__isnull=False, left_at__isnull=False).count()
    left = WebhookEvent.objects.exclude(state=EventState.DONE).count()
    return {"worked": done, "not done": left, "stays": whole, "CPU s": round(cpu, 1)}


def _counted() -> dict[str, object]:
    """Count 3,000 people with 20 rows each, by the rule alone and with the database."""
    from fieldpractice.presence import Stay, seconds_of

    window = (BEGINS, BEGINS + timedelta(minutes=90))
    stays = [
        Stay(who, BEGINS + timedelta(minutes=4 * row), BEGINS + timedelta(minutes=4 * row + 3))
        for who in range(PEOPLE)
        for row in range(ROWS)
    ]
    cpu = time.process_time()
    seconds_of(stays, window, BEGINS + timedelta(hours=3))
    alone = time.process_time() - cpu
    session = _crowd()
    from fieldpractice.services import presence

    cpu = time.process_time()
    presence.recompute(session.pk)
    first = time.process_time() - cpu
    cpu = time.process_time()
    presence.recompute(session.pk)
    again = time.process_time() - cpu
    return {
        "people": PEOPLE,
        "rows": PEOPLE * ROWS,
        "rule CPU s": round(alone, 2),
        "first CPU s": round(first, 2),
        "again CPU s": round(again, 2),
    }


def _crowd() -> Any:
    """Make a session that is over, with 3,000 people of 20 rows each."""
    from courses.enums import EnrolmentState
    from courses.models import Enrolment
    from fieldpractice.models import MeetingInstance, MonitoringSession, ParticipationRow
    from lms.people.models import User

    session = MonitoringSession.objects.get(zoom_id=MEETING)
    users = [User(email=f"crowd{number}@example.test", name=f"Peserta {number}") for number in range(PEOPLE)]
    User.objects.bulk_create(users, ignore_conflicts=True, batch_size=500)
    known = list(User.objects.filter(email__startswith="crowd").order_by("pk"))
    seats = [Enrolment(cohort=session.cohort, user=one, state=EnrolmentState.ACTIVE) for one in known]
    Enrolment.objects.bulk_create(seats, ignore_conflicts=True, batch_size=500)
    ParticipationRow.objects.all().delete()
    instance, _new = MeetingInstance.objects.get_or_create(session=session, uuid="crowd")
    ParticipationRow.objects.bulk_create(
        [
            ParticipationRow(
                instance=instance,
                user_id=f"{one.pk}-{row}",
                source="webhook",
                email=one.email,
                joined_at=BEGINS + timedelta(minutes=4 * row),
                left_at=BEGINS + timedelta(minutes=4 * row + 3),
            )
            for one in known
            for row in range(ROWS)
        ],
        batch_size=2_000,
    )
    return session


if __name__ == "__main__":
    main()
