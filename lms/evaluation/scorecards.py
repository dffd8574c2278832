"""A scorecard without the database: how a criterion reads, when it is met, and what the units sign of it.

What is signed is Indonesian whoever reads, or its digest would change with the reader.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from functools import cache
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import override

from lms.evaluation.enums import Direction, Finding
from lms.evaluation.figures import Criterion as Dac
from lms.evaluation.figures import Unit, figure_of, rounded, written
from lms.people.data_files import read_yaml
from lms.people.enums import Language, Role
from lms.people.roles import hats_of
from lms.programme.reviewable import Part, digest_of

if TYPE_CHECKING:
    from lms.evaluation.models import ReplicationCriterion
    from lms.people.models import User
    from lms.programme.models import Review

RUNNERS = (Role.ADMINISTRATOR, Role.COORDINATOR)
SIGNED_IN = "id"
# Under which activity of the matrix the criteria are agreed and the report is reviewed.
ACTIVITY = 10


def value_words(
    value: Decimal | None, unit: str, direction: str = Direction.AT_LEAST, threshold: Decimal | None = None
) -> str:
    """Return a value as every screen writes it, but never rounded across a threshold it has not reached. A dash for none."""
    if value is None:
        return "–"
    shown = rounded(value, Unit(unit))
    if threshold is not None and reaches(shown, direction, threshold) != reaches(value, direction, threshold):
        cut = ROUND_FLOOR if direction == Direction.AT_LEAST else ROUND_CEILING
        shown = value.quantize(Decimal(1).scaleb(-Unit(unit).places), cut)
    return written(shown, Unit(unit), Unit(unit).places)


def threshold_words(criterion: ReplicationCriterion) -> str:
    """Return when a criterion is met: `at least 80%`, or what must be seen."""
    if criterion.threshold is None:
        return criterion.local_wanted
    # As it was set: 80%, not 80.0%.
    places = max(0, -int(criterion.threshold.normalize().as_tuple().exponent))
    value = written(criterion.threshold, Unit(criterion.unit), places)
    words = _("at least %(value)s") if criterion.direction == Direction.AT_LEAST else _("at most %(value)s")
    met = words % {"value": value}
    return f"{met}; {criterion.local_wanted}" if criterion.local_wanted else met


def reaches(value: Decimal, direction: str, threshold: Decimal) -> bool:
    """Whether a value is on the right side of its threshold; reached exactly is reached. Compared unrounded."""
    return value >= threshold if direction == Direction.AT_LEAST else value <= threshold


def deciding(values: Iterable[Decimal | None], direction: str) -> Decimal | None:
    """Return the value that decides: the one of the cohort that is worst off. None where one cohort has none."""
    listed = list(values)
    if not listed or any(one is None for one in listed):
        return None
    known = [one for one in listed if one is not None]
    return min(known) if direction == Direction.AT_LEAST else max(known)


def finding_for(value: Decimal | None, direction: str, threshold: Decimal) -> Finding:
    """Return what a value says of a criterion with a threshold."""
    if value is None:
        return Finding.UNCLEAR
    return Finding.MET if reaches(value, direction, threshold) else Finding.NOT_MET


def usual_rows() -> list[dict[str, Any]]:
    """Return the criteria that a new scorecard begins with, as the file that comes with the code has them."""
    rows: list[dict[str, Any]] = read_yaml(settings.BASE_DIR / "lms/evaluation/data/replication_criteria.yaml")[
        "criteria"
    ]
    return rows


@cache
def _usual_bases() -> frozenset[str]:
    return frozenset(row["basis"] for row in usual_rows())


def basis_language(basis: str, drafter: Any) -> str:
    """Return in which language it is written where a threshold comes from: of the usual criteria Indonesian, else that of who drafts them."""
    return Language.ID if basis in _usual_bases() else str(drafter.language)


class CriteriaUnderReview:
    """Gives `Scorecard` what `Reviewable` asks: each criterion with its threshold is a part."""

    criteria: Any
    report: Any
    report_id: int

    def digest_parts(self, activity_no: int) -> list[Part]:
        """Return a part for each criterion, in order."""
        with override(SIGNED_IN):
            return [part_of(place, one) for place, one in enumerate(self.criteria.all(), 1)]

    def review_title(self, activity_no: int) -> str:
        return f"Kriteria dan ambang replikasi: {self.report.title}"

    def continues(self) -> list[Any]:
        return []

    def get_absolute_url(self) -> str:
        return reverse("evaluation:replication_detail", args=[self.report.public_id])

    def may_edit(self, user: User) -> bool:
        return hats_of(user).has(*RUNNERS)

    def review_closed(self, review: Review, actor: User) -> None:
        """Freezing the criteria is a write of its own: this room hears of the closing by `lms.programme.signals.review_closed`."""


def criterion_data(one: ReplicationCriterion) -> dict[str, Any]:
    """Return what is signed of a criterion: what it says, not where it stands."""
    return {
        "title": one.title,
        "title_en": one.title_en,
        "dac": one.dac,
        "figure": one.figure,
        "unit": one.unit,
        "direction": one.direction,
        "threshold": None if one.threshold is None else f"{one.threshold:.2f}",
        "wanted": one.wanted,
        "wanted_en": one.wanted_en,
        "essential": one.essential,
        "basis": one.basis,
    }


def part_of(place: int, one: ReplicationCriterion) -> Part:
    """Return one criterion as a part of the review."""
    lines = criterion_lines(one)
    title = f"{place}. {one.title}"
    text = "\n".join([one.title, one.title_en, *lines])
    # What is signed is Indonesian, whatever the language of the page it is read on.
    html = format_html('<div lang="id">{}</div>', paragraphs(lines))
    return Part(f"criterion-{one.public_id}", title, digest_of(criterion_data(one)), text, html)


def criterion_lines(one: ReplicationCriterion) -> list[str]:
    """Return what a criterion says, one line each, in the language in force."""
    figure = figure_of(one.figure) if one.figure else None
    evidence = (
        _("Evidence: the figure “%(figure)s”, in every cohort of the report.")
        % {"figure": figure.title if figure else one.figure}
        if one.figure
        else _("Evidence: entered by hand, with its source.")
    )
    if figure and figure.scaled:
        evidence += " " + _(
            "The threshold counts on the scale of the survey, which the evidence names; of cohorts that were asked on different scales it cannot be told."
        )
    weight = _("Essential: without it the course is not replicated as it is.") if one.essential else _("Supporting.")
    lines = [_("Met: %(when)s.") % {"when": threshold_words(one)}, evidence, weight]
    lines.append(_("Asked under: %(criterion)s.") % {"criterion": Dac(one.dac).label})
    return [*lines, _("Threshold from: %(basis)s") % {"basis": one.basis}] if one.basis else lines


def paragraphs(lines: Iterable[str]) -> SafeString:
    """Return lines as a list, escaped."""
    return format_html("<ul>{}</ul>", format_html_join("", "<li>{}</li>", ((line,) for line in lines)))
