"""One enrolment goes on in another: another person in the same place, the same person in another cohort. And: another unit."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from courses.enums import SEATED, EnrolmentState
from courses.models import Cohort, Enrolment, LessonProgress, Nominee, Succession, UnitTransfer
from courses.queries.learning import facts_of
from courses.services import seats, steps, telling
from courses.services.attendance import carry_on
from courses.services.enrolments import nominate, open_list, said
from courses.services.sums import keep_sums
from lms.people import audit, clock
from lms.people.errors import Conflict, Refusal
from lms.people.models import User, WorkUnit
from lms.people.queries import fingerprint
from lms.people.services import add_person, update_person

S = EnrolmentState


@transaction.atomic
def replace_person(
    *, actor: User, enrolment: Enrolment, user: User | None, newcomer: Mapping[str, Any] | None, reason: str
) -> Enrolment:
    """Put another person of the same unit in somebody's place; returns the other's enrolment.

    The place stays what it is: undecided, the same place of the waiting list, or the seat, which passes by the waiting list. What the first
    did stays on record. Locks the cohort, so no seat is given twice. Raises Refusal without a reason, for somebody of another unit, or
    on the list already; Conflict when the place was decided on meanwhile.
    """
    locked, reason = open_list(enrolment.cohort), said(reason)
    other = user or _added(actor, enrolment, newcomer or {})
    if other.work_unit_id != enrolment.work_unit_id:
        # By the address that was typed: whose it is in another unit, a contact is not told.
        raise Refusal(_("%(name)s does not belong to the same unit.") % {"name": other.email})
    before, listed_at = S(enrolment.state), enrolment.listed_at
    # Participants read the reasons of their own steps: no name of another stands in them.
    _leave(actor, enrolment, _("Replaced by a colleague: %(reason)s") % {"reason": reason})
    if before != S.NOMINATED:
        telling.taken_off(actor=actor, enrolment=enrolment, reason=reason)
    new = nominate(actor=actor, cohort=locked, user=other)
    came_for = _("In place of a colleague")
    if before == S.WAITLISTED:
        steps.move(new, S.WAITLISTED, actor=actor, reason=came_for, listed_at=listed_at)
    elif before in SEATED:
        steps.move(new, S.ACCEPTED, actor=actor, reason=came_for)
    letter = Nominee.objects.filter(enrolment=enrolment).first()
    if letter is not None:
        Nominee.objects.create(nomination_id=letter.nomination_id, enrolment=new)
    _succeed(actor, enrolment, new, reason)
    telling.decided(actor=actor, enrolments=[new])
    return new


@transaction.atomic
def transfer_to_cohort(*, actor: User, enrolment: Enrolment, cohort: Cohort, reason: str) -> Enrolment:
    """Move somebody to another cohort; returns the enrolment there.

    Who has a seat gets one there, or the move is refused; who waits goes to the end of the waiting list there when no seat is free. Finished
    lessons go along as far as the other cohort's version has them, and so does what held classes earned. The seat left goes to the first waiting. Locks both cohorts, the lower
    number first.
    """
    if cohort.pk == enrolment.cohort_id:
        raise Refusal(_("Choose another cohort than the present one."))
    reason = said(reason)
    here, there = _both_open(enrolment.cohort, cohort)
    before = S(enrolment.state)
    _leave(actor, enrolment, _("Moved to %(cohort)s: %(reason)s") % {"cohort": there, "reason": reason})
    new = nominate(actor=actor, cohort=there, user=enrolment.user)
    if before != S.NOMINATED:
        seats.give_or_list(actor=actor, cohort=there, enrolment=new)
    if before in SEATED and new.state != S.ACCEPTED:
        raise Refusal(
            _("%(cohort)s has no free seat. Give it more seats first, so that nobody loses a seat by the move.")
            % {"cohort": there}
        )
    if before == S.ACTIVE:
        steps.move(new, S.ACTIVE, actor=actor, reason=_("Took part in %(cohort)s") % {"cohort": here})
        _take_lessons_along(enrolment, new)
    _succeed(actor, enrolment, new, reason)
    carry_on([enrolment.pk])
    telling.decided(actor=actor, enrolments=[new])
    seats.promote(actor=actor, cohort=here)
    return new


@transaction.atomic
def transfer_to_unit(
    *, actor: User, enrolment: Enrolment, unit: WorkUnit, reason: str, with_person: bool
) -> UnitTransfer:
    """Count an enrolment for another unit from now on, and `with_person` move the person there too. Seats and progress stay.

    Raises Refusal when it is the unit already, Conflict when somebody else moved it meanwhile.
    """
    reason = said(reason)
    if unit.pk == enrolment.work_unit_id:
        raise Refusal(_("%(unit)s is the unit already.") % {"unit": unit})
    as_seen = Enrolment.objects.filter(pk=enrolment.pk, work_unit=enrolment.work_unit_id)
    if not as_seen.update(work_unit=unit):
        raise Conflict(_("The unit was changed meanwhile. Reload the page to see what holds now."))
    moved = UnitTransfer.objects.create(
        enrolment=enrolment,
        before=enrolment.work_unit,
        after=unit,
        actor=actor,
        reason=reason[:300],
        at=clock.now(),
    )
    told = {"work_unit": [str(enrolment.work_unit or ""), str(unit)], "reason": reason}
    audit.record(actor, "courses.enrolment.unit", enrolment, told)
    enrolment.work_unit = unit
    person = User.objects.get(pk=enrolment.user_id)
    if with_person and person.work_unit_id != unit.pk:
        update_person(actor=actor, person=person, seen=fingerprint(person), work_unit=unit)
    return moved


def _added(actor: User, enrolment: Enrolment, newcomer: Mapping[str, Any]) -> User:
    """Return the person of this address, added to the unit when there is none yet."""
    email = str(newcomer.get("email", "")).strip().lower()
    if not email:
        raise Refusal(_("Choose a person, or fill in name and e-mail address of somebody new."))
    here = User.objects.filter(email=email).first()
    return here or add_person(actor=actor, **{**newcomer, "email": email, "work_unit": enrolment.work_unit})


def _leave(actor: User, enrolment: Enrolment, words: str) -> None:
    """Lead an enrolment out of the list: declined while nobody has decided on it, withdrawn afterwards."""
    steps.move(enrolment, S.DECLINED if enrolment.state == S.NOMINATED else S.WITHDRAWN, actor=actor, reason=words)
    telling.no_place(enrolment=enrolment)


def _succeed(actor: User, before: Enrolment, after: Enrolment, reason: str) -> None:
    Succession.objects.create(before=before, after=after, actor=actor, reason=reason[:300], at=clock.now())


def _both_open(first: Cohort, second: Cohort) -> tuple[Cohort, Cohort]:
    """Return both cohorts, locked in the order of their numbers so that two moves never wait for each other."""
    locked = {one.pk: open_list(one) for one in sorted((first, second), key=lambda one: one.pk)}
    return locked[first.pk], locked[second.pk]


def _take_lessons_along(before: Enrolment, after: Enrolment) -> None:
    outline = facts_of(after.cohort).outline
    LessonProgress.objects.bulk_create(
        LessonProgress(
            enrolment=after,
            lesson_key=row.lesson_key,
            opened_at=row.opened_at,
            position=row.position,
            done_at=row.done_at,
            done_digest=row.done_digest,
        )
        for row in LessonProgress.objects.filter(enrolment=before, lesson_key__in=list(outline.by_key))
    )
    keep_sums([after], outline)
