"""People with results, signatories, certificates."""

from __future__ import annotations

import itertools
from datetime import date
from decimal import Decimal
from typing import Any

from django.contrib.auth.hashers import make_password
from django.db import transaction

from courses.enums import EnrolmentState
from courses.models import Cohort, Enrolment
from courses.services import steps
from lms.evaluation.enums import EvaluationState
from lms.evaluation.models import Certificate, CertificateJob, ParticipantEvaluation, Scheme, Signatory
from lms.evaluation.services.certificate_jobs import go_on
from lms.evaluation.services.certificates import issue_cohort
from lms.evaluation.services.signatories import add_signatory
from lms.people import clock
from lms.people.models import User, WorkUnit
from tests.factories.courses import make_enrolment

_count = itertools.count(1)


def make_scheme(actor: User) -> Scheme:
    """A frozen scheme: what it says is the panel's concern."""
    return Scheme.objects.create(
        title=f"Skema {next(_count)}", content={}, digest="0" * 64, frozen_at=clock.now(), created_by=actor
    )


def make_result(
    enrolment: Enrolment,
    *,
    actor: User,
    score: str | None = "85.00",
    band: str = "Memuaskan",
    passed: bool | None = True,
    state: str = EvaluationState.RELEASED,
) -> ParticipantEvaluation:
    """The result of one participant, in this state."""
    now = clock.now()
    row, _new = ParticipantEvaluation.objects.update_or_create(
        enrolment=enrolment,
        defaults={
            "scheme": Scheme.objects.first() or make_scheme(actor),
            "state": state,
            "score": None if score is None else Decimal(score),
            "band": band,
            "passed": passed,
            "locked_at": now if state != EvaluationState.OPEN else None,
            "released_at": now if state == EvaluationState.RELEASED else None,
        },
    )
    return row


def make_graduate(*, actor: User, cohort: Cohort, score: str = "85.00", **person: Any) -> Enrolment:
    """Somebody who has completed, with a released result."""
    person = {
        "name": f"Lulusan {next(_count):03}", "birth_place": "Ambon", "birth_date": date(1990, 5, 17),
        "position": "Pengantar Kerja Ahli Pertama", "rank": "III/a", **person,
    }  # fmt: skip
    enrolment = make_enrolment(actor=actor, cohort=cohort, **person)
    make_result(enrolment, actor=actor, score=score)
    return complete(enrolment, actor=actor)


def complete(
    enrolment: Enrolment, *, actor: User, to: EnrolmentState = EnrolmentState.COMPLETED, reason: str = ""
) -> Enrolment:
    """Lead an active enrolment to its end."""
    with transaction.atomic():
        steps.move(enrolment, to, actor=actor, reason=reason)
    enrolment.refresh_from_db()
    return enrolment


def make_many_graduates(*, actor: User, cohort: Cohort, count: int, unit: WorkUnit | None = None) -> list[Enrolment]:
    """Many who have completed with a result, in a handful of statements."""
    start, password = next(_count) * 100_000, make_password(None)
    people = User.objects.bulk_create(
        [
            User(
                email=f"lulusan{start + n}@example.test", name=f"Lulusan {start + n:06}", password=password,
                title_after="S.E." if n % 3 else "", birth_place="Kendari", birth_date=date(1988, 2, 3),
                position="Petugas Antar Kerja", work_unit=unit, rank="III/b",
            )
            for n in range(count)
        ],
        batch_size=500,
    )  # fmt: skip
    rows = Enrolment.objects.bulk_create(
        [Enrolment(cohort=cohort, user=one, work_unit=unit, state=EnrolmentState.COMPLETED) for one in people],
        batch_size=500,
    )
    scheme, now = make_scheme(actor), clock.now()
    ParticipantEvaluation.objects.bulk_create(
        [
            ParticipantEvaluation(
                enrolment=one, scheme=scheme, state=EvaluationState.RELEASED, score=Decimal(70 + n % 30),
                band="Memuaskan", passed=True, locked_at=now, released_at=now,
            )
            for n, one in enumerate(rows)
        ],
        batch_size=500,
    )  # fmt: skip
    return rows


def make_signatory(actor: User, **fields: Any) -> Signatory:
    """Somebody who signs, without a picture of the signature."""
    given = {
        "name": "Dr. Ratna Juwita, S.E., M.Si.", "nip": "197003151995032001",
        "position": "Direktur Bina Pengantar Kerja", "position_en": "Director of Employment Officers", **fields,
    }  # fmt: skip
    return add_signatory(actor=actor, **given)


def issue_now(*, actor: User, cohort: Cohort, **asked: Any) -> CertificateJob:
    """Issue the certificates of a cohort, and let the worker do it at once."""
    if not Signatory.objects.exists():
        make_signatory(actor)
    job = issue_cohort(actor=actor, cohort=cohort, **asked)
    go_on(job_id=job.pk)
    job.refresh_from_db()
    return job


def make_certificate(*, actor: User, cohort: Cohort, **person: Any) -> Certificate:
    """One issued certificate with its paper."""
    graduate = make_graduate(actor=actor, cohort=cohort, **person)
    issue_now(actor=actor, cohort=cohort)
    return Certificate.objects.select_related("enrolment__user", "enrolment__cohort__programme").get(enrolment=graduate)
