"""The site on a fixed day (PADAN_DAY), at ten in the morning WIB: what it shows is the same whenever it is looked at."""

from __future__ import annotations

import os
from collections.abc import Iterable
from datetime import date
from typing import Any

from lms.people import clock
from lms.wsgi import application as site

MORNING = clock.at_midday(date.fromisoformat(os.environ["PADAN_DAY"]), minutes=-120)


def application(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    """Answer as the site does, with its clock set."""
    with clock.at(MORNING):
        return site(environ, start_response)
