"""What this part plugs into the floors below: the question bank."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from assignments.rules.bank import MAKERS
from lms.people.actions import add_actions
from lms.people.registry import NavItem, add_nav

add_nav(NavItem("assignments:question_list", _("Questions"), frozenset(str(role) for role in MAKERS), 44, "check"))

add_actions(
    {
        "assignments.question.add": _("Question added"),
        "assignments.question.edit": _("Question changed"),
        "assignments.question.retire": _("Question retired"),
        "assignments.question.restore": _("Question taken back into use"),
        "assignments.topic.add": _("Topic added"),
        "assignments.topic.change": _("Topic changed"),
    }
)
