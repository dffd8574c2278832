"""Every write of the register of constraints."""

from fieldpractice.services.constraints.answering import answer_help, reopen, resolve, strengthen
from fieldpractice.services.constraints.merging import merge, part
from fieldpractice.services.constraints.raising import raise_constraint, raise_from_submission, raise_from_submissions
from fieldpractice.services.constraints.steps import assign, discuss
from fieldpractice.services.constraints.voices import add_comment, add_voice

__all__ = [
    "add_comment",
    "add_voice",
    "answer_help",
    "assign",
    "discuss",
    "merge",
    "part",
    "raise_constraint",
    "raise_from_submission",
    "raise_from_submissions",
    "reopen",
    "resolve",
    "strengthen",
]
