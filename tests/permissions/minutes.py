"""Sessions under way in both cohorts, one of each with approved minutes, and follow-ups of their people."""

from __future__ import annotations

from datetime import timedelta

from courses.models import Enrolment
from fieldpractice.models import MonitoringSession
from fieldpractice.queries.minutes.content import content_of, digest_of, with_all
from fieldpractice.services.minutes.approving import approve_minutes
from fieldpractice.services.minutes.follow_ups import Plan, add_follow_up
from fieldpractice.services.minutes.items import write_item
from lms.people import clock
from lms.people.models import User, WorkUnit
from tests.factories.fieldpractice import make_constraint, make_session


def make_minutes(people: dict[str, User], _far: WorkUnit) -> dict[str, dict[str, str]]:
    """Make a session under way and one whose minutes are approved, in the cohort in one's charge and in another."""
    found: dict[str, dict[str, str]] = {}
    for name, who in (("own", "participant"), ("other", "elsewhere")):
        rows = Enrolment.objects.select_related("cohort", "work_unit", "user")
        enrolment = rows.get(user=people[who], cohort__name=name.title())
        running, approved = _session(enrolment, people, name, 1), _session(enrolment, people, name, 30)
        line = write_item(
            actor=people["coordinator"], session=running, kind="note", text="Isi", key=f"kunci-{name}-baris"
        )
        _approve(approved, people["coordinator"], name)
        row = add_follow_up(
            actor=people["coordinator"], cohort=enrolment.cohort, session=running, key=f"kunci-{name}-rtl",
            plan=Plan(action="Kirim daftar", responsible=enrolment.user),
        )  # fmt: skip
        constraint = make_constraint(enrolment)
        found |= {
            f"running.{name}": {"pid": running.public_id},
            f"approved.{name}": {"pid": approved.public_id},
            f"line.{name}": {"pid": running.public_id, "item": line.public_id},
            f"queued.{name}": {"pid": running.public_id, "constraint": constraint.public_id},
            f"action.{name}": {"pid": row.public_id},
        }
    return found


def _session(enrolment: Enrolment, people: dict[str, User], name: str, hours: int) -> MonitoringSession:
    begins = clock.now() - timedelta(hours=hours)
    return make_session(
        enrolment.cohort, actor=people["coordinator"], starts_at=begins, title=f"Pemantauan {name} {hours}"
    )


def _approve(session: MonitoringSession, actor: User, name: str) -> None:
    write_item(actor=actor, session=session, kind="decision", text="Diputuskan", key=f"kunci-{name}-putus")
    row = with_all(MonitoringSession.objects.filter(pk=session.pk)).get()
    approve_minutes(actor=actor, session=session, sha256=digest_of(content_of(row)))
