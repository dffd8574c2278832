"""Rubrics, handed-in forms and works on the desk for tests. What a test needs it says; the rest is one plain form."""

from __future__ import annotations

import hashlib
import itertools
from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal
from typing import Any

from assignments.enums import FormState, SubmissionState, TaskState
from assignments.models import (
    FormVersion,
    Rubric,
    RubricVersion,
    Submission,
    SubmissionVersion,
    Task,
    TaskForm,
    Work,
)
from assignments.schema import normal
from assignments.services.works import Piece, put_many_on_desk
from courses.models import Cohort, Enrolment
from lms.people import clock
from lms.people.models import User
from tests.factories.assignments.taskforms import form_code

_count = itertools.count(1)

LEVELS = [("k", "Kurang", "0"), ("c", "Cukup", "20"), ("b", "Baik", "30"), ("u", "Unggul", "50")]
SCHEMA: dict[str, Any] = normal(
    {
        "code": "LT",
        "title": {"id": "Catatan layanan", "en": "Service record"},
        "sections": [
            {
                "key": "isi",
                "title": {"id": "Isi", "en": "Contents"},
                "fields": [
                    {"key": "peserta", "type": "auto", "label": {"id": "Nama peserta"}},
                    {"key": "ringkasan", "type": "textarea", "label": {"id": "Ringkasan"}},
                    {"key": "jumlah", "type": "number", "label": {"id": "Jumlah klien"}, "required": False},
                    {"key": "bukti", "type": "file", "label": {"id": "Bukti"}, "required": False},
                ],
            }
        ],
    }
)


def criterion(key: str = "isi", title: str = "Isi laporan") -> dict[str, Any]:
    """A criterion with four levels: 0, 20, 30 and 50 points."""
    levels = [
        {"key": level, "title": word, "points": points, "description": f"{title}: {word.lower()}"}
        for level, word, points in LEVELS
    ]
    return {"key": key, "title": title, "title_en": "", "help": "", "levels": levels}


def make_rubric(*, actor: User, criteria: Sequence[dict[str, Any]] | None = None, **fields: Any) -> RubricVersion:
    """A rubric with one version of two criteria, 100 points in all; returns the version."""
    number = next(_count)
    rows = list(criteria or [criterion(), criterion("bukti", "Bukti")])
    points = sum(max(Decimal(level["points"]) for level in row["levels"]) for row in rows)
    defaults = {"code": f"rubrik-{number}", "title": f"Rubrik {number}", "created_by": actor}
    rubric = Rubric.objects.create(**{**defaults, **fields})
    version = RubricVersion.objects.create(
        rubric=rubric,
        number=1,
        criteria=rows,
        points_max=points,
        digest=hashlib.sha256(f"{number}".encode()).hexdigest(),
        made_by=actor,
    )
    rubric.current = version
    rubric.save(update_fields=["current"])
    return version


def make_form_version(*, actor: User, schema: dict[str, Any] | None = None, **fields: Any) -> FormVersion:
    """A published version of a form with one section."""
    number = next(_count)
    form = TaskForm.objects.create(
        code=fields.pop("code", "") or form_code(), title=fields.pop("title", "Catatan layanan")
    )
    return FormVersion.objects.create(
        form=form,
        number=1,
        state=FormState.PUBLISHED,
        schema=schema or SCHEMA,
        digest=hashlib.sha256(f"{number}".encode()).hexdigest(),
        title=form.title,
        created_by=actor,
        published_at=clock.now(),
    )


def make_task(*, actor: User, cohort: Cohort, rubric: RubricVersion | None = None, **fields: Any) -> Task:
    """A task that is set, due in two weeks, with a rubric of 100 points (`rubric=None`: a new one)."""
    defaults: dict[str, Any] = {
        "form_version": fields.pop("form_version", None) or make_form_version(actor=actor),
        "state": TaskState.OPEN,
        "opens_on": clock.today(),
        "due_on": clock.today() + timedelta(days=14),
        "created_by": actor,
    }
    return Task.objects.create(cohort=cohort, rubric=rubric or make_rubric(actor=actor), **{**defaults, **fields})


def hand_in(submission: Submission, answers: dict[str, Any] | None = None) -> SubmissionVersion:
    """The next version of a submission, as rows; nothing is put on the desk."""
    number = submission.versions.count() + 1
    version = SubmissionVersion.objects.create(
        submission=submission,
        number=number,
        answers=answers
        or {"peserta": str(submission.enrolment.user), "ringkasan": f"Laporan ke-{number}", "jumlah": str(number)},
        sha256=hashlib.sha256(f"{submission.pk}:{number}".encode()).hexdigest(),
        receipt=f"T{submission.pk}-{number}",
        idempotency_key=f"{submission.pk}-{number}",
    )
    submission.current, submission.state, submission.submitted_at = version, SubmissionState.SUBMITTED, clock.now()
    submission.save(update_fields=["current", "state", "submitted_at"])
    return version


def make_submission(
    *, task: Task, enrolment: Enrolment, answers: dict[str, Any] | None = None, **fields: Any
) -> Submission:
    """A form that was handed in once."""
    submission = Submission.objects.create(task=task, enrolment=enrolment, form_version=task.form_version, **fields)
    hand_in(submission, answers)
    return submission


def piece_of(submission: Submission) -> Piece:
    """What is put on the desk for a handed-in form."""
    task = submission.task
    return Piece(
        submission=submission,
        subject=f"task:{task.pk}",
        cohort=task.cohort,
        enrolment=submission.enrolment,
        rubric=task.rubric,
        points_max=task.rubric.points_max if task.rubric else Decimal(100),
    )


def make_works(*, task: Task, enrolments: Sequence[Enrolment]) -> list[Work]:
    """One handed-in form of each of these people, waiting on the desk."""
    return put_many_on_desk(pieces=[piece_of(make_submission(task=task, enrolment=one)) for one in enrolments])


def make_work(*, task: Task, enrolment: Enrolment) -> Work:
    """A handed-in form that waits on the desk."""
    return make_works(task=task, enrolments=[enrolment])[0]
