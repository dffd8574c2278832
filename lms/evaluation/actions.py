"""What this room's lines in the audit trail are called."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from lms.evaluation.enums import Element
from lms.people.actions import add_actions

add_actions(
    {
        "evaluation.indicators.month.report": _("Figures of a unit’s month reported"),
        "evaluation.indicators.month.change": _("Figures of a unit’s month changed"),
        "evaluation.indicators.months": _("Months compared for a cohort set"),
        "evaluation.indicators.upload": _("File with figures uploaded"),
        "evaluation.indicators.import": _("File with figures brought in"),
        "evaluation.indicators.drop": _("File with figures given up"),
        "evaluation.theme.add": _("Theme of open answers written"),
        "evaluation.theme.change": _("Theme of open answers changed"),
        "evaluation.coding.begin": _("Sorting of open answers begun"),
        "evaluation.coding.finish": _("Sorting of open answers finished"),
        "evaluation.coding.settle": _("Themes of an answer settled"),
        "evaluation.questionnaire.create": _("Questionnaire begun"),
        "evaluation.questionnaire.update": _("Questionnaire changed"),
        "evaluation.questionnaire.archive": _("Questionnaire taken out of use"),
        "evaluation.questionnaire.restore": _("Questionnaire taken back into use"),
        "evaluation.questionnaire.version": _("New version of a questionnaire begun"),
        "evaluation.questionnaire.freeze": _("Version of a questionnaire frozen"),
        "evaluation.survey.plan": _("Survey planned"),
        "evaluation.survey.change": _("Survey changed"),
        "evaluation.survey.open": _("Survey opened"),
        "evaluation.survey.ask": _("More people asked in a survey"),
        "evaluation.survey.extend": _("End of a survey put off"),
        "evaluation.survey.remind": _("People reminded of a survey"),
        "evaluation.survey.close": _("Survey closed"),
        "evaluation.survey.delete": _("Planned survey deleted"),
        "evaluation.survey.link_send": _("Link to a survey sent again"),
        "evaluation.survey.link_share": _("Link to a survey shown"),
        "evaluation.theme.add": _("Theme of open answers written"),
        "evaluation.theme.change": _("Theme of open answers changed"),
        "evaluation.coding.begin": _("Sorting of open answers begun"),
        "evaluation.coding.finish": _("Sorting of open answers finished"),
        "evaluation.coding.settle": _("Themes of an answer settled"),
        "evaluation.certificates.issue": _("Certificates of a cohort asked for"),
        "evaluation.certificates.issue_done": _("Certificates of a cohort issued"),
        "evaluation.certificates.archive": _("File of all certificates asked for"),
        "evaluation.certificates.archive_done": _("File of all certificates made"),
        "evaluation.certificates.try_again": _("Work on certificates begun again"),
        "evaluation.certificate.issued": _("Certificate issued"),
        "evaluation.certificate.reissued": _("Certificate issued anew"),
        "evaluation.certificate.replaced": _("Certificate replaced"),
        "evaluation.certificate.revoked": _("Certificate revoked"),
        "evaluation.certificate.signed": _("Signed copy of a certificate added"),
        "evaluation.signatory.add": _("Signatory added"),
        "evaluation.signatory.edit": _("Signatory changed"),
        "evaluation.signatory.archive": _("Signatory put away"),
        "evaluation.credential.sign": _("Digital credentials signed"),
        "evaluation.key.withdraw": _("Issuer’s key withdrawn"),
        "evaluation.pack.ask": _("Replication pack asked for"),
        "evaluation.pack.make": _("Replication pack made"),
        "evaluation.pack_import.upload": _("Replication pack uploaded"),
        "evaluation.pack_import.confirm": _("Replication pack confirmed"),
        "evaluation.pack_import.drop": _("Replication pack given up"),
        "evaluation.pack_import.finish": _("Replication pack brought in"),
        "evaluation.pack_import.open_cohort": _("Cohort opened from a replication pack"),

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
