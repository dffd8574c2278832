"""Surveys in the permission world: questionnaires, surveys of one's own cohort and of another's, links and counters."""

from __future__ import annotations

from datetime import timedelta

from courses.models import Cohort
from lms.evaluation.enums import Audience, Privacy
from lms.evaluation.models import SurveyLink, SurveyRun
from lms.evaluation.services import surveys as services
from lms.evaluation.services.surveys.links import token_of
from lms.people import clock
from lms.people.models import User, WorkUnit
from tests.evaluation.surveys.asked import make_questionnaire


def make_surveys(people: dict[str, User], far_away: WorkUnit) -> dict[str, dict[str, str]]:
    """After the practice: the supervisors of everybody placed have an address and no account."""
    coordinator, unit = people["coordinator"], people["coordinator"].work_unit
    row = make_questionnaire(coordinator)
    draft = row.versions.get().public_id
    found = {
        "questionnaire": {"pid": row.public_id},
        "questionnaire.version": {"pid": draft},
        "questionnaire.section": {"pid": row.public_id, "key": "umum"},
        "questionnaire.item": {"pid": row.public_id, "key": "clear"},
        "questionnaire.new_item": {"pid": row.public_id, "section": "umum", "kind": "text"},
    }
    for name in ("Own", "Other"):
        cohort, key = Cohort.objects.get(name=name), name.lower()
        kiosk = unit if name == "Own" else far_away
        run = _opened(_planned(coordinator, cohort), coordinator)
        links = _opened(_planned(coordinator, cohort, Audience.SUPERVISORS), coordinator)
        clients = _opened(_planned(coordinator, cohort, Audience.CLIENTS, kiosk), coordinator)
        # In their own cohort the link about the participant: who is asked first is the database's choice.
        about = {"invitee__enrolment__user": people["participant"]} if name == "Own" else {}
        link = SurveyLink.objects.filter(invitee__run=links, **about).order_by("pk")[0]
        found |= {
            f"survey.{key}": {"pid": run.public_id},
            f"survey.{key}_planned": {"pid": _planned(coordinator, cohort).public_id},
            f"survey.{key}_clients": {"pid": clients.public_id},
            f"survey.{key}_link": {"pid": link.public_id},
            f"survey.{key}_token": {"token": token_of(link)},
            f"survey.{key}_counter": {"token": clients.counters.get().code},
        }
    closed = _opened(_planned(coordinator, Cohort.objects.get(name="Own"), Audience.SUPERVISORS), coordinator)
    services.close_run(actor=coordinator, run=closed)
    over = SurveyLink.objects.filter(invitee__run=closed).order_by("pk")[0]
    return found | {
        "survey.closed_token": {"token": token_of(over)},
        "survey.forged_token": {"token": token_of(over)[:-1] + "-"},
    }


def _planned(
    coordinator: User, cohort: Cohort, audience: str = Audience.PARTICIPANTS, kiosk: WorkUnit | None = None
) -> SurveyRun:
    plan = services.Plan(
        version=make_questionnaire(coordinator, audience).versions.get(),
        title="Survei",
        audience=audience,
        privacy=Privacy.ANONYMOUS if kiosk else Privacy.CONFIDENTIAL,
        opens_at=clock.now() + timedelta(hours=1),
        closes_at=clock.now() + timedelta(days=200),
        kiosks=[kiosk] if kiosk else [],
    )
    return services.plan_run(actor=coordinator, cohort=cohort, plan=plan)


def _opened(run: SurveyRun, coordinator: User) -> SurveyRun:
    return services.open_run(actor=coordinator, run=run)
