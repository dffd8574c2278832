"""Results of surveys: figures of a run, comparisons, themes of open answers. Everything here is fit to be shown."""

from lms.evaluation.queries.results.comparing import Cohorts, Comparison, cohorts_of, comparison_of
from lms.evaluation.queries.results.lines import Line, lines_of
from lms.evaluation.queries.results.reading import (
    LineResult,
    Results,
    SectionResult,
    earlier_of,
    is_broken_down,
    withheld,
)
from lms.evaluation.queries.results.shown import results_of, results_of_many
from lms.evaluation.queries.results.visible import for_page, results_visible_to

__all__ = [
    "Cohorts",
    "Comparison",
    "Line",
    "LineResult",
    "Results",
    "SectionResult",
    "cohorts_of",
    "comparison_of",
    "earlier_of",
    "for_page",
    "is_broken_down",
    "lines_of",
    "results_of",
    "results_of_many",
    "results_visible_to",
    "withheld",
]
