"""What people are told of: the report of the field practice (LHPK)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from lms.notices.registry import NoticeKind, Variable, add_kind
from lms.people.enums import PARTICIPANT, Role

REPORT_HANDED_IN = "fieldpractice.report_handed_in"
REPORT_RETURNED = "fieldpractice.report_returned"
REPORT_ACCEPTED = "fieldpractice.report_accepted"

_name = Variable("text", "Ratna Juwita", _("Participant"))
_reason = Variable("text", _("The figures of week 6 are not explained."), _("Reason"))

add_kind(
    NoticeKind(
        code=REPORT_HANDED_IN,
        label=_("A field-practice report is handed in"),
        group="task",
        hats=frozenset({Role.FACILITATOR}),
        title=_("The field-practice report of {name} waits for you"),
        body=_("Read it, then accept it or return it with a reason."),
        variables={"name": _name},
    )
)
add_kind(
    NoticeKind(
        code=REPORT_RETURNED,
        label=_("Your field-practice report came back"),
        group="task",
        hats=frozenset({PARTICIPANT}),
        title=_("Your field-practice report came back to be improved"),
        body=_("{reason}"),
        variables={"reason": _reason},
    )
)
add_kind(
    NoticeKind(
        code=REPORT_ACCEPTED,
        label=_("Your field-practice report is accepted"),
        group="task",
        hats=frozenset({PARTICIPANT}),
        title=_("Your field-practice report is accepted"),
        body=_("{reason}"),
        variables={"reason": _reason},
    )
)
