"""What the storm at Zoom begins with, and a worker for it: `python -m tests.chaos.zoom world SESSIONS PEOPLE`, `… work`, `… verify`."""

from __future__ import annotations

import json
import sys
import time
from datetime import timedelta
from typing import Any

import django

django.setup()

from courses.services import enrolments  # noqa: E402
from fieldpractice.enums import WorkState  # noqa: E402
from fieldpractice.models import MonitoringSession, Registrant, ZoomWork  # noqa: E402
from fieldpractice.services import sessions, zoom  # noqa: E402
from fieldpractice.services.groups import keep_host  # noqa: E402
from fieldpractice.services.sessions import SessionDraft  # noqa: E402
from lms.people import clock  # noqa: E402
from lms.people.enums import Role  # noqa: E402
from tests.factories.courses import make_cohort  # noqa: E402
from tests.factories.people import give_role, make_unit, make_user  # noqa: E402


def world(many: int, people: int) -> None:
    """Plan so many sessions for so many people; nothing is done at Zoom yet."""
    coordinator = make_user(name="Koordinator")
    give_role(coordinator, Role.COORDINATOR)
    unit = make_unit()
    users = [make_user(name=f"Peserta {number}", work_unit=unit) for number in range(1, people + 1)]
    cohort = make_cohort(actor=coordinator, starts_on=clock.today(), capacity=people)
    rows = enrolments.nominate_many(actor=coordinator, cohort=cohort, users=users)
    enrolments.accept_many(actor=coordinator, cohort=cohort, enrolments=rows)
    enrolments.take_up_many(enrolments=rows)
    host = keep_host(actor=coordinator, programme=cohort.programme, name="Zoom", email="zoom@example.test")
    for number in range(1, many + 1):
        begins = clock.now() + timedelta(days=number)
        draft = SessionDraft(f"Sesi {number}", begins, begins + timedelta(hours=1), host=host)
        sessions.add_session(actor=coordinator, cohort=cohort, draft=draft)


def work() -> None:
    """Work until all is done, as the beat lets a worker do."""
    while ZoomWork.objects.exclude(state=WorkState.DONE).exists():
        zoom.work_due()
        # A try that failed waits for minutes by the schedule, and here for nothing.
        ZoomWork.objects.filter(state=WorkState.WAITING).update(next_at=clock.now())
        time.sleep(0.05)


def verify() -> dict[str, Any]:
    """Return what the site knows: the meeting of each session, and each link."""
    meetings = MonitoringSession.objects.values_list("marker", "zoom_id")
    links = Registrant.objects.values_list("session__zoom_id", "registrant_id", "email", "join_url")
    return {"meetings": list(meetings), "links": list(links)}


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["world", many, people]:
            world(int(many), int(people))
        case ["work"]:
            work()
        case _:
            sys.stdout.write(json.dumps(verify()))
