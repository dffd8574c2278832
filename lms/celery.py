"""The worker. The rows in the database decide what is to be done; the broker only rings the bell."""

import os
from typing import Any

from celery import Celery
from kombu.transport import TRANSPORT_ALIASES

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lms.settings.local")

HEARTBEAT = "worker-heartbeat"

TRANSPORT_ALIASES["folders"] = "lms.folders:Transport"

app = Celery("lms")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@app.task(name="lms.heartbeat")
def heartbeat(*_args: Any) -> None:
    """Leave a sign of life for /readyz."""
    from django.core.cache import cache

    from lms.people import clock

    cache.set(HEARTBEAT, clock.now().isoformat(), 3600)
