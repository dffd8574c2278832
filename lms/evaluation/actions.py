"""What this room's lines in the audit trail are called."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from lms.evaluation.enums import Element
from lms.people.actions import add_actions
from lms.people.changes import add_fields

add_actions(
    {
        "evaluation.scorecard.start": _("Replication criteria drafted"),
        "evaluation.scorecard.send": _("Replication criteria put before the units"),
        "evaluation.scorecard.agree": _("Replication criteria agreed and frozen"),
        "evaluation.scorecard.reopen": _("Agreed replication criteria opened again"),
        "evaluation.scorecard.measure": _("Figures of the scorecard read"),
        "evaluation.criterion.add": _("Criterion of replication added"),
        "evaluation.criterion.change": _("Criterion of replication changed"),
        "evaluation.criterion.remove": _("Criterion of replication taken out"),
        "evaluation.criterion.judge": _("Evidence for a criterion recorded"),
        "evaluation.candidate.add": _("Candidate units named"),
        "evaluation.candidate.remove": _("Candidate unit taken off the list"),
        "evaluation.readiness.enter": _("Readiness of a unit entered"),
        "evaluation.cost.add": _("Cost of a cohort entered"),
        "evaluation.cost.strike": _("Cost of a cohort struck out"),
        "evaluation.decision.write": _("Recommendation on replication written"),
        "evaluation.dissent.write": _("Dissenting opinion recorded"),
        "evaluation.dissent.withdraw": _("Dissenting opinion withdrawn"),
        "evaluation.monthly_paper.order": _("Monthly paper of a unit ordered"),
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
        "amount": _("Amount in rupiah"),
        "choice": _("Recommendation"),
        "criteria": _("Criteria"),
        "digest": _("Digest"),
        "finding": _("Finding"),
        "month": _("Month"),
        "recorded": _("Figures recorded"),
        "threshold": _("Threshold"),
        "units": _("Work units"),
        **{element.value: element.label for element in Element},
        "author": _("Author"),
        "cohorts": _("Cohorts"),
        "figures": _("Figures"),
        "language": _("Language"),
    }
)
