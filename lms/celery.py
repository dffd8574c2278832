"""The worker. The rows in the database decide what is to be done; the broker only rings the bell."""

import os
from typing import Any

from celery import Celery
from celery.signals import beat_init, worker_init
from kombu.transport import TRANSPORT_ALIASES

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lms.settings.local")

HEARTBEAT = "worker-heartbeat"

TRANSPORT_ALIASES["folders"] = "lms.folders:Transport"

app = Celery("lms")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@worker_init.connect
@beat_init.connect
def look_at_the_accounts(**_told: Any) -> None:
    """Start neither worker nor beat where the web process does not start."""
    from lms.people.checks import refuse_accounts_of_the_demo

    refuse_accounts_of_the_demo()


@app.task(name="lms.heartbeat")
def heartbeat(*_args: Any) -> None:
    """Leave a sign of life for /readyz."""
    from django.core.cache import cache

    from lms.people import clock

    cache.set(HEARTBEAT, clock.now().isoformat(), 3600)
