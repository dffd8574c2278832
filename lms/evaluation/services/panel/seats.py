"""Who sits on a panel, and in whose evaluation somebody has an interest."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from courses.models import Cohort, Enrolment
from lms.evaluation.enums import ConflictStep, EvaluationState
from lms.evaluation.models import CohortScheme, ConflictOfInterest, PanelMember
from lms.evaluation.queries.panel.board import evaluated
from lms.evaluation.services.panel import steps, telling
from lms.people import audit, clock
from lms.people.enums import Column, Role
from lms.people.errors import Conflict, NotAllowed, Refusal
from lms.people.models import User
from lms.people.roles import hats_of

SHUT = (EvaluationState.LOCKED, EvaluationState.RELEASED)


@transaction.atomic
def add_member(*, actor: User, cohort: Cohort, user: User, column: str = "") -> PanelMember:
    """Give a reviewer a seat on the panel, for the unit the reviewer speaks for. A second click finds the seat that is held.

    Raises Refusal for who speaks for no unit of the programme, or for several of which none was chosen, and once everything is locked. The
    evaluator is told.
    """
    hats = hats_of(user)
    if not hats.has(Role.REVIEWER) or not hats.columns:
        raise Refusal(_("%(name)s speaks for no unit of the programme: evaluators are its reviewers.") % {"name": user})
    if column not in hats.columns and (column or len(hats.columns) > 1):
        units = ", ".join(sorted(str(Column(one).label) for one in hats.columns))
        raise Refusal(
            _("%(name)s speaks for %(units)s: choose for which of them the seat is.") % {"name": user, "units": units}
        )
    _touch(cohort)
    if (people := evaluated(cohort)).exists() and not people.exclude(evaluation__state__in=SHUT).exists():
        raise Refusal(_("Every result of this cohort is locked: there is nobody left to score."))
    try:
        with transaction.atomic():
            member = PanelMember.objects.create(
                cohort=cohort, user=user, column=column or min(hats.columns), added_by=actor
            )
    except IntegrityError:
        return PanelMember.objects.get(cohort=cohort, user=user, ended_at__isnull=True)
    audit.record(actor, "evaluation.panel.add", cohort, {"evaluator": str(user), "unit": member.column})
    telling.seated(member=member, actor=actor)
    return member


@transaction.atomic
def end_member(*, actor: User, member: PanelMember, reason: str) -> None:
    """End a seat, with the reason. What the evaluator has scored stays and counts; nobody waits for the rest.

    Raises Refusal without a reason, Conflict when the seat has ended already.
    """
    if not reason.strip():
        raise Refusal(_("Say why the seat ends: the reason stays with the panel."))
    _touch(member.cohort)
    rows = PanelMember.objects.filter(pk=member.pk, ended_at__isnull=True)
    if not rows.update(ended_at=clock.now(), ended_by=actor, ended_because=reason.strip()[:300]):
        raise Conflict(_("This seat has ended already."))
    member.refresh_from_db()
    audit.record(
        actor, "evaluation.panel.end", member.cohort, {"evaluator": str(member.user), "reason": reason.strip()}
    )
    telling.unseated(member=member)


def _touch(cohort: Cohort) -> None:
    """Hold the cohort's scheme for this transaction: a lock of the results comes before or after, never in between."""
    CohortScheme.objects.filter(cohort=cohort).update(seq=F("seq") + 1)


@transaction.atomic
def declare_conflict(*, actor: User, member: PanelMember, enrolment: Enrolment, reason: str) -> None:
    """An evaluator declares a conflict of interest in a participant: the own score, if given, counts no more, and no other's is shown.

    Said again it stays said once. Raises NotAllowed for anybody else's seat, Refusal without a reason or once the result is locked.
    """
    _own(actor, member, enrolment)
    if not reason.strip():
        raise Refusal(_("Say in which way you are concerned: the reason stays with the panel."))
    steps.hold(enrolment)
    if _declared(member, enrolment):
        return
    _say(actor, member, enrolment, ConflictStep.DECLARED, reason)


@transaction.atomic
def lift_conflict(*, actor: User, member: PanelMember, enrolment: Enrolment, reason: str) -> None:
    """An evaluator takes a declaration back. Same refusals as `declare_conflict`."""
    _own(actor, member, enrolment)
    if not reason.strip():
        raise Refusal(_("Say why the declaration is taken back: the reason stays with the panel."))
    steps.hold(enrolment)
    if _declared(member, enrolment):
        _say(actor, member, enrolment, ConflictStep.LIFTED, reason)


def _own(actor: User, member: PanelMember, enrolment: Enrolment) -> None:
    if member.user_id != actor.pk or member.cohort_id != enrolment.cohort_id:
        raise NotAllowed(_("Only the evaluator declares the own interest."))


def _declared(member: PanelMember, enrolment: Enrolment) -> bool:
    last = ConflictOfInterest.objects.filter(member=member, enrolment=enrolment).order_by("at", "pk").last()
    return last is not None and last.step == ConflictStep.DECLARED


def _say(actor: User, member: PanelMember, enrolment: Enrolment, step: ConflictStep, reason: str) -> None:
    ConflictOfInterest.objects.create(
        member=member, enrolment=enrolment, step=step, reason=reason.strip()[:300], actor=actor
    )
    audit.record(actor, f"evaluation.conflict.{step}", enrolment, {"reason": reason.strip()})
