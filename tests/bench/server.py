"""The web process that is measured: the site as in production, and the floor beside it in the same process.

`python -m lms.web tests.bench.server:application`. `/bench/floor/…` goes through a new Django project's middleware,
everything else through the site's.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.bench.settings")

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.test.utils import override_settings

from lms.wsgi import application as site

with override_settings(MIDDLEWARE=settings.FLOOR_MIDDLEWARE):
    _floor = WSGIHandler()


def application(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    """Answer with the floor or the site."""
    handler = _floor if environ["PATH_INFO"].startswith("/bench/floor/") else site
    return handler(environ, start_response)  # type: ignore[no-any-return]
