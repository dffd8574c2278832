"""Work on the desk in bulk: as many handed-in forms of the cohort of the many as a journey asks for."""

from __future__ import annotations

import hashlib
from itertools import count, islice

from assignments.enums import SubmissionState
from assignments.models import Submission, SubmissionVersion, Task, Work
from assignments.services.works import put_many_on_desk
from courses.enums import EnrolmentState
from courses.models import Cohort, Enrolment
from lms.people import clock
from lms.people.models import User
from tests.factories.assignments.grading import make_task, piece_of

BATCH = 500


def at_least(many: int, *, cohort: Cohort, actor: User) -> None:
    """Put work on the desk until `many` works of this cohort wait there. Those that are there already count."""
    missing = many - Work.objects.filter(cohort=cohort, state="waiting").count()
    if missing <= 0:
        return
    task = Task.objects.filter(cohort=cohort, plan_key="bench").first()
    task = task or make_task(actor=actor, cohort=cohort, plan_key="bench", count=60)
    people = list(Enrolment.objects.filter(cohort=cohort, state=EnrolmentState.ACTIVE).order_by("id"))
    begun = Submission.objects.filter(task=task).count()
    everyone = ((ordinal, person) for ordinal in count(1) for person in people)
    places = islice(everyone, begun, begun + missing)
    rows = Submission.objects.bulk_create(
        [
            Submission(task=task, enrolment=person, ordinal=ordinal, form_version=task.form_version)
            for ordinal, person in places
        ],
        batch_size=BATCH,
    )
    _hand_in(rows)
    put_many_on_desk(pieces=[piece_of(row) for row in rows])


def _hand_in(rows: list[Submission]) -> None:
    now = clock.now()
    versions = SubmissionVersion.objects.bulk_create(
        [
            SubmissionVersion(
                submission=row,
                number=1,
                answers={"peserta": "Peserta", "ringkasan": f"Ringkasan layanan ke-{row.ordinal}", "jumlah": "3"},
                sha256=hashlib.sha256(str(row.pk).encode()).hexdigest(),
                receipt=f"B{row.pk}",
                idempotency_key=str(row.pk),
            )
            for row in rows
        ],
        batch_size=BATCH,
    )
    for row, version in zip(rows, versions, strict=True):
        row.current, row.state, row.submitted_at = version, SubmissionState.SUBMITTED, now
    Submission.objects.bulk_update(rows, ["current", "state", "submitted_at"], batch_size=BATCH)
