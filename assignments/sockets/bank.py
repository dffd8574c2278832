"""What this part plugs into the floors below: the question bank."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from assignments.rules.bank import MAKERS
from lms.people.registry import NavItem, add_nav, add_places

add_nav(NavItem("assignments:question_list", _("Questions"), frozenset(str(role) for role in MAKERS), 44, "check"))
add_places("assignments:question_list", "/lab/cases/")
