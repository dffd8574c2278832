"""Results of surveys: a run, its comparisons, its spreadsheets, and open answers by theme."""

from lms.evaluation.views.results.figures import (
    survey_cohorts,
    survey_compare,
    survey_results,
    survey_results_csv,
    survey_results_xlsx,
)
from lms.evaluation.views.results.themes import (
    coding_edit,
    coding_finish,
    coding_free,
    coding_settle,
    theme_add,
    theme_edit,
    theme_list,
)

__all__ = [
    "coding_edit",
    "coding_finish",
    "coding_free",
    "coding_settle",
    "survey_cohorts",
    "survey_compare",
    "survey_results",
    "survey_results_csv",
    "survey_results_xlsx",
    "theme_add",
    "theme_edit",
    "theme_list",
]
