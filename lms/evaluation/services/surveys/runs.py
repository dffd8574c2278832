"""A run of a survey: planned, opened with its questions frozen, closed, each by a person or by the clock."""

from __future__ import annotations

import logging
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import override

from courses.models import ClassMeeting, Cohort
from lms.evaluation.enums import RUN_TRANSITIONS, Audience, LinkMail, Privacy, RunState
from lms.evaluation.models import (
    Questionnaire,
    QuestionnaireVersion,
    SurveyInvitee,
    SurveyLink,
    SurveyRun,
    SurveyTicket,
)
from lms.evaluation.services.surveys.asking import ask, people_to_ask, set_counters
from lms.evaluation.services.surveys.links import make_links
from lms.evaluation.services.surveys.mixing import mix_all
from lms.evaluation.services.surveys.questionnaires import freeze_version
from lms.evaluation.services.surveys.telling import take_back, tell_asked, tell_not_opened
from lms.evaluation.suppression import enough, least_shown
from lms.people import audit, clock
from lms.people.enums import Language
from lms.people.errors import Conflict, NotAllowed, Refusal
from lms.people.models import User, WorkUnit

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Plan:
    """What is decided before a survey opens."""

    version: QuestionnaireVersion
    title: str
    audience: str
    privacy: str
    opens_at: datetime
    closes_at: datetime
    by_unit: bool = False
    before: SurveyRun | None = None
    subject_user: User | None = None
    subject_meeting: ClassMeeting | None = None
    # The kiosks at whose counters clients are asked; None: to be chosen before it opens.
    kiosks: Sequence[WorkUnit] | None = ()


def allow(actor: User | None, cohort: Cohort) -> None:
    """Raise NotAllowed for who may not manage the surveys of a cohort; the clock (nobody) may."""
    if actor is not None and not actor.has_perm("evaluation.manage_surveys", cohort):
        raise NotAllowed(_("Surveys are planned, opened and closed by the organisers."))


@transaction.atomic
def plan_run(*, actor: User, cohort: Cohort, plan: Plan) -> SurveyRun:
    """Plan a survey of a cohort. Raises NotAllowed, Refusal."""
    allow(actor, cohort)
    run = SurveyRun.objects.create(cohort=cohort, created_by=actor, created_at=clock.now(), **_checked(cohort, plan))
    set_counters(run, _kiosks(plan))
    declared = {name: ["", getattr(run, name)] for name in ("title", "audience", "privacy", "opens_at", "closes_at")}
    audit.record(actor, "evaluation.survey.plan", run, declared)
    return run


@transaction.atomic
def change_run(*, actor: User, run: SurveyRun, plan: Plan) -> SurveyRun:
    """Change what was planned. From the opening on only the end can be put off. Raises NotAllowed, Refusal, Conflict (open meanwhile)."""
    allow(actor, run.cohort)
    row = lock_run(run)
    if not row.is_planned:
        raise Conflict(_("This survey has opened: who is asked, and how answers are kept, never changes any more."))
    fields = _checked(row.cohort, plan, row)
    changes = {
        name: [str(getattr(row, name)), str(value)] for name, value in fields.items() if getattr(row, name) != value
    }
    for name, value in fields.items():
        setattr(row, name, value)
    row.save(update_fields=list(fields))
    set_counters(row, _kiosks(plan))
    if changes:
        audit.record(actor, "evaluation.survey.change", row, changes)
    return row


def _kiosks(plan: Plan) -> Sequence[WorkUnit]:
    """Return the kiosks that get a counter: only clients are asked at one."""
    return plan.kiosks or () if plan.audience == Audience.CLIENTS else ()


