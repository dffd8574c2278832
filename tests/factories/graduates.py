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
from lms.evaluation.models import (
    Certificate,
    CertificateJob,
    CohortScheme,
    ParticipantEvaluation,
    Scheme,
    Signatory,
)
from lms.evaluation.services.certificate_jobs import go_on
from lms.evaluation.services.certificates import issue_cohort
from lms.evaluation.services.signatories import add_signatory
from lms.people import clock
from lms.people.models import User, WorkUnit
from tests.factories.courses import make_enrolment

_count = itertools.count(1)


# What is needed of a scheme here: one component, and a band above the pass mark.
CONTENT: dict[str, Any] = {
    "components": [{"key": "post_test", "weight": "100", "minimum": ""}],
    "minimum": "60.00",
    "bands": [
        {"key": "memuaskan", "title": "Memuaskan", "title_en": "Satisfactory", "from": "60.00"},
        {"key": "tidak-memuaskan", "title": "Tidak Memuaskan", "title_en": "Not satisfactory", "from": "0"},
    ],
    "panel": {"tolerance": "10", "least": 1, "criteria": []},
    "attitude": {"criteria": []},
    "objection_days": 7,
    "evidence": "inferred",
}
# What a lock keeps of a result beside its band.
KEPT: dict[str, Any] = {"components": [], "missing": [], "panel": []}


def adopted_scheme(cohort: Cohort, actor: User) -> Scheme:
    """The scheme of a cohort, adopted when first asked for."""
    found = CohortScheme.objects.select_related("scheme").filter(cohort=cohort).first()
    if found is not None:
        return found.scheme
    scheme = Scheme.objects.create(
        title=f"Skema {next(_count)}", content=CONTENT, digest="0" * 64, frozen_at=clock.now(), created_by=actor
    )
    CohortScheme.objects.create(cohort=cohort, scheme=scheme, adopted_by=actor)
    return scheme


def _facts(score: str | None, passed: bool | None) -> dict[str, Any]:
    """What a result comes to: nothing where there is none."""
    band = CONTENT["bands"][0 if passed else 1]
    if score is None:
        return {"score": None, "band": "", "passed": None, "facts": {**KEPT, "band": None}}
    return {"score": Decimal(score), "band": band["key"], "passed": passed, "facts": {**KEPT, "band": band}}


def make_result(
    enrolment: Enrolment,
    *,
    actor: User,
    score: str | None = "85.00",
    passed: bool | None = True,
    state: str = EvaluationState.RELEASED,
) -> ParticipantEvaluation:
    """The result of one participant, in this state."""
    now = clock.now()
    row, _new = ParticipantEvaluation.objects.update_or_create(
        enrolment=enrolment,
        defaults={
            "scheme": adopted_scheme(enrolment.cohort, actor),
            "state": state,
            "locked_at": now if state != EvaluationState.OPEN else None,
            "released_at": now if state == EvaluationState.RELEASED else None,
            **_facts(score, passed),
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
    scheme, now = adopted_scheme(cohort, actor), clock.now()
    ParticipantEvaluation.objects.bulk_create(
        [
            ParticipantEvaluation(
                enrolment=one, scheme=scheme, state=EvaluationState.RELEASED, locked_at=now, released_at=now,
                **_facts(f"{70 + n % 30}.00", passed=True),
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
