"""The monthly paper of one unit, in Indonesian: what waits for it, what it decided in the month, the programme against its plan."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.utils.dates import MONTHS
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from lms.people import clock
from lms.people.enums import Column

if TYPE_CHECKING:
    from lms.evaluation.models import MonthlyPaper
    from lms.evaluation.queries.reviewers import CohortRow, Decided, Step, UnitPage, Waiting

LANGUAGE = "id"


def content_of(page: UnitPage, *, month: date, at: datetime) -> dict[str, Any]:
    """Return everything the paper says, as it stands now, in the language in force. Figures and states, no participant's name."""
    return {
        "title": _("The month for your unit"),
        "number": f"{page.label} · {MONTHS[month.month]} {month.year}",
        "foot": _("As of %(when)s") % {"when": f"{date_format(at.astimezone(clock.WIB), 'j F Y, H.i')} WIB"},
        "parts": [
            _part(_("What waits for your unit"), _waiting_head(), [_waiting(one) for one in page.waiting], [4, 1, 1.4, 1.4]),
            _part(_("What your unit decided in the month"), _decided_head(), [_decided(one) for one in page.decided], [4, 1, 1.4, 1.4, 1.4]),
            _part(_("The programme against its plan"), _step_head(), [_step(one) for one in page.steps], [0.5, 3, 1.5, 1.2, 1.3]),
            _part(_("Your unit in the activities"), _cell_head(), [_cell(one) for one in page.own], [0.5, 2, 3, 3]),
            _part(_("Cohorts"), _cohort_head(), [_cohort(one) for one in page.cohorts], [3, 1.5, 1, 1, 1.2]),
            _part(
                _("Evaluation reports"),
                [_("Report"), _("State"), _("Recommendation")],
                [[one.report.title, one.report.get_state_display(), one.recommends or "–"] for one in page.reports],
                [4, 1.5, 2],
            ),
        ],
    }  # fmt: skip


def _part(title: str, head: list[str], rows: list[list[str]], widths: list[float]) -> dict[str, Any]:
    return {"title": title, "head": head, "rows": rows, "widths": widths, "empty": _("Nothing.")}


def _waiting_head() -> list[str]:
    return [_("Review"), _("Activity"), _("Due"), _("Parts to sign")]


def _waiting(one: Waiting) -> list[str]:
    return [
        one.review.title,
        str(one.review.activity.no),
        _day(one.review.due_on),
        f"{one.mine.awaited}/{one.mine.parts}",
    ]


def _decided_head() -> list[str]:
    return [_("Review"), _("Activity"), _("Approved"), _("Objected"), _("Last word")]


def _decided(one: Decided) -> list[str]:
    approved = str(one.approved + one.noted)
    return [one.review.title, str(one.review.activity.no), approved, str(one.objected), _day(one.last_at.astimezone(clock.WIB).date())]  # fmt: skip


def _step_head() -> list[str]:
    return [_("No."), _("Activity"), _("Planned"), _("State"), _("Against plan")]


def _step(one: Step) -> list[str]:
    row = one.row
    return [str(row.activity.no), row.activity.local_title, row.planned or "–", str(row.state.label), one.pace]


def _cell_head() -> list[str]:
    return [_("No."), _("Activity"), _("Done"), _("Still missing")]


def _cell(one: Step) -> list[str]:
    cell = one.cell
    told = (
        "; ".join(note.told for note in notes) or "–" for notes in ((cell.done, cell.missing) if cell else ((), ()))
    )
    return [str(one.row.activity.no), one.row.activity.local_title, *told]


def _cohort_head() -> list[str]:
    return [_("Cohort"), _("Stage now"), _("Seated"), _("Completed"), _("JP online on average")]


def _cohort(one: CohortRow) -> list[str]:
    stage = one.now.stage.get_kind_display() if one.now.stage else one.cohort.get_state_display()
    jp = "–" if one.jp is None else f"{one.jp:.1f}".replace(".", ",")
    return [one.cohort.name, stage, str(one.seated), str(one.completed), jp]


def _day(day: date) -> str:
    return date_format(day, "j M Y")


def monthly_pdf(paper: MonthlyPaper) -> bytes:
    """Return the paper from what was frozen. The same row gives the same bytes."""
    from lms.files.pdf import typeset  # starts a process of its own

    with override(LANGUAGE):
        return typeset("evaluation/monthly.typ", paper.content, at=paper.created_at)


def title_of(paper: MonthlyPaper) -> str:
    """Return what a paper is called in a list."""
    return f"{MONTHS[paper.month.month]} {paper.month.year} · {Column(paper.column).label}"
