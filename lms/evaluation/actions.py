"""What this room's lines in the audit trail are called."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from lms.people.actions import add_actions
from lms.people.changes import add_fields

add_actions(
    {
        "evaluation.report.create": _("Evaluation report begun"),
        "evaluation.report.open": _("Evaluation report given to the units"),
        "evaluation.report.refresh": _("Figures of a report taken anew"),
        "evaluation.report.amend": _("Final report taken up again"),
        "evaluation.report.answer": _("Objection to a report answered"),
        "evaluation.report.finish": _("Evaluation report final"),
        "evaluation.report.file_add": _("File put with a report"),
        "evaluation.report.file_remove": _("File taken out of a report"),
        "evaluation.section.assign": _("Section of a report given to an author"),
        "evaluation.section.edit": _("Section of a report edited during its review"),
    }
)

add_fields(
    {
        "author": _("Author"),
        "cohorts": _("Cohorts"),
        "figures": _("Figures"),
        "language": _("Language"),
    }
)
