"""The row that holds one evaluation together: taken by whoever writes about it, so that a lock comes before or after, never in between."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from courses.enums import LEARNING
from courses.models import Cohort, Enrolment
from lms.evaluation.enums import EvaluationState
from lms.evaluation.models import CohortScheme, ParticipantEvaluation
from lms.people.errors import Refusal


def scheme_of(cohort_id: int) -> CohortScheme:
    """Return what a cohort has adopted. Raises Refusal while it has nothing."""
    found = CohortScheme.objects.filter(cohort=cohort_id).select_related("scheme").first()
    if found is None:
        raise Refusal(_("This cohort has no scheme of evaluation yet: adopt one first."))
    return found


def hold(enrolment: Enrolment) -> ParticipantEvaluation:
    """Take the open evaluation of one participant for this transaction, begun if there is none; returns it.

    Raises Refusal when it is locked, when there is no scheme, or for somebody who is not evaluated.
    """
    adopted = scheme_of(enrolment.cohort_id)
    if enrolment.state not in LEARNING:
        raise Refusal(
            _("%(name)s is not evaluated: the place was not taken up, or given up.") % {"name": enrolment.user}
        )
    evaluation = _begun(enrolment, adopted)
    rows = ParticipantEvaluation.objects.filter(pk=evaluation.pk, state=EvaluationState.OPEN)
    if not rows.update(seq=F("seq") + 1):
        raise Refusal(
            _(
                "The result of %(name)s is locked: nothing is scored any more. Who organises can open it again with a reason."
            )
            % {"name": enrolment.user}
        )
    evaluation.refresh_from_db()
    return evaluation


def _begun(enrolment: Enrolment, adopted: CohortScheme) -> ParticipantEvaluation:
    found = ParticipantEvaluation.objects.filter(enrolment=enrolment).first()
    if found is not None:
        return found
    # Who adopts another scheme takes this row too.
    CohortScheme.objects.filter(pk=adopted.pk).update(seq=F("seq") + 1)
    adopted.refresh_from_db()
    try:
        with transaction.atomic():
            return ParticipantEvaluation.objects.create(enrolment=enrolment, scheme_id=adopted.scheme_id)
    except IntegrityError:
        return ParticipantEvaluation.objects.get(enrolment=enrolment)


def hold_all(cohort: Cohort, enrolments: Sequence[int]) -> list[ParticipantEvaluation]:
    """Take the open evaluations of these participants for this transaction, begun where there is none: a handful of queries for each 500.

    Those that are locked already are not among them.
    """
    adopted = scheme_of(cohort.pk)
    CohortScheme.objects.filter(pk=adopted.pk).update(seq=F("seq") + 1)
    found: list[ParticipantEvaluation] = []
    for start in range(0, len(enrolments), 500):
        batch = enrolments[start : start + 500]
        known = set(ParticipantEvaluation.objects.filter(enrolment__in=batch).values_list("enrolment", flat=True))
        ParticipantEvaluation.objects.bulk_create(
            [ParticipantEvaluation(enrolment_id=pk, scheme_id=adopted.scheme_id) for pk in batch if pk not in known],
            ignore_conflicts=True,
        )
        rows = ParticipantEvaluation.objects.filter(enrolment__in=batch, state=EvaluationState.OPEN)
        rows.update(seq=F("seq") + 1)
        found += list(rows.select_related("enrolment__user", "enrolment__cohort").order_by("pk"))
    return found
