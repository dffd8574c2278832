"""The field-practice report (LHPK) as official paper, in Indonesian: a draft from live data, or a hand-in as it was frozen."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from fieldpractice.enums import LhpkSection
from fieldpractice.models import LhpkVersion, Placement
from fieldpractice.queries.lhpk import LANGUAGE, supervisor_of
from lms.people import clock
from lms.ui.times import instant_in_words


def report_pdf(
    placement: Placement, sections: dict[str, str], facts: dict[str, Any], version: LhpkVersion | None = None
) -> bytes:
    """Return the report; without a version it is a draft, and says so on its first page."""
    from lms.files.pdf import typeset  # starts a process of its own

    at = version.at if version else clock.now()
    with override(LANGUAGE):
        data = {
            "title": _("Field-practice report (LHPK)"),
            "number": _("Hand-in %(n)s") % {"n": version.number} if version else _("Draft"),
            "draft": "" if version else _("Draft from live data: not handed in, the figures still change."),
            "made": instant_in_words(at, style="long"),
            "facts": facts,
            "sections": [{"label": str(one.label), "text": str(sections.get(one, ""))} for one in LhpkSection],
            "words": _words(),
            "signs": [
                {"role": _("Supervisor"), "name": supervisor_of(placement)},
                {"role": _("Participant"), "name": placement.enrolment.user.display_name},
            ],
            "digest": version.digest if version else "",
        }
    return typeset("fieldpractice/lhpk.typ", data, at=at)


def _words() -> dict[str, Any]:
    return {
        "empty": _("not written yet"),
        "none": _("None."),
        "sums": _("At a glance"),
        "weeks": _("Week by week"),
        "weeks-head": [_("Week"), _("Days"), _("Logged"), _("Hours"), _("Served"), "JP", _("Supervisor")],
        "services": _("By service"),
        "services-head": [_("Service"), _("People served"), _("Hours")],
        "pauses": _("Pauses"),
        "pauses-head": [_("Days"), _("Kind"), _("Reason")],
        "moves": _("Moves"),
        "moves-head": [_("From"), _("Reason")],
        "tasks": _("Tasks"),
        "tasks-head": [_("Code"), _("Task"), _("State"), _("Receipts")],
        "sessions": _("Monitoring sessions"),
        "sessions-head": [_("When"), _("Session"), _("Presence")],
        "constraints": _("Constraints raised"),
        "constraints-head": [_("Constraint"), _("Kind"), _("Service"), _("State")],
        "follow-ups": _("Follow-up actions"),
        "follow-ups-head": [_("Action"), _("Due"), _("State")],
        "digest": _("SHA-256 of text and facts, frozen when it was handed in"),
    }
