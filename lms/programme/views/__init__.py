"""Screens: the matrix, an activity, reviews and their parts."""

from lms.programme.views.activities import (
    activity_detail,
    activity_edit,
    deliverable_add,
    deliverable_edit,
    deliverable_remove,
    matrix,
    plan_review_open,
)
from lms.programme.views.parts import comment_reopen, comment_resolve, part_comment, part_detail
from lms.programme.views.reviews import review_detail, review_list, review_sheet, review_sign
from lms.programme.views.steering import (
    review_again,
    review_close,
    review_due,
    review_refresh,
    review_withdraw,
)

__all__ = [
    "activity_detail",
    "activity_edit",
    "comment_reopen",
    "comment_resolve",
    "deliverable_add",
    "deliverable_edit",
    "deliverable_remove",
    "matrix",
    "part_comment",
    "part_detail",
    "plan_review_open",
    "review_again",
    "review_close",
    "review_detail",
    "review_due",
    "review_list",
    "review_refresh",
    "review_sheet",
    "review_sign",
    "review_withdraw",
]
