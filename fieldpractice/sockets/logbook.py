"""What this part plugs into the floors below: the logbook."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from lms.people.enums import PARTICIPANT
from lms.people.registry import NavItem, add_nav

add_nav(NavItem("fieldpractice:logbook", _("Logbook"), frozenset({PARTICIPANT}), 26, "edit"))