def _checked(cohort: Cohort, plan: Plan, run: SurveyRun | None = None) -> dict[str, Any]:
    """Return the fields of a plan. Raises Refusal for what does not hold together."""
    clients = plan.audience == Audience.CLIENTS
    if not plan.title.strip():
        raise Refusal(_("Give the survey a title."))
    if plan.closes_at <= plan.opens_at:
        raise Refusal(_("A survey closes after it opens."))
    if plan.audience not in Audience.values or plan.privacy not in Privacy.values:
        raise Refusal(_("Choose who answers, and how answers are kept."))
    if clients and plan.privacy != Privacy.ANONYMOUS:
        raise Refusal(_("Clients of a kiosk are always asked anonymously: nothing about them is kept."))
    if plan.by_unit and plan.privacy == Privacy.ANONYMOUS and not clients:
        raise Refusal(_("An anonymous answer carries no work unit: in a small unit it would tell who answered."))
    if clients and plan.kiosks is not None and not plan.kiosks:
        raise Refusal(_("Choose the kiosks at whose counters clients are asked."))
    if plan.audience != plan.version.questionnaire.audience:
        raise Refusal(
            _("This questionnaire is for others: %(who)s. Choose them, or another questionnaire.")
            % {"who": plan.version.questionnaire.get_audience_display()}
        )
    in_use = Questionnaire.objects.filter(pk=plan.version.questionnaire_id, archived_at=None).exists()
    if not in_use and (run is None or run.version_id != plan.version.pk):
        raise Refusal(_("This questionnaire is out of use. Choose another."))
    _check_relations(cohort, plan, run)
    return {
        "version": plan.version,
        "title": plan.title.strip()[:200],
        "audience": plan.audience,
        "privacy": plan.privacy,
        "opens_at": plan.opens_at,
        "closes_at": plan.closes_at,
        "by_unit": plan.by_unit or clients,
        "before": plan.before,
        "subject_user": plan.subject_user,
        "subject_meeting": plan.subject_meeting,
    }


def _check_relations(cohort: Cohort, plan: Plan, run: SurveyRun | None) -> None:
    before = plan.before
    if before is not None and (
        before.cohort_id != cohort.pk or before.audience != plan.audience or (run is not None and before.pk == run.pk)
    ):
        raise Refusal(_("The earlier survey must be one of the same cohort, asked of the same people."))
    if plan.subject_meeting is not None and plan.subject_meeting.stage.cohort_id != cohort.pk:
        raise Refusal(_("This class is of another cohort."))


def lock_run(run: SurveyRun) -> SurveyRun:
    """Return a run as it stands, locked. Needs a transaction."""
    rows = SurveyRun.objects.select_for_update(of=("self",)).select_related("cohort", "version__questionnaire")
    return rows.get(pk=run.pk)


@transaction.atomic
def open_run(*, actor: User | None, run: SurveyRun) -> SurveyRun:
    """Open a survey: its questions are frozen, everybody to be asked is listed and told, links to those without an account are made.

    Raises NotAllowed, Refusal (questions with flaws, nobody to ask, too few for anonymity, its end has passed), Conflict (open already).
    """
    allow(actor, run.cohort)
    row = lock_run(run)
    now = clock.now()
    if row.state != RunState.PLANNED:
        raise Conflict(_("This survey is open already, or closed."))
    if row.closes_at <= now:
        raise Refusal(_("The end of this survey has passed. Set a later one first."))
    _check_people(row)
    freeze_version(actor=actor, version=row.version)
    _move(row, RunState.OPEN, opened_at=now, opens_at=min(row.opens_at, now))
    new = ask(row)
    make_links(new)
    tell_asked(row, new, actor=actor)
    audit.record(actor, "evaluation.survey.open", row, {"state": [RunState.PLANNED, RunState.OPEN], "asked": len(new)})
    return row


def _check_people(row: SurveyRun) -> None:
    if row.is_of_clients:
        if not row.counters.exists():
            raise Refusal(_("Choose the kiosks at whose counters clients are asked."))
        return
    # One supervisor is asked about each of the own people, and is one person all the same.
    many = len({one.who for one in people_to_ask(row)})
    if not many:
        raise Refusal(_("There is nobody to ask yet."))
    if row.is_anonymous and not enough(many):
        raise Refusal(
            _("An anonymous survey needs at least %(least)s people to ask; here are %(many)s. Make it confidential.")
            % {"many": many, "least": least_shown()}
        )


def _move(row: SurveyRun, state: str, **fields: Any) -> None:
    """Lead a run to another state. Raises Conflict when it is no longer where it was read, or cannot go there."""
    if state not in RUN_TRANSITIONS[row.state]:
        raise Conflict(_("This survey is in another state meanwhile. Look at it again."))
    if not SurveyRun.objects.filter(pk=row.pk, state=row.state).update(state=state, **fields):
        raise Conflict(_("This survey is in another state meanwhile. Look at it again."))
    for name, value in {"state": state, **fields}.items():
        setattr(row, name, value)


@transaction.atomic
def ask_newcomers(*, actor: User, run: SurveyRun) -> int:
    """Ask those who have joined since a survey opened; returns how many. Raises NotAllowed, Conflict (not open)."""
    allow(actor, run.cohort)
    row = lock_run(run)
    if not row.takes_answers:
        raise Conflict(_("This survey is not open."))
    new = ask(row)
    make_links(new)
    tell_asked(row, new, actor=actor)
    if new:
        audit.record(actor, "evaluation.survey.ask", row, {"asked": len(new)})
    return len(new)


