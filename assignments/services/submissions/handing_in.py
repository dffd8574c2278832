"""The hand-in: an immutable version with its receipt, on the disk before it is acknowledged, once however often it is sent."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import Max
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assignments import schema
from assignments.durable import durably
from assignments.enums import SubmissionState
from assignments.models import Evidence, Submission, SubmissionVersion
from assignments.queries.submissions import context_for, files_named
from assignments.queries.tasks import set_task
from assignments.receipts import Exhibit, digest_of, new_receipt
from assignments.services import telling
from assignments.services.submissions.drafts import OPEN_STATES, check_draft, check_open
from assignments.services.submissions.steps import move
from assignments.services.works import put_on_desk
from assignments.signals import forms_handed_in
from lms.files.models import StoredFile
from lms.people import clock
from lms.people.errors import Conflict, NotAllowed, Refusal
from lms.people.models import User

S = SubmissionState
MOST_SECONDS = 2**31 - 1


class Incomplete(Refusal):
    """The form cannot be handed in as it is. `faults` says where, and what would be right."""

    def __init__(self, faults: list[schema.Fault], answers: dict[str, Any]) -> None:
        n = len(faults)
        words = ngettext("%(n)s thing is missing or wrong.", "%(n)s things are missing or wrong.", n)
        super().__init__(words % {"n": n})
        self.faults, self.answers = faults, answers


@dataclass(frozen=True)
class Sheet:
    """What is handed in, checked: the answers and, under each field, the files."""

    answers: dict[str, Any]
    files: list[tuple[str, StoredFile]]

    @property
    def exhibits(self) -> list[Exhibit]:
        return [Exhibit(field, file.received_sha256) for field, file in self.files]


def hand_in(
    *,
    actor: User,
    submission: Submission,
    answers: dict[str, Any],
    idempotency_key: str,
    client_at: datetime | None = None,
    client_sent_at: datetime | None = None,
    evidence_ids: Collection[str] | None = None,
    seq: int | None = None,
    own: Collection[str] = (),
) -> SubmissionVersion:
    """Hand a form in and return its version with the receipt. The same key again is the same hand-in, whatever came after it.

    The version, its evidence, the step, and the work on the desk are one durable transaction with the submission's row locked.
    `client_at` is when it was pressed and `client_sent_at` when it was sent, both by the phone's clock. They are kept and decide
    nothing: late is what arrives here after the due instant of the own unit.
    Files still being checked may be handed in. Raises Incomplete with every fault, Conflict when the form is not open, NotAllowed for
    somebody else's. `evidence_ids`, when given, must be the files the answers name. With `seq` (and `own`, as in `save_draft`) it
    raises DraftMoved instead of covering a draft that was saved from somewhere else and says something else.
    """
    if submission.enrolment.user_id != actor.pk:
        raise NotAllowed(_("Only the participant hands in a form."))
    if not 8 <= len(idempotency_key) <= 64:
        raise Refusal(_("This hand-in came without its key. Load the page anew and hand in again."))
    with durably():
        locked = _locked(submission)
        known: SubmissionVersion | None = locked.versions.filter(idempotency_key=idempotency_key).first()
        if known is not None:
            return known
        if locked.state not in OPEN_STATES:
            raise Conflict(_("This form is handed in already; it can be changed again when it comes back."))
        check_open(locked.task, locked.enrolment)
        if seq is not None:
            check_draft(locked, answers, seq=seq, own=own)
        sheet = _checked(locked, answers, evidence_ids)
        version = _version(locked, sheet, idempotency_key, (client_at, client_sent_at))
        _step(actor, locked, version, sheet)
    submission.refresh_from_db()
    return version


def _locked(submission: Submission) -> Submission:
    rows = Submission.objects.select_for_update(of=("self",))
    related = ("task__rubric", "task__cohort", "form_version__form", "enrolment__user", "enrolment__work_unit")
    return rows.select_related(*related, "enrolment__cohort").get(pk=submission.pk)


def _checked(submission: Submission, answers: dict[str, Any], evidence_ids: Collection[str] | None) -> Sheet:
    form = submission.form_version.schema
    kept, faults = schema.clean(form, answers, final=True, context=context_for(submission, answers, final=True))
    files = files_named(kept, form, owner=submission.enrolment.user)
    if evidence_ids is not None and set(evidence_ids) != {file.public_id for _field, file in files}:
        raise Conflict(
            _("The files of this hand-in are not those of its answers. Load the page anew and hand in again.")
        )
    if faults:
        raise Incomplete(faults, kept)
    return Sheet(kept, files)


def _version(
    submission: Submission, sheet: Sheet, key: str, phone: tuple[datetime | None, datetime | None]
) -> SubmissionVersion:
    (client_at, sent_at), now = phone, clock.now()
    last = submission.versions.aggregate(last=Max("number"))["last"] or 0
    version: SubmissionVersion = SubmissionVersion.objects.create(
        submission=submission,
        number=last + 1,
        answers=sheet.answers,
        sha256=digest_of(form_digest=submission.form_version.digest, answers=sheet.answers, exhibits=sheet.exhibits),
        receipt=new_receipt(),
        idempotency_key=key,
        received_at=now,
        client_at=client_at,
        clock_ahead=_ahead(sent_at, now),
        late=now > set_task(submission.task, submission.enrolment).due_at,
    )
    Evidence.objects.bulk_create(
        Evidence(version=version, field=field, file=file, sha256=file.received_sha256) for field, file in sheet.files
    )
    return version


def _step(actor: User, submission: Submission, version: SubmissionVersion, sheet: Sheet) -> None:
    changes: dict[str, Any] = {
        "current": version,
        "submitted_at": version.received_at,
        "draft": sheet.answers,
        "draft_seq": submission.draft_seq + 1,
        "draft_at": version.received_at,
        "draft_stamp": "",
    }
    move(submission, S.SUBMITTED, actor=actor, version=version, **changes)
    if version.number > 1:
        telling.handed_in_again(submission=submission)
    rubric = submission.task.rubric
    put_on_desk(
        submission=submission,
        subject=f"task:{submission.task_id}",
        cohort=submission.task.cohort,
        enrolment=submission.enrolment,
        rubric=rubric,
        points_max=rubric.points_max if rubric else Decimal(100),
    )
    forms_handed_in.send(sender=SubmissionVersion, versions=[version])


def _ahead(sent_at: datetime | None, now: datetime) -> int | None:
    """By how many seconds a phone's clock is ahead; as much as a column holds."""
    if sent_at is None:
        return None
    return max(-MOST_SECONDS, min(MOST_SECONDS, round((sent_at - now).total_seconds())))
