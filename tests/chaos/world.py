"""What the storm begins with: people in a running cohort, each with a session, and a task that asks for several forms.

`python -m tests.chaos.world PEOPLE FORMS` fills the empty site of its environment and prints, as JSON, a session for each person.
"""

from __future__ import annotations

import json
import sys

import django

django.setup()

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY  # noqa: E402
from django.contrib.sessions.backends.db import SessionStore  # noqa: E402

from courses.services import enrolments  # noqa: E402
from lms.people import clock  # noqa: E402
from lms.people.enums import Role  # noqa: E402
from lms.people.models import User  # noqa: E402
from tests.factories.assignments.submissions import make_task  # noqa: E402
from tests.factories.courses import make_cohort  # noqa: E402
from tests.factories.people import give_role, make_unit, make_user  # noqa: E402

BACKEND = "lms.people.backends.PersonBackend"


def session_of(user: User) -> str:
    """Return the key of a session in which this person is signed in."""
    session = SessionStore()
    session[SESSION_KEY], session[BACKEND_SESSION_KEY] = str(user.pk), BACKEND
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    return str(session.session_key)


def main(people: int, forms: int) -> None:
    coordinator = make_user(name="Koordinator")
    give_role(coordinator, Role.COORDINATOR)
    unit = make_unit()
    users = [make_user(name=f"Peserta {number}", work_unit=unit) for number in range(1, people + 1)]
    cohort = make_cohort(actor=coordinator, starts_on=clock.today(), capacity=people)
    rows = enrolments.nominate_many(actor=coordinator, cohort=cohort, users=users)
    enrolments.accept_many(actor=coordinator, cohort=cohort, enrolments=rows)
    enrolments.take_up_many(enrolments=rows)
    task = make_task(actor=coordinator, cohort=cohort, count=forms)
    sys.stdout.write(json.dumps({"task": task.public_id, "sessions": [session_of(user) for user in users]}))


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
