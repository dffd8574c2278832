"""Scores: drafted as typed, given alone, revised in the meeting; what the panel found on a difference; attitude; who is excused from what."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from assignments import criteria as rubric
from assignments.results import rounded
from courses.models import Enrolment
from lms.evaluation import schemes
from lms.evaluation.components import component_of
from lms.evaluation.enums import ExceptionStep, ScoreRound
from lms.evaluation.models import (
    AttitudeMark,
    ComponentException,
    PanelDraft,
    PanelMeeting,
    PanelMember,
    PanelScore,
)
from lms.evaluation.queries.panel.board import PersonPanel, members_of, panels_of, scores_as_data
from lms.evaluation.services.panel import steps
from lms.people import audit, clock
from lms.people.enums import Role
from lms.people.errors import Conflict, NotAllowed, Refusal
from lms.people.models import User
from lms.people.roles import hats_of

LONGEST = 4000
Levels = Mapping[str, str]


def person_panel(enrolment: Enrolment) -> PersonPanel:
    """Return what the panel has said of one participant, read anew."""
    rules = schemes.read(steps.scheme_of(enrolment.cohort_id).scheme.content)
    cohort = enrolment.cohort
    return panels_of(cohort, [enrolment.pk], members_of(cohort), rules)[enrolment.pk]


def check_seat(actor: User, member: PanelMember, enrolment: Enrolment) -> None:
    """Raise NotAllowed unless this person holds the seat, today as a reviewer, on the panel of this participant's cohort."""
    if member.user_id != actor.pk or member.cohort_id != enrolment.cohort_id or not member.sits:
        raise NotAllowed(_("Only who sits on the panel scores."))
    hats = hats_of(actor)
    if not hats.has(Role.REVIEWER) or member.column not in hats.columns:
        raise NotAllowed(_("Your role as a reviewer has ended: nothing new is scored. What you gave before stays."))


def _hold(actor: User, member: PanelMember, enrolment: Enrolment) -> None:
    """Hold the evaluation for who sits on the panel. The seat is taken too, and looked at once more: it may have ended meanwhile, and ends before or after."""
    check_seat(actor, member, enrolment)
    steps.hold(enrolment)
    seats = PanelMember.objects.select_for_update(no_key=True)
    member.ended_at = seats.values_list("ended_at", flat=True).get(pk=member.pk)
    check_seat(actor, member, enrolment)


@transaction.atomic
def save_draft(
    *, actor: User, member: PanelMember, enrolment: Enrolment, levels: Levels, comment: str, seq: int
) -> PanelDraft | None:
    """Keep what is on the sheet, if nothing newer is kept; returns None when another tab has saved since."""
    check_seat(actor, member, enrolment)
    values = {"levels": dict(levels), "comment": comment[:LONGEST], "seq": seq, "saved_at": clock.now()}
    rows = PanelDraft.objects.filter(member=member, enrolment=enrolment)
    if rows.filter(seq__lt=seq).update(**values):
        return rows.get()
    if rows.exists():
        return None
    try:
        with transaction.atomic():
            return PanelDraft.objects.create(member=member, enrolment=enrolment, **values)
    except IntegrityError:
        return None


@transaction.atomic
def give_score(
    *, actor: User, member: PanelMember, enrolment: Enrolment, levels: Levels, comment: str = ""
) -> PanelScore:
    """Give the first score of a participant, alone. From here on it stands: what changes it is said in the meeting.

    The same sent again is the same score. Raises NotAllowed without a seat, Refusal when it is locked, a criterion is open or an interest is
    declared, Conflict when another one was given before. The evaluation is held, so that a lock comes before or after.
    """
    _hold(actor, member, enrolment)
    standing = person_panel(enrolment)
    _check_interest(standing, member)
    if (given := standing.alone.get(member.pk)) is not None:
        if given.levels == dict(levels) and given.comment == comment.strip()[:LONGEST]:
            return given
        raise Conflict(_("You have scored this person before. Change it in the meeting of the panel, with the reason."))
    score = _written(member, enrolment, levels, comment, way=ScoreRound.ALONE, number=1)
    PanelDraft.objects.filter(member=member, enrolment=enrolment).delete()
    # Never the figure: an evaluator may read the audit trail too.
    audit.record(actor, "evaluation.score.give", enrolment)
    return score


@transaction.atomic
def revise_score(
    *, actor: User, member: PanelMember, enrolment: Enrolment, levels: Levels, comment: str, reason: str, seen: int
) -> PanelScore:
    """Change the own score after the panel has spoken, with the reason; `seen` is the number of the score that is changed.

    Only when every evaluator has given one. Raises NotAllowed, Refusal, Conflict like `give_score`.
    """
    check_seat(actor, member, enrolment)
    if not reason.strip():
        raise Refusal(_("Say what in the meeting changed your score: the reason stays with it."))
    _hold(actor, member, enrolment)
    standing = person_panel(enrolment)
    _check_interest(standing, member)
    mine = standing.newest.get(member.pk)
    if mine is None or not standing.complete:
        raise Refusal(_("A score is revised in the meeting, when every evaluator has given one alone."))
    if mine.levels == dict(levels) and mine.reason == reason.strip()[:1000]:
        return mine
    if mine.number != seen:
        raise Conflict(_("You changed this score in another tab meanwhile. Look at it once more."))
    score = _written(
        member,
        enrolment,
        levels,
        comment,
        way=ScoreRound.MEETING,
        number=mine.number + 1,
        reason=reason.strip()[:1000],
    )
    audit.record(actor, "evaluation.score.revise", enrolment, {"reason": reason.strip()})
    return score


