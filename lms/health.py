"""`/healthz`: the process lives. `/readyz`: each part it needs, by name."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.core.cache import cache
from django.core.checks import Tags, run_checks
from django.core.files.storage import default_storage
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from lms.celery import HEARTBEAT, app
from lms.people import clock


def _database() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return "ok"


def _migrations() -> str:
    executor = MigrationExecutor(connection)
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return f"{len(waiting)} not applied: run migrate" if waiting else "ok"


def _checks() -> str:
    """What a check of the database's content finds: accounts of the demo, above all."""
    found = run_checks(tags=[Tags.database], databases=["default"])
    return ", ".join(str(message.id) for message in found if message.is_serious()) or "ok"


def _cache() -> str:
    cache.set("readyz", "1", 10)
    return "ok" if cache.get("readyz") == "1" else "does not keep what it is given"


def _storage() -> str:
    default_storage.exists("readyz")  # raises when the store does not answer
    return "ok"


def _broker() -> str:
    with app.connection_for_write() as broker:
        broker.ensure_connection(max_retries=1, timeout=2)
    return "ok"


def _worker() -> str:
    beat = cache.get(HEARTBEAT)
    if beat is None:
        return "not heard of yet"
    age = int((clock.now() - datetime.fromisoformat(beat)).total_seconds())
    return "ok" if age < 300 else f"last heard of {age} s ago"


NEEDED: dict[str, Callable[[], str]] = {
    "database": _database,
    "migrations": _migrations,
    "checks": _checks,
    "cache": _cache,
    "storage": _storage,
}
# Without these people's work goes on: what waits is sent when they are back, so they do not take a web worker out.
HELPFUL: dict[str, Callable[[], str]] = {"broker": _broker, "worker": _worker}


def _say(check: Callable[[], str]) -> str:
    try:
        return check()
    except Exception as error:  # noqa: BLE001 - whatever is wrong with a part is the answer
        return f"down ({type(error).__name__})"


@never_cache
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """Say that the process answers."""
    return HttpResponse("ok\n", content_type="text/plain")


@never_cache
@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    """Name each part and its state: 200 when all that is needed is there, else 503."""
    needed = {name: _say(check) for name, check in NEEDED.items()}
    helpful = {name: _say(check) for name, check in HELPFUL.items()}
    ready = all(state == "ok" for state in needed.values())
    return JsonResponse({"ready": ready, **needed, **helpful}, status=200 if ready else 503)
