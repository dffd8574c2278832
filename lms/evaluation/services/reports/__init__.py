"""Every write of a report: drafted, frozen, signed, finished."""

from lms.evaluation.services.reports.answering import answer_objection
from lms.evaluation.services.reports.drafting import assign_section, create_report, look_through, save_text
from lms.evaluation.services.reports.files import add_file, remove_file
from lms.evaluation.services.reports.finishing import make_due_papers, make_paper, try_papers_again
from lms.evaluation.services.reports.freezing import amend_report, open_report, refresh_figures
from lms.evaluation.services.reports.reading import read_due_figures, read_figures

__all__ = [
    "add_file",
    "amend_report",
    "answer_objection",
    "assign_section",
    "create_report",
    "look_through",
    "make_due_papers",
    "make_paper",
    "open_report",
    "read_due_figures",
    "read_figures",
    "refresh_figures",
    "remove_file",
    "save_text",
    "try_papers_again",
]
