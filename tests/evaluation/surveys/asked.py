"""A cohort that is asked: its people, a questionnaire with one question of each kind, and runs in every state."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from courses.models import Cohort, Enrolment
from courses.services.facilitators import add_facilitator
from lms.evaluation.enums import Audience, Level, Privacy
from lms.evaluation.items import Content
from lms.evaluation.models import Questionnaire, SurveyInvitee, SurveyRun
from lms.evaluation.services import surveys as services
from lms.people import clock
from lms.people.models import User, WorkUnit
from tests.conftest import Cast
from tests.factories.courses import make_cohort, make_enrolment

PEOPLE = 6


def item(key: str, kind: str, **more: Any) -> dict[str, Any]:
    return {"key": key, "kind": kind, "text": {"id": f"Tanya {key}?", "en": f"Ask {key}?"}, **more}


def content() -> Content:
    """One question of each kind; `why` only after a low step of `clear`."""
    return {
        "intro": {"id": "Perlu dua menit.", "en": "Two minutes."},
        "sections": [
            {
                "key": "umum",
                "title": {"id": "Umum", "en": "General"},
                "items": [
                    item("clear", "scale", required=True),
                    item("why", "text", when={"item": "clear", "in": [1, 2]}),
                    item("pick", "choice", options=[{"key": "a", "id": "Apel"}, {"key": "b", "id": "Belimbing"}]),
                    item("many", "choices", options=[{"key": one, "id": one.upper()} for one in "xyz"], most=2),
                    item("grid", "matrix", rows=[{"key": "r1", "id": "Satu"}, {"key": "r2", "id": "Dua"}]),
                    item("count", "number", number={"min": 0, "max": 5000}),
                    item("score", "auto"),
                ],
            }
        ],
    }


GOOD: dict[str, Any] = {
    "clear": "2",
    "why": "Terlalu cepat",
    "pick": "a",
    "many": ["z", "x"],
    "grid": {"r1": "3", "r2": "5"},
    "count": "1.250",
}
KEPT: dict[str, Any] = {
    "clear": 2,
    "why": "Terlalu cepat",
    "pick": "a",
    "many": ["x", "z"],
    "grid": {"r1": 3, "r2": 5},
    "count": 1250,
}


@dataclass
class Surveyed:
    cast: Cast
    cohort: Cohort
    people: list[Enrolment] = field(default_factory=list)

    @property
    def coordinator(self) -> User:
        return self.cast.coordinator

    @property
    def users(self) -> list[User]:
        return [one.user for one in self.people]


def make_surveyed(cast: Cast, people: int = PEOPLE) -> Surveyed:
    """A running cohort of the cast's facilitator, with people of the cast's unit."""
    cohort = make_cohort(actor=cast.coordinator)
    add_facilitator(actor=cast.coordinator, cohort=cohort, user=cast.facilitator)
    rows = [
        make_enrolment(actor=cast.coordinator, cohort=cohort, work_unit=cast.unit, name=f"Peserta {number:02}")
        for number in range(1, people + 1)
    ]
    return Surveyed(cast, cohort, rows)


def make_questionnaire(actor: User, audience: str = Audience.PARTICIPANTS, **more: Any) -> Questionnaire:
    head = services.Head("Reaksi peserta", "Reaction", Level.REACTION, audience)
    return services.create_questionnaire(actor=actor, head=head, content=more.pop("content", None) or content())


def plan(surveyed: Surveyed, **more: Any) -> services.Plan:
    audience = more.setdefault("audience", Audience.PARTICIPANTS)
    version = more.pop("version", None) or make_questionnaire(surveyed.coordinator, audience).versions.get()
    fields = {
        "title": "Reaksi",
        "privacy": Privacy.ANONYMOUS,
        "opens_at": clock.now() + timedelta(hours=1),
        "closes_at": clock.now() + timedelta(days=7),
    }
    return services.Plan(version=version, **{**fields, **more})


def make_run(surveyed: Surveyed, *, opened: bool = True, **more: Any) -> SurveyRun:
    run = services.plan_run(actor=surveyed.coordinator, cohort=surveyed.cohort, plan=plan(surveyed, **more))
    return services.open_run(actor=surveyed.coordinator, run=run) if opened else run


def make_client_run(surveyed: Surveyed, *units: WorkUnit, **more: Any) -> SurveyRun:
    kiosks = list(units) or [surveyed.cast.unit]
    return make_run(surveyed, audience=Audience.CLIENTS, kiosks=kiosks, **more)


def invitee(run: SurveyRun, user: User) -> SurveyInvitee:
    return SurveyInvitee.objects.get(run=run, user=user)


def answer_all(run: SurveyRun, **more: Any) -> None:
    for one in SurveyInvitee.objects.filter(run=run):
        services.give_answers(invitee=one, typed={**GOOD, **more})


def posted(**more: Any) -> dict[str, Any]:
    """The same answers as a browser sends them."""
    data = {
        "q-clear": "2",
        "q-why": "Terlalu cepat",
        "q-pick": "a",
        "q-many": ["x", "z"],
        "q-grid.r1": "3",
        "q-grid.r2": "5",
        "q-count": "1.250",
    }
    return {**data, **more}
