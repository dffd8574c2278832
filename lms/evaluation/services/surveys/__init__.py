"""Questionnaires, runs of a survey, who is asked, and how answers are kept."""

from lms.evaluation.services.surveys.answering import AnswersFaulty, give_answers, give_at_counter
from lms.evaluation.services.surveys.links import send_due_links, send_link, share_link
from lms.evaluation.services.surveys.questionnaires import (
    Head,
    add_version,
    archive_questionnaire,
    check_questionnaire,
    create_questionnaire,
    freeze_version,
    import_questionnaire,
    load_starters,
    save_draft,
    update_questionnaire,
)
from lms.evaluation.services.surveys.reminding import remind_due_runs, remind_run
from lms.evaluation.services.surveys.runs import (
    Plan,
    ask_newcomers,
    change_run,
    close_due_runs,
    close_run,
    delete_run,
    extend_run,
    forget_tickets,
    open_due_runs,
    open_run,
    plan_run,
)

__all__ = [
    "AnswersFaulty",
    "Head",
    "Plan",
    "add_version",
    "archive_questionnaire",
    "ask_newcomers",
    "change_run",
    "check_questionnaire",
    "close_due_runs",
    "close_run",
    "create_questionnaire",
    "delete_run",
    "extend_run",
    "forget_tickets",
    "freeze_version",
    "give_answers",
    "give_at_counter",
    "import_questionnaire",
    "load_starters",
    "open_due_runs",
    "open_run",
    "plan_run",
    "remind_due_runs",
    "remind_run",
    "save_draft",
    "send_due_links",
    "send_link",
    "share_link",
    "update_questionnaire",
]
