"""Measures the journeys. `python -m tests.bench` (docs/performance.md)."""
