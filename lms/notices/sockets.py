"""What this room plugs into the ground floor: the number on the bell, the names of its audited actions."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from lms.notices import panels
from lms.notices.queries.inbox import unread_of_person
from lms.people.actions import add_actions
from lms.people.enums import Role
from lms.people.registry import add_fact, add_panel

add_panel(Role.COORDINATOR, 24, panels.undelivered)
add_panel(Role.ADMINISTRATOR, 55, panels.undelivered)

add_fact("unread_notices", unread_of_person)

add_actions(
    {
        "notices.calendar.renew": _("Address of the calendar renewed"),
        "notices.preference.change": _("Choice of notices changed"),
        "notices.delivery.send_again": _("Message sent again"),
        "notices.words.write": _("Words of a notice changed"),
    }
)
