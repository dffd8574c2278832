"""What the screens, the spreadsheet and the report read about replication."""

from lms.evaluation.queries.replication.costs import Cost, cost_of, costs_of
from lms.evaluation.queries.replication.parts import replication_parts
from lms.evaluation.queries.replication.readiness import (
    ELEMENTS,
    UnitReadiness,
    asked_of,
    readiness_at,
    readiness_of,
    readiness_rows,
    units_to_name,
)
from lms.evaluation.queries.replication.scorecard import (
    ScoreLine,
    decisions_of,
    dissents_of,
    lines_of,
    review_of,
    tally_of,
)
from lms.evaluation.queries.replication.unheard import unheard_criteria
from lms.evaluation.queries.replication.visible import candidates_visible_to

__all__ = [
    "ELEMENTS",
    "Cost",
    "ScoreLine",
    "UnitReadiness",
    "asked_of",
    "candidates_visible_to",
    "cost_of",
    "costs_of",
    "decisions_of",
    "dissents_of",
    "lines_of",
    "readiness_at",
    "readiness_of",
    "readiness_rows",
    "replication_parts",
    "review_of",
    "tally_of",
    "unheard_criteria",
    "units_to_name",
]
