"""A session that is over in the cohort in one's charge and in another, with presence, a name on the desk and a file that waits."""

from __future__ import annotations

from datetime import timedelta

from courses.models import Cohort
from fieldpractice.enums import RowSource
from fieldpractice.models import MeetingInstance, MonitoringSession, ParticipationRow
from fieldpractice.services import presence, presence_files
from lms.people import clock
from lms.people.models import User, WorkUnit

LIST = "Nama;Email;Waktu Bergabung;Waktu Keluar\nTamu;;{begins:%d/%m/%Y %H.%M};{ends:%d/%m/%Y %H.%M}\n"


def make_presence(people: dict[str, User], _far: WorkUnit) -> dict[str, dict[str, str]]:
    """The world's part of presence."""
    found: dict[str, dict[str, str]] = {}
    for name, who in (("own", "colleague"), ("other", "elsewhere")):
        cohort = Cohort.objects.get(name=name.title())
        ends = clock.now() - timedelta(hours=1)
        session = MonitoringSession.objects.create(
            cohort=cohort,
            title=f"Pemantauan {name}",
            starts_at=ends - timedelta(minutes=90),
            ends_at=ends,
            created_by=people["coordinator"],
        )
        _row(session, name)
        presence.close(session_id=session.pk)
        text = LIST.format(begins=session.starts_at.astimezone(clock.WIB), ends=ends.astimezone(clock.WIB))
        file = presence_files.upload(
            actor=people["coordinator"],
            session=session,
            name="peserta.csv",
            content=text.encode(),
            time_zone="Asia/Jakarta",
        )
        pid = {"pid": session.public_id}
        found[f"presence.{name}"] = pid
        found[f"presence_of.{name}"] = {**pid, "enrolment": cohort.enrolments.get(user=people[who]).public_id}
        found[f"presence_file.{name}"] = {**pid, "file": file.public_id}
    found["presence_of.mixed"] = found["presence.own"] | {"enrolment": found["presence_of.other"]["enrolment"]}
    found["presence_file.mixed"] = found["presence.own"] | {"file": found["presence_file.other"]["file"]}
    return found


def _row(session: MonitoringSession, name: str) -> None:
    instance = MeetingInstance.objects.create(session=session, uuid=f"uuid-{name}")
    ParticipationRow.objects.create(
        instance=instance,
        user_id="1",
        source=RowSource.WEBHOOK,
        name="Tamu",
        joined_at=session.starts_at,
        left_at=session.ends_at,
    )
