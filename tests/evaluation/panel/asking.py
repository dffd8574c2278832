"""Short words for asking the pages of the evaluation."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from tests.courses.asking import as_user, queries, status
from tests.evaluation.sitting import Sitting

__all__ = ["address", "as_user", "queries", "status", "url"]


def address(name: str, *args: Any) -> str:
    return reverse(f"evaluation:{name}", args=args)


def url(sitting: Sitting, name: str, *args: Any) -> str:
    """A page of the cohort."""
    return address(name, sitting.cohort.public_id, *args)
