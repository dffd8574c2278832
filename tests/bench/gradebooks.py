"""A cohort of any size whose every form is graded, and one whose forms are still to be handed in. Rows, in bulk."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db import transaction
from django.db.models import OuterRef, Subquery

from assignments.enums import SubmissionState, WorkState
from assignments.models import Grade, Submission, SubmissionVersion, Task, Work
from assignments.services.works import put_many_on_desk
from courses.models import Cohort, Enrolment
from courses.services import enrolments
from lms.people import clock
from lms.people.enums import Role
from lms.people.models import User
from lms.people.services import add_people
from tests.chaos.world import session_of
from tests.factories.assignments import submissions
from tests.factories.assignments.grading import make_form_version, make_rubric, make_task, piece_of
from tests.factories.courses import make_cohort
from tests.factories.people import give_role, make_unit, make_user

BATCH = 500


@dataclass(frozen=True)
class Book:
    """The cohort, and the cookie of who may see it."""

    cohort: str
    staff: str


@dataclass(frozen=True)
class ToHandIn:
    """A task, and the sessions that may hand in its forms, with the number of each form."""

    task: str
    places: list[tuple[str, int]]


def _coordinator() -> User:
    user = make_user(name="Koordinator")
    give_role(user, Role.COORDINATOR)
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": "bench"})
    return user


def _cohort(actor: User, people: int) -> tuple[Cohort, list[Enrolment]]:
    unit, cohort = make_unit(), make_cohort(actor=actor, starts_on=clock.today(), capacity=people)
    names = [
        {"email": f"nilai-{cohort.pk}-{number}@bench.test", "name": f"Peserta {number}", "work_unit": unit}
        for number in range(people)
    ]
    users = add_people(actor=actor, rows=names)
    rows = enrolments.nominate_many(actor=actor, cohort=cohort, users=users)
    enrolments.accept_many(actor=actor, cohort=cohort, enrolments=rows)
    enrolments.take_up_many(enrolments=rows)
    return cohort, rows


@transaction.atomic
def graded(people: int, columns: int) -> Book:
    """Make a gradebook in which every cell has a figure."""
    actor = _coordinator()
    cohort, rows = _cohort(actor, people)
    form, rubric = make_form_version(actor=actor), make_rubric(actor=actor)
    for number in range(columns):
        task = make_task(
            actor=actor, cohort=cohort, rubric=rubric, form_version=form, plan_key=f"b{number}", weight=Decimal(1)
        )
        for some in _batches(rows):
            _hand_in(task, some)
    _grade(cohort, actor)
    return Book(cohort.public_id, f"{settings.SESSION_COOKIE_NAME}={session_of(actor)}")


def _batches(rows: list[Enrolment]) -> Iterator[list[Enrolment]]:
    rest = iter(rows)
    while batch := list(islice(rest, BATCH)):
        yield batch


def _hand_in(task: Task, people: list[Enrolment]) -> None:
    forms = Submission.objects.bulk_create(
        Submission(task=task, enrolment=one, form_version=task.form_version) for one in people
    )
    SubmissionVersion.objects.bulk_create(
        SubmissionVersion(
            submission=form,
            number=1,
            answers={"ringkasan": "Ringkasan layanan", "jumlah": "3"},
            sha256=hashlib.sha256(str(form.pk).encode()).hexdigest(),
            receipt=f"G{form.pk}",
            idempotency_key=str(form.pk),
        )
        for form in forms
    )
    version = SubmissionVersion.objects.filter(submission=OuterRef("pk")).values("pk")[:1]
    Submission.objects.filter(pk__in=[form.pk for form in forms]).update(
        current=Subquery(version), state=SubmissionState.SUBMITTED, submitted_at=clock.now()
    )
    put_many_on_desk(pieces=[piece_of(form) for form in forms])


def _grade(cohort: Cohort, actor: User) -> None:
    works = Work.objects.filter(cohort=cohort)
    rows = works.values_list("pk", "rubric", "submission__current", "points_max")
    Grade.objects.bulk_create(
        (
            Grade(
                work_id=pk,
                number=1,
                rubric_id=rubric,
                on_version_id=version,
                levels={"isi": "b", "bukti": "b"},
                points=Decimal(40 + pk % 60),
                points_max=most,
                grader=actor,
            )
            for pk, rubric, version, most in rows.iterator()
        ),
        batch_size=BATCH,
    )
    grade = Grade.objects.filter(work=OuterRef("pk")).values("pk")[:1]
    works.update(grade=Subquery(grade), state=WorkState.RELEASED, released_at=clock.now())


@transaction.atomic
def to_hand_in(people: int, forms: int) -> ToHandIn:
    """Make a task of so many forms for each of so many people, all signed in."""
    actor = _coordinator()
    cohort, rows = _cohort(actor, people)
    task = submissions.make_task(actor=actor, cohort=cohort, count=forms)
    sessions = [session_of(row.user) for row in rows]
    return ToHandIn(task.public_id, [(one, number) for number in range(1, forms + 1) for one in sessions])
