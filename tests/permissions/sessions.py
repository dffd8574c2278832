"""A session, a group and a recording in the cohort in one's charge and in another, and a host at Zoom."""

from __future__ import annotations

from datetime import timedelta

from courses.models import Cohort
from fieldpractice.models import SessionRecording
from fieldpractice.services.groups import keep_group, keep_host
from fieldpractice.services.sessions import SessionDraft, add_session
from lms.people import clock
from lms.people.models import User, WorkUnit


def make_sessions(people: dict[str, User], _far: WorkUnit) -> dict[str, dict[str, str]]:
    """Each session begins in five hours."""
    actor, begins = people["coordinator"], clock.now() + timedelta(hours=5)
    own = Cohort.objects.get(name="Own")
    host = keep_host(actor=actor, programme=own.programme, name="Zoom 1", email="zoom1@example.test", at_once=2)
    found = {"host": {"number": str(host.pk)}}
    for name, who in (("own", "colleague"), ("other", "elsewhere")):
        cohort = Cohort.objects.get(name=name.title())
        members = [cohort.enrolments.get(user=people[who])]
        group = keep_group(actor=actor, cohort=cohort, name=f"Kelompok {name}", members=members)
        draft = SessionDraft(title=f"Sesi {name}", starts_at=begins, ends_at=begins + timedelta(hours=1), host=host)
        session = add_session(actor=actor, cohort=cohort, draft=draft)
        recording = SessionRecording.objects.create(
            session=session, uuid="a", share_url="https://zoom.example.test/rec", visible_until=clock.today()
        )
        pid = {"pid": session.public_id}
        found |= {f"session.{name}": pid, f"recording.{name}": {**pid, "number": str(recording.pk)}}
        found[f"group.{name}"] = {"pid": cohort.public_id, "group": group.public_id}
    return found
