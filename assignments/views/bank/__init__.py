"""The question bank's screens: questions, topics, files in and out."""

from assignments.views.bank.exchange import (
    question_export,
    question_export_file,
    question_import,
    question_import_confirm,
    question_template,
)
from assignments.views.bank.questions import (
    question_add,
    question_compare,
    question_detail,
    question_edit,
    question_list,
    question_restore,
    question_retire,
    question_start,
)
from assignments.views.bank.topics import topic_add, topic_edit, topic_list

__all__ = [
    "question_add",
    "question_compare",
    "question_detail",
    "question_edit",
    "question_export",
    "question_export_file",
    "question_import",
    "question_import_confirm",
    "question_list",
    "question_restore",
    "question_retire",
    "question_start",
    "question_template",
    "topic_add",
    "topic_edit",
    "topic_list",
]
