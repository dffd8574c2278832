"""Every write of the programme: reviews, signatures, comments, the plan."""

from lms.programme.services.comments import comment_on, reopen_comment, resolve_comment
from lms.programme.services.planning import (
    add_deliverable,
    change_deliverable,
    change_plan,
    remove_deliverable,
)
from lms.programme.services.reviews import (
    close_on_record,
    follow_subject,
    move_due_date,
    open_review,
    refresh_review,
    withdraw_review,
)
from lms.programme.services.signing import PartsChanged, Seen, VerdictChanged, sign
from lms.programme.services.starting import adopt_plan, adopt_programme, load_plan, load_programme

__all__ = [
    "PartsChanged",
    "Seen",
    "VerdictChanged",
    "add_deliverable",
    "adopt_plan",
    "adopt_programme",
    "change_deliverable",
    "change_plan",
    "close_on_record",
    "comment_on",
    "follow_subject",
    "load_plan",
    "load_programme",
    "move_due_date",
    "open_review",
    "refresh_review",
    "remove_deliverable",
    "reopen_comment",
    "resolve_comment",
    "sign",
    "withdraw_review",
]
