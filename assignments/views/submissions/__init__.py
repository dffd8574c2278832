"""Screens of filling in, handing in, and what was handed in."""

from assignments.views.submissions.filling import task_detail, task_fill, task_list
from assignments.views.submissions.reading import (
    submission_compare,
    submission_detail,
    submission_pdf,
    submission_receipt,
    submission_receipt_pdf,
    submission_version,
)
from assignments.views.submissions.sending import (
    service_worker,
    task_draft,
    task_hand_in,
    task_offline,
    task_session,
)

__all__ = [
    "service_worker",
    "submission_compare",
    "submission_detail",
    "submission_pdf",
    "submission_receipt",
    "submission_receipt_pdf",
    "submission_version",
    "task_detail",
    "task_draft",
    "task_fill",
    "task_hand_in",
    "task_list",
    "task_offline",
    "task_session",
]
