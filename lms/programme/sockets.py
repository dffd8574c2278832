"""What this room plugs into the ground floor: navigation, pieces of the homes, names of its audited actions."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from lms.notices.registry import add_reminders
from lms.people.actions import add_actions
from lms.people.changes import add_fields
from lms.people.enums import Role
from lms.people.registry import NavItem, add_nav, add_panel, add_places
from lms.programme import kinds, panels  # noqa: F401 - importing declares the kinds
from lms.programme.queries.speakers import reminders
from lms.programme.rules import STAFF

EVERYBODY = frozenset(str(role) for role in STAFF)

# First at hand for those whose word it waits for.
add_nav(NavItem("programme:review_list", _("Reviews"), frozenset({Role.REVIEWER}), 22, "review"))
add_nav(NavItem("programme:review_list", _("Reviews"), EVERYBODY - {Role.REVIEWER}, 40, "review"))
add_nav(NavItem("programme:matrix", _("Matrix"), EVERYBODY, 50, "matrix"))
add_places("programme:matrix", "/deliverables/")

add_panel(Role.REVIEWER, 10, panels.reviewer_reviews)
add_panel(Role.REVIEWER, 20, panels.matrix_glance)
add_panel(Role.COORDINATOR, 30, panels.coordinator_reviews)
add_panel(Role.ADMINISTRATOR, 20, panels.administrator_reviews)
add_panel(Role.ADMINISTRATOR, 60, panels.matrix_glance)

add_reminders(reminders)

add_actions(
    {
        "programme.programme.load": _("Programme loaded"),
        "programme.programme.load_plan": _("Plan loaded"),
        "programme.activity.change_plan": _("Dates of an activity changed"),
        "programme.deliverable.add": _("Deliverable added"),
        "programme.deliverable.change": _("Deliverable changed"),
        "programme.deliverable.remove": _("Deliverable taken out"),
        "programme.review.open": _("Review opened"),
        "programme.review.refresh": _("Edits taken into a review"),
        "programme.review.move_due_date": _("Due date of a review moved"),
        "programme.review.sign": _("Signed for a unit"),
        "programme.review.closed": _("Review closed by its last signature"),
        "programme.review.closed_on_record": _("Review closed on record"),
        "programme.review.withdrawn": _("Review withdrawn"),
        "programme.comment.add": _("Comment on a part"),
        "programme.comment.resolve": _("Comment resolved"),
        "programme.comment.reopen": _("Comment opened again"),
    }
)

add_fields(
    {
        "added": _("Added"),
        "done_on": _("Done"),
        "link": _("Where to see it"),
        "title_en": _("Title in English"),
        "activity": _("Activity"),
        "actual_from": _("Actual start"),
        "actual_until": _("Actual end"),
        "after_closing": _("After closing"),
        "column": _("Column of the matrix"),
        "due_on": _("Due"),
        "part": _("Part"),
        "parts": _("Parts"),
        "planned_from": _("Planned start"),
        "planned_until": _("Planned end"),
        "reply": _("A reply"),
        "resolved": _("Resolved"),
        "round": _("Round"),
        "today": _("Day"),
        "verdict": _("Verdict"),
    }
)
