"""Steps of a submission that a grader takes."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from assignments.enums import SubmissionState
from assignments.models import FieldComment, Submission, SubmissionEvent, SubmissionVersion
from lms.people import audit
from lms.people.errors import Conflict
from lms.people.models import User

S = SubmissionState


@transaction.atomic
def return_for_improvement(
    *, actor: User, submission: Submission, version: SubmissionVersion, reason: str, field_comments: dict[str, str]
) -> None:
    """Give a hand-in back with what is to be improved. Raises Conflict when it moved meanwhile."""
    _step(actor, submission, version, S.RETURNED, reason)
    FieldComment.objects.bulk_create(
        FieldComment(version=version, field=field, text=text, author=actor) for field, text in field_comments.items()
    )


@transaction.atomic
def accept(*, actor: User, submission: Submission, version: SubmissionVersion) -> None:
    """Accept a hand-in. Raises Conflict when it moved meanwhile."""
    _step(actor, submission, version, S.ACCEPTED, "")


def _step(actor: User, submission: Submission, version: SubmissionVersion, to: S, reason: str) -> None:
    there = Submission.objects.filter(pk=submission.pk, state=S.SUBMITTED, current=version)
    if not there.update(state=to):
        raise Conflict(
            _("This form was handed in anew or decided on meanwhile. Reload the page to see where it stands.")
        )
    submission.state = to
    SubmissionEvent.objects.create(
        submission=submission, before=S.SUBMITTED, after=to, version=version, actor=actor, reason=reason
    )
    audit.record(actor, f"assignments.submission.{to}", submission, {"state": [S.SUBMITTED, to], "reason": reason})
