"""Issuing the certificates of a cohort in one step, revoking one, issuing one anew."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import date
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from courses.models import Cohort
from courses.queries.ledger import sums_by_person
from lms.evaluation.enums import CertificateState, CertificateStep, JobKind, JobState, RevokeCause
from lms.evaluation.kinds import certificates as kinds
from lms.evaluation.models import (
    Certificate,
    CertificateEvent,
    CertificateJob,
    CertificateJobLine,
    CertificatePaper,
    Signatory,
)
from lms.evaluation.queries.certificate_facts import (
    IDENTITY,
    SERVICE,
    corrections_of,
    digest_of,
    facts_of,
    frame_of,
    person_facts,
    result_corrections_of,
    result_facts,
    signatory_facts,
    whole,
)
from lms.evaluation.queries.certificates import open_job, signatories
from lms.evaluation.queries.eligibility import fingerprint, first_day_of, ready_of, still_due
from lms.evaluation.queries.outcomes import NOT_RELEASED, Outcome, outcome_of
from lms.evaluation.services.numbering import Number, take_numbers
from lms.evaluation.verify_codes import new_code
from lms.notices.services import tell, withdraw
from lms.people import audit, clock
from lms.people.bell import ring
from lms.people.errors import Conflict, Refusal
from lms.people.models import User
from lms.ui.times import day_in_words

GO_ON = "lms.evaluation.tasks.certificates.go_on"
MAKE_PAPERS = "lms.evaluation.tasks.certificates.make_due_papers"
LONGEST = 300


@transaction.atomic
def issue_cohort(
    *,
    actor: User,
    cohort: Cohort,
    signatory: Signatory | None = None,
    issued_on: date | None = None,
    issued_in: str = "",
    seen: str | None = None,
) -> CertificateJob:
    """Let the worker give a certificate to everybody of a cohort who is due one, and return its work: pressed twice it is one.

    Who is on the list is settled now, in the order of the numbers; nobody slips in later. `seen` is the fingerprint of the list that was
    looked at: Conflict when it is another now. Raises Refusal when nobody is due, no signatory is named, or the day is still to come or lies before the release.
    """
    if (job := open_job(cohort, JobKind.ISSUE)) is not None:
        return job
    signatory = _who_signs(signatory or signatories().first())
    day = issued_on or clock.today()
    if day > clock.today():
        raise Refusal(_("A certificate bears the day on which it is issued, or an earlier one."))
    due = ready_of(cohort)
    if seen is not None and fingerprint(due) != seen:
        raise Conflict(_("The list has changed since you opened this page. Look at it once more, then issue."))
    if not due:
        raise Refusal(_("Nobody of this cohort can be given a certificate now: the reason stands beside each name."))
    first = first_day_of(one.outcome for one in due)
    if first is not None and day < first:
        raise Refusal(
            _("The results were released on %(day)s: a certificate bears no earlier day.")
            % {"day": day_in_words(first)}
        )
    place = issued_in.strip() or settings.PADAN_CERTIFICATE_PLACE
    begun = _begun(
        CertificateJob(
            cohort=cohort, kind=JobKind.ISSUE, asked_by=actor, signatory=signatory, issued_on=day, issued_in=place,
            total=len(due), created_at=clock.now(), next_turn_at=clock.now(),
        )
    )  # fmt: skip
    if begun is None:
        return CertificateJob.objects.exclude(state=JobState.DONE).get(cohort=cohort, kind=JobKind.ISSUE)
    CertificateJobLine.objects.bulk_create(
        (CertificateJobLine(job=begun, place=order, enrolment=one.enrolment) for order, one in enumerate(due, 1)),
        batch_size=500,
    )
    audit.record(actor, "evaluation.certificates.issue", cohort, {"people": len(due), "signatory": signatory.name})
    ring(GO_ON, begun.pk)
    return begun


def _who_signs(signatory: Signatory | None) -> Signatory:
    """Return who signs, when there is somebody and the picture of the signature can be printed."""
    if signatory is None or signatory.archived_at is not None:
        raise Refusal(_("Name who signs first: there is no signatory yet."))
    if (picture := signatory.picture) is not None and not picture.is_ready:
        if picture.is_refused:
            raise Refusal(_("The picture of the signature was refused: send another one, or go on without."))
        raise Refusal(_("The picture of the signature is still being checked. Try again in a minute."))
    return signatory


@transaction.atomic
def ask_for_archive(*, actor: User, cohort: Cohort) -> CertificateJob:
    """Let the worker put all certificates of a cohort that hold into one file; asked for while it works, it is the same work."""
    if (job := open_job(cohort, JobKind.ARCHIVE)) is not None:
        return job
    count = Certificate.objects.filter(enrolment__cohort=cohort, state=CertificateState.VALID).count()
    if not count:
        raise Refusal(_("No certificate of this cohort holds: there is nothing to put into a file."))
    job = _begun(
        CertificateJob(
            cohort=cohort, kind=JobKind.ARCHIVE, asked_by=actor, total=count, created_at=clock.now(),
            next_turn_at=clock.now(),
        )
    )  # fmt: skip
    if job is None:
        return CertificateJob.objects.exclude(state=JobState.DONE).get(cohort=cohort, kind=JobKind.ARCHIVE)
    audit.record(actor, "evaluation.certificates.archive", cohort, {"people": count})
    ring(GO_ON, job.pk)
    return job


def _begun(job: CertificateJob) -> CertificateJob | None:
    """Write a work, or return None when another began one in this moment."""
    try:
        with transaction.atomic():
            job.save()
    except IntegrityError:
        return None
    return job


@transaction.atomic
def revoke(*, actor: User, certificate: Certificate, cause: str, reason: str) -> None:
    """Take a certificate back, with the reason. The public page says so at once, with the cause; the reason stays inside, and the person is told.

    Raises Refusal without a reason or a known cause, Conflict when it does not hold any more.
    """
    words = _said(reason)
    if cause not in RevokeCause.values:
        raise Refusal(_("Choose why it is revoked."))
    rows = Certificate.objects.filter(pk=certificate.pk, state=CertificateState.VALID)
    if not rows.update(state=CertificateState.REVOKED):
        raise Conflict(
            _("This certificate does not hold any more: somebody was here before you. Look at it once more.")
        )
    certificate.state = CertificateState.REVOKED
    step(certificate, CertificateStep.REVOKED, actor, cause=cause, reason=words)
    withdraw(about=certificate, kinds=[kinds.ISSUED, kinds.REISSUED])
    _tell(certificate, kinds.REVOKED, actor, reason=words)


@transaction.atomic
def reissue(
    *,
    actor: User,
    certificate: Certificate,
    reason: str,
    fields: Collection[str] = IDENTITY,
    signatory: Signatory | None = None,
) -> Certificate:
    """Issue a certificate anew, in place of this one, and return the new one: with a number of its own and the first dates kept.

    The named `fields` are printed as the register has them now, the result as it is released; all else of who it is of stays as it was
    printed. One that holds is replaced: its public page leads to the new one. One that was revoked stays revoked, and the new one says what
    ledger and result say now. The paper is set by the worker. Raises Refusal without a reason, when the person is due none, or when nothing
    would be different; Conflict when somebody was first.
    """
    words = _said(reason)
    if certificate.state == CertificateState.REPLACED or hasattr(certificate, "replaced_by"):
        raise Conflict(_("This certificate was replaced already: go on from the newer one."))
    outcome = _due_outcome(certificate)
    changed = corrections_of(certificate).keys() & set(fields) or result_corrections_of(certificate, outcome)
    if certificate.is_valid and not changed:
        raise Refusal(_("Nothing would be different: correct the person’s data first, then issue anew."))
    if signatory is not None:
        _who_signs(signatory)
    facts = _facts_anew(certificate, outcome, fields, signatory)
    rows = Certificate.objects.filter(pk=certificate.pk, state=certificate.state)
    after = CertificateState.REPLACED if certificate.is_valid else CertificateState.REVOKED
    if not rows.update(state=after):
        raise Conflict(_("This certificate was changed meanwhile. Look at it once more."))
    number = take_numbers(on=clock.today(), count=1)[0]
    new = drawn_up(number, certificate.enrolment_id, facts, actor, replaces=certificate)
    new.signature = signatory.picture if signatory else certificate.signature
    _save_once(new)
    certificate.state = after
    if after == CertificateState.REPLACED:
        step(certificate, CertificateStep.REPLACED, actor, reason=words)
    step(new, CertificateStep.REISSUED, actor, reason=words)
    CertificatePaper.objects.create(certificate=new, next_try_at=clock.now())
    withdraw(about=certificate, kinds=[kinds.ISSUED, kinds.REISSUED])
    _tell(new, kinds.REISSUED, actor, reason=words)
    ring(MAKE_PAPERS)
    return new


def _due_outcome(certificate: Certificate) -> Outcome:
    """Return the result a new certificate rests on. Raises Refusal when the person is due none.

    An objection that waits keeps a first one back, and one after a revocation; in one that holds a name is corrected meanwhile.
    """
    enrolment = certificate.enrolment
    outcome = outcome_of(enrolment) or NOT_RELEASED
    outcome = replace(outcome, objected=outcome.objected and not certificate.is_valid)
    if why := still_due(enrolment, outcome):
        raise Refusal(" ".join(why))
    return outcome


def _facts_anew(
    certificate: Certificate, outcome: Outcome, fields: Collection[str], signatory: Signatory | None
) -> dict[str, Any]:
    """Return what the new one says; of the person what is not named stays as printed: a promotion since then is none of that training."""
    before, enrolment = certificate.facts, certificate.enrolment
    now = person_facts(enrolment)
    person = {name: now[name] if name in fields else before[name] for name in (*IDENTITY, *SERVICE)}
    facts = {**whole(before), **result_facts(outcome)}
    if certificate.state == CertificateState.REVOKED:
        frame = frame_of(enrolment.cohort, signatory=signatory, issued_on=clock.today(), issued_in=before["issued_in"])
        sums = sums_by_person([enrolment.pk], frame.outline).get(enrolment.pk)
        facts = {**facts_of(frame, enrolment, sums, outcome), "first_issued_on": before["first_issued_on"]}
    signs = signatory_facts(signatory) if signatory else before["signatory"]
    return {**facts, **person, "issued_on": clock.today().isoformat(), "signatory": signs}


def _save_once(new: Certificate) -> None:
    try:
        with transaction.atomic():
            new.save()
    except IntegrityError as error:
        raise Conflict(_("This certificate was replaced already: go on from the newer one.")) from error


def drawn_up(
    number: Number, enrolment_id: int, facts: dict[str, Any], actor: User, *, replaces: Certificate | None = None
) -> Certificate:
    """Return a certificate that is not saved yet, with a code of its own."""
    return Certificate(
        enrolment_id=enrolment_id, series=number.series, serial=number.serial, number=number.text, code=new_code(),
        facts=facts, digest=digest_of(facts), status_index=number.status_index, issued_at=clock.now(), issued_by=actor,
        replaces=replaces,
    )  # fmt: skip


def step(certificate: Certificate, what: CertificateStep, actor: User, *, cause: str = "", reason: str = "") -> None:
    """Write a step in the life of a certificate, with its line of the audit trail."""
    CertificateEvent(certificate=certificate, step=what, cause=cause, reason=reason, actor=actor, at=clock.now()).save()
    told = {name: value for name, value in (("cause", cause), ("reason", reason)) if value}
    audit.record(actor, f"evaluation.certificate.{what}", certificate, told)


def values_of(certificate: Certificate) -> dict[str, str]:
    """Return what the words about a certificate may name."""
    return {"number": certificate.number, "cohort": str(certificate.facts["cohort"])}


def _tell(certificate: Certificate, kind: str, actor: User, *, reason: str) -> None:
    tell(
        kind=kind, to=certificate.enrolment.user, path=certificate.get_absolute_url(),
        values={**values_of(certificate), "reason": reason}, key=f"{kind}:{certificate.pk}", about=certificate, actor=actor,
    )  # fmt: skip


def _said(reason: str) -> str:
    words = " ".join(reason.split())[:LONGEST]
    if not words:
        raise Refusal(_("Say why: the reason stays with the certificate, and the person is told."))
    return words
