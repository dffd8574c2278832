"""What this room plugs into the ground floor: the number on the bell, the names of its audited actions."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from lms.notices.queries.inbox import unread_of_person
from lms.people.actions import add_actions
from lms.people.enums import Role
from lms.people.registry import NavItem, add_fact, add_nav

ORGANISERS = frozenset({str(Role.ADMINISTRATOR), str(Role.COORDINATOR)})

add_nav(NavItem("notices:delivery_list", _("Messages"), ORGANISERS, order=72, icon="bell"))

add_fact("unread_notices", unread_of_person)

add_actions(
    {
        "notices.calendar.renew": _("Address of the calendar renewed"),
        "notices.preference.change": _("Choice of notices changed"),
        "notices.delivery.send_again": _("Message sent again"),
        "notices.words.write": _("Words of a notice changed"),
    }
)
