"""What this part plugs in: figures of readiness and cost, parts of a report, cells of the matrix, a piece of a contact's home."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from courses.models import Cohort
from lms.evaluation.enums import Element, Readiness
from lms.evaluation.figures import Criterion, Figure, Reading, Rows, Unit, add_figure
from lms.evaluation.models import ProgrammeReport, Scorecard
from lms.evaluation.queries import matrix
from lms.evaluation.queries.replication import asked_of, cost_of, readiness_at, replication_parts
from lms.evaluation.registry import ReportLink, add_report_link, add_report_part
from lms.evaluation.services.replication import freeze
from lms.people.enums import Role
from lms.people.models import User
from lms.people.registry import Panel, add_panel
from lms.people.roles import hats_of
from lms.programme.models import Review
from lms.programme.registry import add_cell_source
from lms.programme.signals import review_closed


def _newest_report(cohort: Cohort) -> ProgrammeReport | None:
    return ProgrammeReport.objects.filter(cohorts=cohort).order_by("-created_at", "-pk").first()


def _page(cohort: Cohort) -> str:
    report = _newest_report(cohort)
    return reverse("evaluation:replication_detail", args=[report.public_id]) if report else ""


def cost_per_graduate(cohort: Cohort) -> Reading:
    """Everything entered for a cohort, by who completed it."""
    cost = cost_of(cohort)
    if not cost.lines:
        return Reading(None, why=_("No cost of this cohort was entered."))
    if not cost.graduates:
        return Reading(None, why=_("Nobody has completed this cohort yet."))
    return Reading(cost.each, n=cost.graduates)


def cost_rows(cohort: Cohort) -> Rows:
    """The lines of cost, and who shares them."""
    cost = cost_of(cohort)
    lines = [[one.get_kind_display(), one.title, one.amount, one.source] for one in cost.lines]
    lines.append([gettext("Graduates"), "", Decimal(cost.graduates), gettext("Completed enrolments")])
    return Rows([_("Kind"), _("For what"), _("Amount in rupiah"), _("Source")], lines)


def units_ready(cohort: Cohort) -> Reading:
    """Candidate units in which all four elements are ready, of those on the lists of the reports on the cohort."""
    units = readiness_at(cohort)
    if not units:
        return Reading(None, why=_("No candidate unit is named yet."))
    ready = sum(one.state == Readiness.READY for one in units)
    return Reading(Decimal(ready), n=len(units), of=len(units))


def units_ready_percent(cohort: Cohort) -> Reading:
    """The same as a share of the candidates."""
    reading = units_ready(cohort)
    if reading.value is None or not reading.of:
        return reading
    return Reading(reading.value * 100 / reading.of, n=reading.n, of=reading.of)


def readiness_lines(cohort: Cohort) -> Rows:
    """Each candidate by element."""
    units = readiness_at(cohort)
    lines = [
        [
            str(one.candidate.work_unit),
            *(str(Readiness(entry.state).label) if entry else "" for _e, entry in one.cells),
            one.label,
        ]
        for one in units
    ]
    return Rows([_("Work unit"), *(element.label for element in Element), _("Altogether")], lines)


add_figure(
    Figure(
        key="replication.cost_per_graduate",
        title=_("Cost per graduate"),
        unit=Unit.RUPIAH,
        criterion=Criterion.EFFICIENCY,
        read=cost_per_graduate,
        rows=cost_rows,
        source=_(
            "Costs entered for the cohort, less what was struck out, divided by the number of completed enrolments."
        ),
        activity_no=10,
        href=_page,
    )
)
for _key, _title, _unit, _read in (
    ("replication.units_ready", _("Candidate units that are ready"), Unit.COUNT, units_ready),
    (
        "replication.units_ready_percent",
        _("Share of candidate units that are ready"),
        Unit.PERCENT,
        units_ready_percent,
    ),
):
    add_figure(
        Figure(
            key=_key,
            title=_title,
            unit=_unit,
            criterion=Criterion.SUSTAINABILITY,
            read=_read,
            rows=readiness_lines,
            source=_(
                "Units on the lists of candidates of the cohort’s reports, each counted once, in which kiosk, people, equipment and connection are all ready, as last entered."
            ),
            activity_no=10,
            href=_page,
        )
    )

add_report_part(replication_parts)
add_report_link(
    ReportLink(
        _("Replication"),
        lambda report: reverse("evaluation:replication_detail", args=[report.public_id]),
        10,
        "evaluation.see_replication",
    )
)
add_cell_source(matrix.cells, matrix.ACTIVITIES)


def readiness_asked(request: HttpRequest) -> Panel | None:
    """Of which of my units it is still to be said how ready they are."""
    units = hats_of(request.user).unit_ids.get(Role.UNIT_CONTACT, frozenset())
    rows = asked_of(units) if units else []
    return Panel("evaluation/panel_readiness.html", {"rows": rows}, asks=True) if rows else None


add_panel(Role.UNIT_CONTACT, 12, readiness_asked)


def _freeze_criteria(sender: Any, review: Review, actor: User, **_more: Any) -> None:
    """The units have signed the criteria of a scorecard: they are agreed."""
    if isinstance(review.subject, Scorecard):
        freeze(scorecard=review.subject, review=review, actor=actor)


review_closed.connect(_freeze_criteria, dispatch_uid="evaluation.freeze_criteria")
