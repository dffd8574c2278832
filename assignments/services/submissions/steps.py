"""The steps of a submission: each a compare-and-swap on its state, with its event and its line of the audit trail."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from assignments.enums import SUBMISSION_STEPS, SubmissionState
from assignments.models import Submission, SubmissionEvent, SubmissionVersion
from lms.people import audit, clock
from lms.people.errors import Conflict, Refusal
from lms.people.models import User


def move(
    submission: Submission,
    to: SubmissionState,
    *,
    actor: User | None,
    version: SubmissionVersion,
    reason: str = "",
    **changes: Any,
) -> None:
    """Lead a submission to another state. Needs a transaction.

    Raises Refusal when no step leads there, Conflict when it has moved, or another version was handed in, since it was read.
    """
    before = submission.state
    if to not in SUBMISSION_STEPS[before]:
        words = _("A form that is “%(before)s” cannot become “%(to)s”.")
        raise Refusal(words % {"before": SubmissionState(before).label, "to": to.label})
    as_seen = Submission.objects.filter(pk=submission.pk, state=before, current=submission.current_id)
    if not as_seen.update(state=to, **changes):
        raise Conflict(_("Somebody else was first: this form has moved on meanwhile. Look at it again."))
    submission.state = to
    for name, value in changes.items():
        setattr(submission, name, value)
    SubmissionEvent.objects.create(
        submission=submission, before=before, after=to, version=version, actor=actor, reason=reason, at=clock.now()
    )
    told: dict[str, Any] = {"state": [str(before), str(to)], "receipt": version.receipt}
    audit.record(actor, f"assignments.submission.{to}", submission, told | ({"reason": reason} if reason else {}))
