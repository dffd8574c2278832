"""Taking answers: once from each person asked, once from each page of a counter."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.core import signing
from django.db import transaction
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from lms.evaluation.enums import Audience, Privacy
from lms.evaluation.items import Answers, Fault, clean
from lms.evaluation.models import SurveyCounter, SurveyInvitee, SurveyRun, SurveyTicket
from lms.evaluation.services.surveys.mixing import mark_answered, mix_in
from lms.people import clock
from lms.people.errors import Conflict, Refusal
from lms.people.ids import new_id

TICKET = "lms.evaluation.ticket"
# A page of a counter may lie open so long.
TICKET_SECONDS = 12 * 3600


class AnswersFaulty(Refusal):
    """Some answers cannot be kept; `faults` says which and why."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__(_("Some answers need another look: nothing has been sent yet."))
        self.faults = faults


@transaction.atomic
def give_answers(*, invitee: SurveyInvitee, typed: Mapping[str, Any]) -> bool:
    """Keep what somebody asked has answered; returns False, and keeps nothing, when answers came from this person before.

    Nothing is written that joins the person to the answers of an anonymous run: no audit line, no time, no notice. Of a confidential
    run the answers carry a pseudonym. Raises AnswersFaulty, Conflict (not open). Locks the run.
    """
    run = _open(invitee.run_id)
    answers = _read(run, typed)
    if not mark_answered(run, invitee):
        return False
    kept: dict[str, Any] = {"answers": answers}
    if run.privacy == Privacy.CONFIDENTIAL:
        kept["pseudonym"] = pseudonym(run, invitee)
        if run.by_unit:
            kept["work_unit"] = invitee.enrolment.work_unit if invitee.enrolment else _unit_of(invitee)
    mix_in(run, **kept)
    return True


def _unit_of(invitee: SurveyInvitee) -> Any:
    return invitee.user.work_unit if invitee.user else None


def pseudonym(run: SurveyRun, invitee: SurveyInvitee) -> str:
    """Return the same text for the same person in every run of one cohort. Without the installation's key nobody can work it out.

    A supervisor answers about somebody: there it is the same for the same participant, unless what is asked is about the unit.
    """
    of_enrolment = run.audience == Audience.SUPERVISORS and invitee.enrolment_id is not None
    whom = f"e{invitee.enrolment_id}" if of_enrolment or invitee.user_id is None else f"u{invitee.user_id}"
    text = f"{run.cohort_id}:{run.audience}:{whom}"
    return salted_hmac("lms.evaluation.pseudonym", text, algorithm="sha256").hexdigest()


def new_ticket(counter: SurveyCounter) -> str:
    """Return the number of one page shown at a counter, signed."""
    return signing.dumps({"c": counter.code, "n": new_id()}, salt=TICKET)


@transaction.atomic
def give_at_counter(*, counter: SurveyCounter, ticket: str, typed: Mapping[str, Any]) -> bool:
    """Keep what a client has answered at a counter; returns False when this page was sent before. Nothing about the client is kept.

    Raises AnswersFaulty, Conflict (not open), Refusal (a page that is too old, or no page of ours). Locks the run.
    """
    digest = _ticket_digest(counter, ticket)
    run = _open(counter.run_id)
    if not run.is_of_clients:
        raise Refusal(_("This page belongs to another counter. Scan the code again."))
    answers = _read(run, typed)
    expires_on = clock.today() + timedelta(days=2)
    _row, new = SurveyTicket.objects.get_or_create(digest=digest, defaults={"run": run, "expires_on": expires_on})
    if new:
        mix_in(run, answers=answers, work_unit_id=counter.work_unit_id)
    return new


def _ticket_digest(counter: SurveyCounter, ticket: str) -> str:
    try:
        held = signing.loads(ticket, salt=TICKET, max_age=TICKET_SECONDS)
    except signing.BadSignature as error:
        raise Refusal(_("This page has become too old. Scan the code again and answer anew.")) from error
    if held.get("c") != counter.code:
        raise Refusal(_("This page belongs to another counter. Scan the code again."))
    return hashlib.sha256(str(held.get("n")).encode()).hexdigest()


def _open(run_id: int) -> SurveyRun:
    run = SurveyRun.objects.select_for_update(of=("self",)).select_related("version").get(pk=run_id)
    if not run.takes_answers:
        raise Conflict(_("This survey is closed: no answers are taken any more."))
    return run


def _read(run: SurveyRun, typed: Mapping[str, Any]) -> Answers:
    cleaned = clean(run.version.content, typed)
    if cleaned.faults:
        raise AnswersFaulty(cleaned.faults)
    return cleaned.answers
