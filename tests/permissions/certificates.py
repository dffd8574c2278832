"""Certificates of people in both cohorts, and who signs them."""

from __future__ import annotations

from decimal import Decimal

from django.db import transaction

from courses.models import Cohort, Enrolment
from lms.evaluation.enums import JobKind, JobState
from lms.evaluation.models import Certificate, CertificateJob, CertificatePaper, Signatory
from lms.evaluation.queries.certificate_facts import facts_of, frame_of
from lms.evaluation.queries.outcomes import Outcome
from lms.evaluation.services.certificates import drawn_up
from lms.evaluation.services.numbering import take_numbers
from lms.files import store
from lms.people import clock
from lms.people.models import User, WorkUnit
from tests.factories.graduates import make_signatory


def make_certificates(people: dict[str, User], _far: WorkUnit) -> dict[str, dict[str, str]]:
    """Make a certificate for the participant, for a colleague, for a stranger and for somebody of the other cohort."""
    actor = people["coordinator"]
    signatory = make_signatory(actor)
    found = {"signatory": {"pid": signatory.public_id}, "verify.unknown": {"code": "0" * 16}}
    for name, who, cohort in (
        ("own", "participant", "Own"), ("colleague", "colleague", "Own"), ("stranger", "stranger", "Own"),
        ("elsewhere", "elsewhere", "Other"),
    ):  # fmt: skip
        rows = Enrolment.objects.select_related("cohort__programme", "cohort__version", "user", "work_unit")
        row = _certificate(rows.get(user=people[who], cohort__name=cohort), signatory, actor)
        found |= {f"certificate.{name}": {"pid": row.public_id}, f"verify.{name}": {"code": row.code}}
    for name in ("own", "other"):
        job = _archive(Cohort.objects.get(name=name.title()), actor)
        found[f"certificate_job.{name}"] = {"pid": job.public_id}
    return found


def _certificate(enrolment: Enrolment, signatory: Signatory, actor: User) -> Certificate:
    frame = frame_of(enrolment.cohort, signatory=signatory, issued_on=clock.today(), issued_in="Jakarta")
    outcome = Outcome(enrolment.pk, Decimal("80.00"), "memuaskan", True, (), True, "Memuaskan", "Satisfactory")
    with transaction.atomic():
        number = take_numbers(on=clock.today(), count=1)[0]
        row = drawn_up(number, enrolment.pk, facts_of(frame, enrolment, None, outcome), actor)
        row.save()
        CertificatePaper.objects.create(certificate=row)
    return row


def _archive(cohort: Cohort, actor: User) -> CertificateJob:
    return CertificateJob.objects.create(
        cohort=cohort, kind=JobKind.ARCHIVE, state=JobState.DONE, total=1, done=1, asked_by=actor, next_turn_at=None,
        finished_at=clock.now(), path=store.put(f"certificates/{cohort.public_id}.zip", b"PK"),
    )  # fmt: skip
