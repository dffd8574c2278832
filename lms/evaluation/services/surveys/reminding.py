"""Reminding those who have not answered. It knows who has answered, and nothing of what was said."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from courses.enums import EnrolmentState
from lms.evaluation.enums import RunState
from lms.evaluation.models import SurveyRun
from lms.evaluation.services.surveys.links import send_again
from lms.evaluation.services.surveys.runs import allow, lock_run
from lms.evaluation.services.surveys.telling import tell_reminded
from lms.people import audit, clock
from lms.people.errors import Conflict, Refusal
from lms.people.models import User


@transaction.atomic
def remind_run(*, actor: User | None, run: SurveyRun) -> int:
    """Remind everybody who was asked and has not answered, on screen and by mail; returns how many people. Once a day at the most.

    Of who has withdrawn meanwhile nobody is reminded; as people who were asked they stay in the rate. A supervisor who is asked about
    the unit is asked about nobody in particular, whoever withdraws.

    Raises NotAllowed, Conflict (not open), Refusal (reminded today, nobody left to remind).
    """
    allow(actor, run.cohort)
    row = lock_run(run)
    if not row.takes_answers:
        raise Conflict(_("This survey is not open."))
    if row.reminded_at is not None and row.reminded_at.astimezone(clock.WIB).date() >= clock.today():
        raise Refusal(_("People were reminded today already. Once a day is enough."))
    there = row.invitees.filter(answered=False)
    if not row.asks_of_units:
        there = there.exclude(enrolment__state=EnrolmentState.WITHDRAWN)
    waiting = list(there.select_related("user"))
    if not waiting:
        raise Refusal(_("Everybody who was asked has answered, or has withdrawn."))
    many = tell_reminded(row, waiting, actor=actor) + send_again([one for one in waiting if one.needs_link])
    row.reminded_at = clock.now()
    row.save(update_fields=["reminded_at"])
    audit.record(actor, "evaluation.survey.remind", row, {"people": many})
    return many


def remind_due_runs() -> int:
    """Remind of surveys that end soon, once each before the end; returns of how many surveys."""
    soon = clock.now() + timedelta(days=settings.PADAN_SURVEY_REMINDER_DAYS)
    reminded = 0
    rows = SurveyRun.objects.filter(state=RunState.OPEN, closes_at__gt=clock.now(), closes_at__lte=soon)
    for run in rows.filter(invitees__answered=False).distinct().select_related("cohort").order_by("pk"):
        since = run.closes_at - timedelta(days=settings.PADAN_SURVEY_REMINDER_DAYS)
        asked = max(run.opened_at or run.opens_at, run.reminded_at or run.opens_at)
        if asked >= since:
            continue
        try:
            remind_run(actor=None, run=run)
            reminded += 1
        except Refusal:
            continue
    return reminded
