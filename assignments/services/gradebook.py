"""Decisions on a gradebook: who is excused from what, and how many of the lowest parts are left out."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from assignments.enums import ColumnKind, ExceptionKind
from assignments.models import DropRule, GradeException
from assignments.queries.gradebook import columns_of
from courses.models import Cohort, Enrolment
from lms.people import audit
from lms.people.errors import Refusal
from lms.people.models import User


@transaction.atomic
def decide_exception(
    *, actor: User, enrolment: Enrolment, subject: str, kind: str, reason: str
) -> GradeException | None:
    """Excuse a person from a part, or take that back, with the reason; what stands already is not said twice (None).

    Raises Refusal without a reason or for a part that the cohort's gradebook does not have.
    """
    if not reason.strip():
        raise Refusal(_("Say why: an exception is a decision that stays on record."))
    if subject not in {column.subject for column in columns_of(enrolment.cohort)}:
        raise Refusal(_("This part is not in the gradebook of the cohort any more."))
    last = GradeException.objects.filter(enrolment=enrolment, subject=subject).order_by("-id").first()
    if (last.kind if last else ExceptionKind.LIFTED) == kind:
        return None
    row = GradeException.objects.create(
        enrolment=enrolment, subject=subject, kind=kind, reason=reason.strip()[:300], actor=actor
    )
    audit.record(actor, f"assignments.grade_exception.{kind}", enrolment, {"subject": subject, "reason": reason})
    return row


@transaction.atomic
def set_drops(*, actor: User, cohort: Cohort, kind: str, lowest: int, reason: str) -> DropRule | None:
    """Leave the lowest parts of a kind out of everybody's result. The same number again changes nothing (None).

    Raises Refusal without a reason, or when no part of the kind would be left.
    """
    if not reason.strip():
        raise Refusal(_("Say why: it changes everybody’s result and stays on record."))
    there = sum(1 for column in columns_of(cohort) if column.kind == kind and column.weight)
    if lowest and lowest >= there:
        words = _("There are %(there)s parts of the kind “%(kind)s” with a weight: at least one must count.")
        raise Refusal(words % {"there": there, "kind": ColumnKind(kind).label})
    last = DropRule.objects.filter(cohort=cohort, kind=kind).order_by("-id").first()
    if (last.lowest if last else 0) == lowest:
        return None
    row = DropRule.objects.create(cohort=cohort, kind=kind, lowest=lowest, reason=reason.strip()[:300], actor=actor)
    changes = {"lowest": [last.lowest if last else 0, lowest], "reason": reason}
    audit.record(actor, "assignments.drop_rule.set", cohort, changes)
    return row
