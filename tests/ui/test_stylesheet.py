"""The stylesheet of every page keeps its budget (docs/decisions/0202)."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_the_stylesheet_keeps_its_budget() -> None:
    """Who adds a rule shortens another."""
    assert (ROOT / "lms/ui/static/ui/padan.css").stat().st_size <= 20 * 1024
