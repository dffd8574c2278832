"""What this room plugs into the ground floor: the participant's hat, navigation, pieces of the homes."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from courses import class_notices, panels
from courses.forms.nominations import LETTER
from courses.queries import matrix
from courses.queries.announcements import unread
from courses.queries.learning import my_enrolments
from courses.queries.letters import APPOINTMENT, EXCUSE, may_read_appointment, may_read_excuse
from courses.queries.meetings import coming_class, coming_trainers
from courses.queries.nominations import may_read_letter
from courses.queries.offers import lesson_offers
from courses.registry import PEOPLE, CohortTab, add_cohort_tab, add_offers
from lms.files.registry import add_reader
from lms.people.enums import PARTICIPANT, Role
from lms.people.registry import NavItem, add_hats, add_nav, add_panel, add_places
from lms.programme.registry import add_cell_source


def participant_hat(user: Any) -> set[str]:
    """Somebody with an enrolment is a participant. One query, shared with the screens of the same request."""
    return {PARTICIPANT} if my_enrolments(user) else set()


# Importing them declares what people are told, and fills their calendars.
__all__ = ["class_notices"]

STAFF = frozenset({Role.ADMINISTRATOR, Role.COORDINATOR, Role.FACILITATOR, Role.REVIEWER})

add_hats(participant_hat)
add_nav(NavItem("courses:learn_list", _("Learn"), frozenset({PARTICIPANT}), 20, "learn"))
add_nav(NavItem("courses:cohort_list", _("Cohorts"), STAFF | {Role.SUPERVISOR, Role.UNIT_CONTACT}, 30, "cohort"))
# Where these pages stand: with the course for who learns, with the cohorts for everybody else.
add_places("courses:learn_list", "/classes/", "/cohorts/", "/enrolments/", "/a/")
add_places("courses:cohort_list", "/classes/", "/enrolments/", "/imports/", "/learn/", "/nominations/", "/a/", "/b/")
add_places("dashboard", "/announcements/", "/learn/")

add_nav(
    NavItem("courses:nomination_list", _("Nominations"), frozenset({Role.SUPERVISOR, Role.UNIT_CONTACT}), 35, "people")
)

add_panel(PARTICIPANT, 10, panels.participant)
add_panel(PARTICIPANT, 12, panels.announcements, reads=[unread])
add_panel(Role.FACILITATOR, 20, panels.facilitator)
add_panel(Role.COORDINATOR, 20, panels.coordinator)
add_panel(Role.ADMINISTRATOR, 40, panels.coordinator)
add_panel(Role.REVIEWER, 40, panels.reviewer)
add_panel(Role.SUPERVISOR, 20, panels.unit)
add_panel(Role.UNIT_CONTACT, 20, panels.unit)
add_panel(Role.UNIT_CONTACT, 15, panels.nominations)

add_cohort_tab(CohortTab("courses:cohort_detail", _("Overview"), 10))
add_cohort_tab(CohortTab("courses:cohort_people", _("People"), 20, group=PEOPLE))
add_cohort_tab(CohortTab("courses:cohort_nominations", _("Nominations"), 22, "courses.manage_people", PEOPLE))
add_cohort_tab(CohortTab("courses:class_list", _("Class meetings"), 24))
add_cohort_tab(CohortTab("courses:risk_list", _("At risk"), 70, group=PEOPLE))
add_cohort_tab(CohortTab("courses:cohort_announcements", _("Announcements"), 90, group=PEOPLE))

add_panel(PARTICIPANT, 15, panels.next_class, reads=[coming_class, coming_trainers])
add_panel(Role.FACILITATOR, 5, panels.todays_classes)
# Whoever may run a class; trainers by name hold the facilitator's role.
for role in (Role.FACILITATOR, Role.COORDINATOR, Role.ADMINISTRATOR):
    add_panel(role, 4, panels.waiting_taps)

add_reader(LETTER, may_read_letter)
add_reader(APPOINTMENT, may_read_appointment)
add_reader(EXCUSE, may_read_excuse)
add_offers(lesson_offers)
add_cell_source(matrix.cells, matrix.ACTIVITIES)