@transaction.atomic
def extend_run(*, actor: User, run: SurveyRun, closes_at: datetime) -> SurveyRun:
    """Put off the end of an open survey. Raises NotAllowed, Conflict (not open), Refusal (an earlier end, or one that has passed)."""
    allow(actor, run.cohort)
    row = lock_run(run)
    if row.state != RunState.OPEN:
        raise Conflict(_("This survey is not open."))
    if closes_at <= max(row.closes_at, clock.now()):
        raise Refusal(_("The new end is later than the one there is."))
    before, row.closes_at = row.closes_at, closes_at
    row.save(update_fields=["closes_at"])
    audit.record(actor, "evaluation.survey.extend", row, {"closes_at": [before, closes_at]})
    return row


@transaction.atomic
def close_run(*, actor: User | None, run: SurveyRun) -> SurveyRun:
    """Close a survey: no answer is taken any more, answers get their last random order, addresses of people asked are forgotten.

    Raises NotAllowed, Conflict (not open).
    """
    allow(actor, run.cohort)
    row = lock_run(run)
    _move(row, RunState.CLOSED, closed_at=clock.now())
    mix_all(row)
    _forget_addresses(row)
    SurveyTicket.objects.filter(run=row).delete()
    links = SurveyLink.objects.filter(invitee__run=row)
    links.filter(mail_state=LinkMail.WAITING).update(mail_state=LinkMail.NONE)
    links.update(next_attempt_at=None)
    take_back(row)
    audit.record(actor, "evaluation.survey.close", row, {"state": [RunState.OPEN, RunState.CLOSED]})
    return row


def _forget_addresses(row: SurveyRun) -> None:
    """Forget how those without an account were reached. One address becomes one name and two become two, so that people stay as many."""
    names: dict[object, str] = {}
    people = list(row.invitees.filter(user=None).order_by("pk"))
    with override(Language.ID):
        for one in people:
            number = _("Supervisor %(number)s") % {"number": len(names) + 1}
            who = one.who
            one.name = names[who] = names.get(who) or _free_name(one.name or number, names.values())
    SurveyInvitee.objects.bulk_update(people, ["name"], batch_size=500)
    row.invitees.update(email="", phone="")


def _free_name(name: str, taken: Collection[str]) -> str:
    """Return a name that nobody else has: “Budi”, “Budi (2)”."""
    found, number = name, 1
    while found in taken:
        number += 1
        found = f"{name[:150]} ({number})"
    return found


@transaction.atomic
def delete_run(*, actor: User, run: SurveyRun) -> None:
    """Delete a survey that never opened. Raises NotAllowed, Conflict (opened, or named as the earlier one of another)."""
    allow(actor, run.cohort)
    row = lock_run(run)
    if not row.is_planned:
        raise Conflict(_("A survey that has opened stays on record."))
    if row.after.exists():
        raise Conflict(_("Another survey is compared with this one. Change that one first."))
    audit.record(actor, "evaluation.survey.delete", row, {"title": [row.title, ""]})
    row.delete()


# --- By the clock ---


def open_due_runs() -> int:
    """Open what is due; what cannot be opened is told to who planned it, once. Returns how many opened."""
    opened = 0
    for run in _due(RunState.PLANNED, opens_at__lte=clock.now(), closes_at__gt=clock.now()):
        try:
            open_run(actor=None, run=run)
            opened += 1
        except Conflict:
            log.info("Survey %s was opened by somebody else.", run.public_id)
        except Refusal as refusal:
            tell_not_opened(run, str(refusal))
    return opened


def close_due_runs() -> int:
    """Close what has ended; returns how many."""
    closed = 0
    for run in _due(RunState.OPEN, closes_at__lte=clock.now()):
        try:
            close_run(actor=None, run=run)
            closed += 1
        except Conflict:
            log.info("Survey %s was closed by somebody else.", run.public_id)
    return closed


def forget_tickets() -> int:
    """Delete the numbers of pages that were sent days ago; returns how many."""
    return SurveyTicket.objects.filter(expires_on__lt=clock.today()).delete()[0]


def _due(state: str, **when: Any) -> QuerySet[SurveyRun]:
    return SurveyRun.objects.filter(state=state, **when).select_related("cohort", "created_by").order_by("pk")[:200]
