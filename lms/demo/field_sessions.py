"""The demo's monitoring sessions: a plan over the twelve weeks of every cohort that practises, with what lies behind held.

The work at Zoom is done while the demo is filled, by the services, against the practice server in this process: it writes its memory where
the practice server that `make run` starts will find it, so every link of the demo leads somewhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, time, timedelta

from django.conf import settings

from cms.enums import StageKind
from courses.models import Cohort, Enrolment
from fieldpractice.models import MonitoringSession, ZoomHost
from fieldpractice.queries.sessions import EXPECTED
from fieldpractice.services import recordings, sessions, zoom
from fieldpractice.services.groups import keep_group, keep_host
from fieldpractice.services.sessions import PlanDraft, SessionDraft
from fieldpractice.standin.recordings import record
from fieldpractice.standin.state import State
from fieldpractice.zoom import Zoom
from lms.demo.practice import practice_zoom
from lms.people import clock
from lms.people.models import User

AGENDA = """1. Yang terlambat dan yang belum mengisi logbook
2. Kendala baru, menurut layanan dan satuan kerja
3. Tindak lanjut sesi lalu
4. Berbagi praktik baik"""
# With more people than this the work at Zoom is left to the worker: the benchmarks measure pages, not the filling.
MANY = 100


def build_sessions(*, cohorts: Sequence[Cohort], staff: dict[str, User], today: date) -> None:
    """Plan sessions every two weeks over the field practice of the cohort that runs, and live through those that lie behind."""
    cohort = cohorts[1]
    stage = cohort.stages.get(kind=StageKind.FIELD)
    with clock.at(clock.at_midday(min(stage.starts_on - timedelta(days=7), today), minutes=-150)):
        recordings.load_recording_text(actor=staff["koordinator"])
        host = _hosts(cohort, staff)
        plan = PlanDraft(
            title="Sesi pemantauan",
            first_day=stage.starts_on,
            last_day=stage.ends_on,
            weekday=4,
            begins=time(9),
            minutes=90,
            time_zone=cohort.time_zone,
            agenda=AGENDA,
            host=host,
            facilitator=staff["fasilitator"],
            is_recorded=True,
        )
        made = sessions.plan_sessions(actor=staff["koordinator"], cohort=cohort, plan=plan)
    people = list(Enrolment.objects.filter(cohort=cohort, state__in=EXPECTED).select_related("user").order_by("pk"))
    _group_of_the_east(cohort, people, staff, today)
    if len(people) <= MANY and settings.PADAN_ZOOM_PRACTICE:
        _worked_at_zoom(made, today)


def _hosts(cohort: Cohort, staff: dict[str, User]) -> ZoomHost:
    keep_host(
        actor=staff["koordinator"],
        programme=cohort.programme,
        name="Zoom PUSPAKER 2",
        email="zoom2@puspaker.example",
        user=staff["fasilitator2"],
    )
    return keep_host(
        actor=staff["koordinator"],
        programme=cohort.programme,
        name="Zoom PUSPAKER 1",
        email="zoom1@puspaker.example",
        at_once=2,
        user=staff["fasilitator"],
    )


def _group_of_the_east(cohort: Cohort, people: Sequence[Enrolment], staff: dict[str, User], today: date) -> None:
    """A group that meets once more on its own: those whose units lie in the east."""
    east = [one for one in people if one.work_unit and one.work_unit.time_zone != "Asia/Jakarta"][:10] or people[:3]
    if not east:
        return
    day = today + timedelta(days=5)
    with clock.at(clock.at_midday(today, minutes=-120)):
        group = keep_group(actor=staff["koordinator"], cohort=cohort, name="Indonesia Timur", members=east)
        starts_at = clock.at_midday(day, minutes=60)
        draft = SessionDraft(
            title="Klinik kendala Indonesia Timur",
            starts_at=starts_at,
            ends_at=starts_at + timedelta(minutes=60),
            agenda="Kendala jaringan dan antrean di satuan kerja.",
            group=group,
            host=ZoomHost.objects.get(programme=cohort.programme_id, name="Zoom PUSPAKER 2"),
            facilitator=staff["fasilitator2"],
        )
        sessions.add_session(actor=staff["koordinator"], cohort=cohort, draft=draft)


def _worked_at_zoom(made: Sequence[MonitoringSession], today: date) -> None:
    """Let the services make meetings and lists, and note what was held and recorded."""
    with practice_zoom() as (state, client):
        with clock.at(min(made[0].starts_at - timedelta(days=6), clock.at_midday(today))):
            zoom.ask_for_token(client=client)
            zoom.work_due(client=client)
        with clock.at(clock.at_midday(today)):
            zoom.work_due(client=client)
        _held(made, state, client, today)


def _held(made: Sequence[MonitoringSession], state: State, client: Zoom, today: date) -> None:
    for session in MonitoringSession.objects.filter(pk__in=[one.pk for one in made]).order_by("starts_at"):
        if session.ends_at >= clock.at_midday(today) or session.zoom_id is None:
            break
        record(state, session.zoom_id, minutes=88)
        with clock.at(session.ends_at + timedelta(hours=3)):
            sessions.hold_session(actor=None, session=session)
            recordings.look_for_recordings(client=client)
