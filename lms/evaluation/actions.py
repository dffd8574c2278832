"""What this room's lines in the audit trail are called."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

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
    }
)