def _check_interest(standing: PersonPanel, member: PanelMember) -> None:
    if member.pk in standing.barred:
        raise Refusal(
            _("You do not evaluate this person: %(reason)s. Take the declaration back first, if it does not hold.")
            % {"reason": standing.barred[member.pk].rstrip(".")}
        )


def _written(
    member: PanelMember,
    enrolment: Enrolment,
    levels: Levels,
    comment: str,
    *,
    way: ScoreRound,
    number: int,
    reason: str = "",
) -> PanelScore:
    points, most = _points(enrolment, schemes.PANEL, levels)
    return PanelScore.objects.create(
        member=member,
        enrolment=enrolment,
        round=way,
        number=number,
        levels=dict(levels),
        points=points,
        points_max=most,
        percent=rounded(Fraction(points) / Fraction(most) * 100),
        comment=comment.strip()[:LONGEST],
        reason=reason,
    )


def _points(enrolment: Enrolment, which: str, levels: Levels) -> tuple[Decimal, Decimal]:
    """Return the points of a filled-in sheet and the most there are. Raises Refusal that names the criteria still open."""
    criteria = schemes.read(steps.scheme_of(enrolment.cohort_id).scheme.content).criteria[which]
    if not criteria:
        raise Refusal(_("The scheme of this cohort has no rubric for this."))
    open_ones = {one["key"] for one in criteria if levels.get(one["key"]) not in {lv["key"] for lv in one["levels"]}}
    if open_ones:
        names = ", ".join(schemes.in_language(one) for one in criteria if one["key"] in open_ones)
        raise Refusal(_("Still to be scored: %(names)s.") % {"names": names})
    return rubric.points_of(criteria, levels), rubric.points_max(criteria)


@transaction.atomic
def record_meeting(
    *, actor: User, enrolment: Enrolment, held_on: date, text: str, seen: Mapping[str, str]
) -> PanelMeeting:
    """Write down what the panel found on a difference; it holds for the scores as they stand, which `seen` names.

    Said again it stays said once. Raises Refusal without a text, for a day to come, or while scores are missing; Conflict when a score
    changed since. Scores that came close in the meeting are no reason not to write it down.
    """
    if not text.strip():
        raise Refusal(_("Write what the panel found: it stays with the result."))
    if held_on > clock.today():
        raise Refusal(_("The meeting is written down when it was held."))
    steps.hold(enrolment)
    standing = person_panel(enrolment)
    if standing.met and standing.meeting is not None and standing.meeting.text == text.strip():
        return standing.meeting
    if not standing.complete:
        raise Refusal(_("The panel meets when every evaluator has given a score."))
    scores = scores_as_data(standing.counting)
    if scores != dict(seen):
        raise Conflict(_("A score changed meanwhile. Look at the scores once more."))
    meeting = PanelMeeting.objects.create(
        enrolment=enrolment, held_on=held_on, text=text.strip()[:LONGEST], scores=scores, actor=actor
    )
    audit.record(actor, "evaluation.panel.meet", enrolment, {"day": str(held_on)})
    return meeting


@transaction.atomic
def mark_attitude(*, actor: User, enrolment: Enrolment, levels: Levels, comment: str = "") -> AttitudeMark:
    """A facilitator says how somebody's attitude was, by the rubric of the scheme. The newest of each counts; the same again is the same.

    Raises Refusal when it is locked or a criterion is open.
    """
    steps.hold(enrolment)
    points, most = _points(enrolment, schemes.ATTITUDE, levels)
    last: AttitudeMark | None = (
        AttitudeMark.objects.filter(enrolment=enrolment, actor=actor).order_by("at", "pk").last()
    )
    if last is not None and last.levels == dict(levels) and last.comment == comment.strip()[:LONGEST]:
        return last
    mark: AttitudeMark = AttitudeMark.objects.create(
        enrolment=enrolment,
        levels=dict(levels),
        points=points,
        points_max=most,
        comment=comment.strip()[:LONGEST],
        actor=actor,
    )
    audit.record(actor, "evaluation.attitude.mark", enrolment, {"points": str(points)})
    return mark


@transaction.atomic
def decide_component(*, actor: User, enrolment: Enrolment, component: str, step: str, reason: str) -> None:
    """Excuse somebody from a component, or take it back, with the reason. Said again it stays said once.

    Raises Refusal without a reason, for a component the scheme does not use, or once the result is locked.
    """
    if not reason.strip():
        raise Refusal(_("Say why: the reason stays with the result."))
    steps.hold(enrolment)
    rules = schemes.read(steps.scheme_of(enrolment.cohort_id).scheme.content)
    if component_of(component) is None or not rules.uses(component):
        raise Refusal(_("The scheme of this cohort does not use this component."))
    last = ComponentException.objects.filter(enrolment=enrolment, component=component).order_by("at", "pk").last()
    if (last.step if last else ExceptionStep.LIFTED) == step:
        return
    ComponentException.objects.create(
        enrolment=enrolment, component=component, step=step, reason=reason.strip()[:300], actor=actor
    )
    audit.record(actor, f"evaluation.exception.{step}", enrolment, {"component": component, "reason": reason.strip()})
