"""The fixtures of a cohort with its panel."""

from tests.evaluation.sitting import bare, in_the_cohort, sitting

__all__ = ["bare", "in_the_cohort", "sitting"]
