"""The fixtures of these tests."""

from tests.evaluation.indicators.units import months_later, units

__all__ = ["months_later", "units"]
