"""Filling in and handing in task forms: drafts, hand-ins, and what becomes of them."""

from assignments.services.submissions.deciding import accept, return_for_improvement
from assignments.services.submissions.drafts import DraftMoved, begin, save_draft
from assignments.services.submissions.handing_in import Incomplete, hand_in
from assignments.services.submissions.many import HandIn, hand_in_many

__all__ = [
    "DraftMoved",
    "HandIn",
    "Incomplete",
    "accept",
    "begin",
    "hand_in",
    "hand_in_many",
    "return_for_improvement",
    "save_draft",
]
