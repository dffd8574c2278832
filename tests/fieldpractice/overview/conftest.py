"""The fixtures of a cohort in its field practice."""

from tests.fieldpractice.practice import in_the_practice, practice

__all__ = ["in_the_practice", "practice"]
