"""A form is begun, and its draft is kept as it is typed."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.db import transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _

from assignments import schema
from assignments.enums import SubmissionState, TaskState
from assignments.models import FormVersion, Submission, Task
from assignments.queries.submissions import context_for
from assignments.queries.tasks import set_task
from courses.enums import CohortState, EnrolmentState
from courses.models import Enrolment
from lms.people import audit, clock
from lms.people.errors import Conflict, NotAllowed, Refusal
from lms.people.models import User

S = SubmissionState
OPEN_STATES = (S.DRAFT, S.RETURNED)


class DraftMoved(Conflict):
    """The draft was saved from somewhere else meanwhile: both are kept, and the person picks field by field."""

    def __init__(self, answers: dict[str, Any], seq: int) -> None:
        super().__init__(_("This form was changed somewhere else meanwhile. Look at both and choose."))
        self.answers, self.seq = answers, seq


@transaction.atomic
def begin(
    *, actor: User, enrolment: Enrolment, task: Task, ordinal: int, form_version: FormVersion | None = None
) -> Submission:
    """Begin a form of a task, or return the one that was begun. It keeps the version of the form it is begun on.

    `form_version` is the one the page was opened with: the task's, or one it has moved on from. Raises Refusal when the task has not
    opened, is closed, or asks for fewer forms; NotAllowed for somebody else's enrolment.
    """
    if enrolment.user_id != actor.pk:
        raise NotAllowed(_("Only the participant fills in a form."))
    begun = Submission.objects.filter(task=task, enrolment=enrolment, ordinal=ordinal).first()
    if begun is not None:
        return begun
    check_open(task, enrolment)
    if not 1 <= ordinal <= task.count:
        raise Refusal(_("This task asks for %(n)s forms.") % {"n": task.count})
    submission, new = Submission.objects.get_or_create(
        task=task, enrolment=enrolment, ordinal=ordinal, defaults={"form_version": form_version or task.form_version}
    )
    if new:
        audit.record(actor, "assignments.submission.begin", submission)
    return submission


@transaction.atomic
def save_draft(
    *,
    actor: User,
    submission: Submission,
    answers: dict[str, Any],
    seq: int,
    stamp: str = "",
    own: Collection[str] = (),
) -> int:
    """Keep what was typed and return the draft's new number. `seq` is the number the browser started from.

    `stamp` is the browser's name of this save, `own` those of earlier ones it got no answer to: a line that was cut on the way back
    is no second device. Raises DraftMoved, with what is here, when it was saved from somewhere else since; the same answers again
    are no conflict. A draft decides nothing and is saved every few seconds, so it leaves no line in the audit trail.
    """
    _check_mine(actor, submission)
    check_open(submission.task, submission.enrolment)
    kept, _faults = schema.clean(
        submission.form_version.schema, answers, final=False, context=context_for(submission, answers, final=False)
    )
    mine = Q(draft_seq=seq) | Q(draft_stamp__in=_named(own))
    as_seen = Submission.objects.filter(mine, pk=submission.pk, state__in=OPEN_STATES)
    saved = as_seen.update(draft=kept, draft_seq=F("draft_seq") + 1, draft_at=clock.now(), draft_stamp=stamp[:36])
    now = Submission.objects.values("state", "draft", "draft_seq").get(pk=submission.pk)
    if saved:
        return int(now["draft_seq"])
    if now["state"] not in OPEN_STATES:
        raise Conflict(_("This form is handed in already; it can be changed again when it comes back."))
    if now["draft"] == kept:
        return int(now["draft_seq"])
    raise DraftMoved(now["draft"], now["draft_seq"])


def check_draft(submission: Submission, answers: dict[str, Any], *, seq: int, own: Collection[str]) -> None:
    """Raise DraftMoved when the draft of this (locked) submission was saved from somewhere else since `seq`, and says something else."""
    if submission.draft_seq == seq or submission.draft_stamp in _named(own):
        return
    kept, _faults = schema.clean(
        submission.form_version.schema, answers, final=False, context=context_for(submission, answers, final=False)
    )
    if submission.draft not in (kept, {}):
        raise DraftMoved(submission.draft, submission.draft_seq)


def _named(own: Collection[str]) -> list[str]:
    return [one for one in own if one]


def check_open(task: Task, enrolment: Enrolment) -> None:
    """Raise Refusal unless this participant may write into this task's forms now."""
    if enrolment.state != EnrolmentState.ACTIVE or enrolment.cohort.state != CohortState.OPEN:
        raise Refusal(_("Forms can be filled in while the cohort is running and your enrolment is active."))
    if task.state != TaskState.OPEN:
        raise Refusal(_("This task is closed. Ask your facilitator if you still want to hand something in."))
    if not set_task(task, enrolment).has_opened:
        raise Refusal(_("This task has not opened yet."))


def _check_mine(actor: User, submission: Submission) -> None:
    if submission.enrolment.user_id != actor.pk:
        raise NotAllowed(_("Only the participant fills in a form."))
