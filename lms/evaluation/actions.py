"""What this room's lines in the audit trail are called."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from lms.people.actions import add_actions

add_actions(
    {
        "evaluation.scheme.create": _("Scheme of evaluation written"),
        "evaluation.scheme.save": _("Scheme of evaluation changed"),
        "evaluation.scheme.carry_on": _("New version of a scheme begun"),
        "evaluation.scheme.adopt": _("Scheme of evaluation adopted"),
        "evaluation.panel.add": _("Evaluator seated"),
        "evaluation.panel.end": _("Seat of an evaluator ended"),
        "evaluation.panel.meet": _("Meeting of the panel written down"),
        "evaluation.conflict.declared": _("Conflict of interest declared"),
        "evaluation.conflict.lifted": _("Conflict of interest taken back"),
        "evaluation.score.give": _("Score of the panel given"),
        "evaluation.score.revise": _("Score of the panel revised"),
        "evaluation.attitude.mark": _("Attitude marked"),
        "evaluation.exception.excused": _("Excused from a component"),
        "evaluation.exception.lifted": _("No longer excused from a component"),
        "evaluation.results.lock": _("Results locked"),
        "evaluation.results.release": _("Results released"),
        "evaluation.result.reopen": _("Result opened again"),
        "evaluation.objection.make": _("Objection made"),
        "evaluation.objection.upheld": _("Objection upheld"),
        "evaluation.objection.rejected": _("Objection not upheld"),
    }
)
