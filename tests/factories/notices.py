"""Notices for tests."""

from __future__ import annotations

import itertools
from datetime import date
from typing import Any

from lms.notices import services
from lms.notices.models import Notice
from lms.people import clock
from lms.people.models import User

_count = itertools.count(1)


def tell_seat(to: User, **fields: Any) -> Notice | None:
    """Tell somebody of a seat (`tests.seat`)."""
    values = {"name": to.name, "cohort": "Angkatan 1", "begins": date(2026, 12, 1), "until": clock.now()}
    fields.setdefault("key", f"seat:{next(_count)}")
    return services.tell(kind="tests.seat", to=to, path="/dashboard/", values=values, **fields)


def tell_news(to: User, what: str = "rain", **fields: Any) -> Notice | None:
    """Tell somebody a piece of news (`tests.news`, optional)."""
    fields.setdefault("key", f"news:{next(_count)}")
    return services.tell(kind="tests.news", to=to, path="/dashboard/", values={"what": what}, **fields)
