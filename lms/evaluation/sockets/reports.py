"""What this part plugs into the floors below: the programme evaluation report, and the figures the lower rooms give."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from lms.evaluation.figures import add_figure
from lms.evaluation.files import REPORT_FILE
from lms.evaluation.kinds import reports as kinds
from lms.evaluation.models import ProgrammeReport
from lms.evaluation.queries.lower_figures import LOWER_FIGURES
from lms.evaluation.queries.reports.authors import sections_due, sections_of
from lms.evaluation.queries.reports.visible import may_read_file
from lms.evaluation.services.reports.finishing import review_was_closed, review_was_opened
from lms.files.registry import add_reader
from lms.notices.registry import Reminder, add_reminders
from lms.people import clock
from lms.people.access import person
from lms.people.enums import Role
from lms.people.registry import NavItem, Panel, add_nav, add_panel, add_places
from lms.programme.models import Review
from lms.programme.signals import review_closed, review_opened

# What stands under the one entry of this room; for whose navigation has none, under the home, from where it is reached.
PLACES = (
    "/surveys/",
    "/certificates/",
    "/portfolio/",
    "/competencies/",
    "/indicators/",
    "/candidates/",
    "/credentials/",
)
STAFF_PLACES = ("/reports/", "/questionnaires/", "/schemes/", "/packs/", "/reviewers/")
STAFF = frozenset({Role.ADMINISTRATOR, Role.COORDINATOR, Role.FACILITATOR, Role.REVIEWER})


def mine(request: HttpRequest) -> Panel | None:
    """The sections that are mine to write and have no text in one of the languages."""
    sections = sections_of(person(request))
    return Panel("evaluation/panel_sections.html", {"sections": sections}) if sections else None


def reminders(_now: datetime) -> Iterator[Reminder]:
    """Yield who is to write a section that is due soon or late."""
    soon = clock.today() + timedelta(days=settings.PADAN_REVIEW_REMINDER_DAYS)
    for section in sections_due(soon):
        key = f"{kinds.SECTION_DUE}:{section.pk}:{section.due_on}:{section.author_id}"
        if section.author is not None:
            path = section.get_absolute_url()
            yield Reminder(kinds.SECTION_DUE, section.author, path, kinds.values_of(section), key, section)


def _opened(sender: Any, *, review: Review, actor: Any, **_more: Any) -> None:
    if isinstance(review.subject, ProgrammeReport):
        review_was_opened(review=review, actor=actor)


def _closed(sender: Any, *, review: Review, actor: Any, **_more: Any) -> None:
    if isinstance(review.subject, ProgrammeReport):
        review_was_closed(review=review, actor=actor)


review_opened.connect(_opened, dispatch_uid="evaluation.report_opened")
review_closed.connect(_closed, dispatch_uid="evaluation.report_closed")

for _figure in LOWER_FIGURES:
    add_figure(_figure)

add_nav(NavItem("evaluation:evaluation_home", _("Evaluation"), STAFF, 44, "chart"))
add_places("evaluation:evaluation_home", *PLACES, *STAFF_PLACES)
add_places("dashboard", "/evaluation/", *PLACES)
for _role in (Role.COORDINATOR, Role.FACILITATOR, Role.REVIEWER):
    add_panel(_role, 18, mine)
add_reminders(reminders)
add_reader(REPORT_FILE, may_read_file)
