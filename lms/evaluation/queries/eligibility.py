"""Who of a cohort can be given a certificate, and what stands in the way of the others: each reason with what would change it."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any

from django.db.models import OuterRef, Prefetch, QuerySet, Subquery
from django.db.models.fields.json import KT
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses.enums import SEATED, EnrolmentState
from courses.models import Cohort, Enrolment, EnrolmentEvent
from lms.evaluation.models import Certificate
from lms.evaluation.queries.outcomes import Outcome, outcomes_of
from lms.people import clock
from lms.ui.times import day_in_words

S = EnrolmentState


class Standing(StrEnum):
    """Where somebody stands on the way to a certificate."""

    READY = "ready"
    ISSUED = "issued"
    REVOKED = "revoked"
    WAITS = "waits"

    @property
    def label(self) -> Any:
        return _LABELS[self]


_LABELS: dict[str, Any] = {
    "ready": gettext_lazy("Can be issued"),
    "issued": gettext_lazy("Issued"),
    "revoked": gettext_lazy("Revoked"),
    "waits": gettext_lazy("Not yet"),
}


@dataclass(frozen=True, slots=True)
class Eligibility:
    """One person: where, why not yet, and what to look at before issuing; `certificate` is the newest one there is."""

    enrolment: Enrolment
    outcome: Outcome | None
    certificate: Certificate | None
    reasons: tuple[str, ...]
    remarks: tuple[str, ...]

    @property
    def standing(self) -> Standing:
        if self.certificate is not None:
            return Standing.ISSUED if self.certificate.is_valid else Standing.REVOKED
        return Standing.WAITS if self.reasons else Standing.READY


def candidates(cohort: Cohort) -> QuerySet[Enrolment]:
    """Return those with a seat in a cohort, in the order in which certificates are numbered, with all that eligibility asks."""
    newest = Certificate.objects.filter(enrolment=OuterRef("enrolment")).order_by("-pk").values("pk")[:1]
    # Of the facts only what the result is compared with.
    certificates = Certificate.objects.filter(pk=Subquery(newest)).defer("facts")
    certificates = certificates.annotate(printed_score=KT("facts__score"), printed_band=KT("facts__band"))
    # Of the last step the reason is asked alone where it says why somebody did not complete.
    last = EnrolmentEvent.objects.filter(enrolment=OuterRef("pk")).order_by("-at", "-id").values("reason")[:1]
    return (
        Enrolment.objects.filter(cohort=cohort, state__in=SEATED)
        .select_related("user", "work_unit")
        .prefetch_related(Prefetch("certificates", certificates, to_attr="newest_certificates"))
        .annotate(last_reason=Subquery(last))
        .order_by("user__name", "id")
    )


def eligibility_of(cohort: Cohort, enrolments: Iterable[Enrolment] | None = None) -> list[Eligibility]:
    """Return where everybody with a seat stands, or those of `candidates` that are given: as many queries for 30 as for 3,000."""
    outcomes = outcomes_of(cohort)
    rows = candidates(cohort) if enrolments is None else enrolments
    return [_eligibility(row, outcomes.get(row.pk)) for row in rows]


def ready_of(cohort: Cohort) -> list[Eligibility]:
    """Return those who can be given a certificate now, in the order of their numbers."""
    return [one for one in eligibility_of(cohort) if one.standing == Standing.READY]


def fingerprint(rows: Iterable[Eligibility]) -> str:
    """Return a digest of who is on the list, with each result: what somebody saw before issuing."""
    lines = (f"{one.enrolment.pk}:{one.outcome.score if one.outcome else ''}" for one in rows)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def first_day_of(outcomes: Iterable[Outcome | None]) -> date | None:
    """Return the first day (WIB) that certificates on these results may bear: no earlier than the last of them was released."""
    released = (one.released_at.astimezone(clock.WIB).date() for one in outcomes if one and one.released_at)
    return max(released, default=None)


def counts_of(rows: Collection[Eligibility]) -> dict[str, int]:
    """Return how many stand where, and how many there are."""
    return {"people": len(rows), **{one.value: sum(row.standing == one for row in rows) for one in Standing}}


def still_due(enrolment: Enrolment, outcome: Outcome | None) -> tuple[str, ...]:
    """Return what stands in the way of a certificate for this person, whatever certificates there are; nothing when it is due."""
    return tuple(_reasons(enrolment, outcome))


def _eligibility(enrolment: Any, outcome: Outcome | None) -> Eligibility:
    certificate = next(iter(enrolment.newest_certificates), None)
    reasons = still_due(enrolment, outcome) if certificate is None else ()
    if certificate is not None:
        remarks = outlived(
            enrolment, outcome, certificate, score=certificate.printed_score, band=certificate.printed_band
        )
    else:
        remarks = () if reasons else tuple(_remarks(enrolment, outcome))
    return Eligibility(enrolment, outcome, certificate, reasons, remarks)


def outlived(
    enrolment: Enrolment, outcome: Outcome | None, certificate: Certificate, *, score: str, band: str
) -> tuple[str, ...]:
    """Return how the result now stands against a certificate that holds, which says this score and band; nothing when they agree.

    An objection that waits changes nothing yet: what holds goes on holding until it is answered.
    """
    if not certificate.is_valid:
        return ()
    if outcome is None or not outcome.released:
        return (_("The result it rests on was opened again: it is not released any more."),)
    if why := still_due(enrolment, replace(outcome, objected=False)):
        return (_("It would not be issued now: %(why)s") % {"why": " ".join(why)},)
    now = f"{outcome.score:.2f}"
    if (now, outcome.band) != (score, band):
        words = _("It says %(printed)s points, the result is %(now)s (%(band)s) now.")
        figures = {"printed": number_format(score, 2), "now": number_format(now, 2)}
        return (words % {**figures, "band": outcome.qualification},)
    return ()


def _reasons(enrolment: Enrolment, outcome: Outcome | None) -> Iterable[str]:
    if enrolment.state in {S.ACCEPTED, S.ACTIVE}:
        yield _("Still takes part: whether the training is completed is said with the result.")
    elif enrolment.state != S.COMPLETED and not (outcome and outcome.released and not outcome.passed):
        # A result that does not pass says why itself.
        why = str(getattr(enrolment, "last_reason", "") or "")
        yield _("Not completed: %(why)s") % {"why": why} if why else _("Not completed.")
    yield from _reasons_of_result(outcome)


def _reasons_of_result(outcome: Outcome | None) -> Iterable[str]:
    if outcome is None:
        yield _("Not evaluated yet: the cohort’s scheme of evaluation gives the result.")
    elif outcome.missing:
        yield _("No result yet, for this is missing: %(parts)s.") % {"parts": ", ".join(map(str, outcome.missing))}
    elif not outcome.released:
        yield _("The result is not released yet.")
    elif outcome.passed is None or outcome.score is None:
        yield _("No result came of the evaluation.")
    elif not outcome.passed:
        why = "; ".join(outcome.below) or _("%(score)s points") % {"score": number_format(outcome.score, 2)}
        yield _("Not passed: %(why)s.") % {"why": why}
    if outcome is not None and outcome.objected:
        yield _("An objection to the result waits for an answer.")


def _remarks(enrolment: Enrolment, outcome: Outcome | None) -> Iterable[str]:
    """Say what may still change, and what will be missing on the paper; it can be given now, or by a new certificate later."""
    user = enrolment.user
    until = outcome.objection_until if outcome else None
    if until is not None and until >= clock.today():
        yield _("The result can be objected to until %(day)s.") % {"day": day_in_words(until)}
    if not user.birth_place or not user.birth_date:
        yield _("Place or date of birth is not known: the line will hold a dash.")
    if not user.position:
        yield _("The position is not known.")
    if enrolment.work_unit_id is None:
        yield _("The work unit is not known.")
