"""What this part plugs into the floors below: quizzes, attempts at them, and what they show."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from assignments.queries.sittings import cards_of, my_allowances, my_attempts, my_quizzes
from assignments.registry import WORK
from courses.registry import CohortTab, add_cohort_tab
from lms.people.access import person
from lms.people.enums import PARTICIPANT
from lms.people.registry import NavItem, Panel, add_nav, add_panel, add_places


def next_quiz(request: HttpRequest) -> Panel | None:
    """The quiz that can be taken or gone on with now."""
    cards = [card for card in cards_of(person(request)) if card.to_do]
    if not cards:
        return None
    return Panel("assignments/panel_quiz.html", {"card": cards[0], "more": len(cards) - 1}, asks=True)


add_nav(NavItem("assignments:quiz_list", _("Quizzes"), frozenset({PARTICIPANT}), 40, "check"))
add_places("courses:cohort_list", "/quizzes/")
add_places("dashboard", "/quizzes/")
add_panel(PARTICIPANT, 8, next_quiz, reads=[my_quizzes, my_attempts, my_allowances])
add_cohort_tab(CohortTab("assignments:cohort_quizzes", _("Quizzes"), 40, group=WORK))
