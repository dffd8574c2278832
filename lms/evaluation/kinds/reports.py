"""What people are told: the programme evaluation report."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from lms.evaluation.models import ReportSection
from lms.evaluation.rules.reports import AUTHORS
from lms.notices.registry import NoticeKind, Variable, add_kind
from lms.notices.wording import in_each_language
from lms.ui.times import day_in_words

SECTION_YOURS = "evaluation.section_yours"
SECTION_DUE = "evaluation.section_due"
OBJECTION_ANSWERED = "evaluation.objection_answered"

_report = Variable("text", _("Evaluation report, cohort 1"), _("Report"))
_section = Variable("text", _("Effectiveness"), _("Section"))
HATS = frozenset(str(role) for role in AUTHORS)

add_kind(
    NoticeKind(
        code=SECTION_YOURS,
        label=_("A section of a report is yours to write"),
        group="review",
        hats=HATS,
        title=_("Yours to write: {section}"),
        body=_("A section of “{report}”. To be written by: {due}. What you type is saved as you type."),
        # In words: it may have no day.
        variables={
            "report": _report,
            "section": _section,
            "due": Variable("text", _("Friday, 25 September 2026"), _("By when")),
        },
    )
)
add_kind(
    NoticeKind(
        code=SECTION_DUE,
        label=_("A section of a report is due soon"),
        group="review",
        hats=HATS,
        title=_("Until {due}: {section}"),
        body=_("A section of “{report}” that is yours to write has no text in one of the languages yet."),
        variables={"report": _report, "section": _section, "due": Variable("date", date(2026, 9, 25), _("By when"))},
    )
)
add_kind(
    NoticeKind(
        code=OBJECTION_ANSWERED,
        label=_("An objection to a report was answered"),
        group="review",
        hats=HATS,
        title=_("An answer to your unit’s objection: {part}"),
        body=_("{report}: “{answer}” Read the part as it stands now and give your unit’s verdict."),
        variables={
            "report": _report,
            "part": Variable("text", _("Effectiveness"), _("Part")),
            "answer": Variable("text", _("The table now names both classes."), _("Answer")),
        },
    )
)


def values_of(section: ReportSection) -> dict[str, Any]:
    """Return what a reminder’s words may name; the section has a day."""
    return {"report": section.report.title, "section": section.title, "due": section.due_on}


def values_when_new(section: ReportSection) -> dict[str, Any]:
    """Return what the words about a new task may name: one without a day says so."""
    due = section.due_on
    words = in_each_language(lambda: day_in_words(due) if due else _("no day set"))
    return {**values_of(section), "due": words}
