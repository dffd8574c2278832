"""What a grader decides about a version that was handed in: it comes back to be improved, or it is accepted."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from assignments import schema
from assignments.enums import SubmissionState
from assignments.models import FieldComment, Submission, SubmissionVersion
from assignments.services.submissions.steps import move
from lms.people import clock
from lms.people.errors import Conflict, Refusal
from lms.people.models import User

S = SubmissionState


@transaction.atomic
def return_for_improvement(
    *,
    actor: User,
    submission: Submission,
    version: SubmissionVersion,
    reason: str,
    field_comments: Mapping[str, str] | None = None,
) -> None:
    """Give a form back with what is to be improved: a reason for the whole, and comments on fields.

    The draft is what was handed in, so that work goes on from there. Raises Refusal without a reason or comment, or for a comment on
    a field the form has not; Conflict when another version was handed in, or somebody decided, meanwhile.
    """
    texts = {field: text.strip() for field, text in (field_comments or {}).items() if text.strip()}
    if not reason.strip() and not texts:
        raise Refusal(_("Say what is to be improved: a word to the whole, or to a field."))
    known = {one["key"] for one in schema.fields_of(submission.form_version.schema)}
    if not set(texts) <= known:
        raise Refusal(_("A comment belongs to a field this form does not have."))
    _check_current(submission, version)
    move(submission, S.RETURNED, actor=actor, version=version, reason=reason.strip())
    now = clock.now()
    if reason.strip():
        texts = {"": reason.strip(), **texts}
    FieldComment.objects.bulk_create(
        FieldComment(version=version, field=field, text=text, author=actor, at=now) for field, text in texts.items()
    )


@transaction.atomic
def accept(*, actor: User | None, submission: Submission, version: SubmissionVersion) -> None:
    """Accept a version: nothing more is expected. Raises Conflict when another was handed in, or somebody decided, meanwhile."""
    _check_current(submission, version)
    move(submission, S.ACCEPTED, actor=actor, version=version)


def _check_current(submission: Submission, version: SubmissionVersion) -> None:
    if submission.current_id != version.pk:
        raise Conflict(_("A newer version was handed in meanwhile. Look at that one first."))
