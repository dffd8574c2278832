"""Scripts that a browser keeps running behind its pages, to serve them when there is no line."""

from __future__ import annotations

from pathlib import Path

from django.http import HttpResponse

SHARED = Path(__file__).parent / "static/ui/worker.js"


def worker_answer(own: Path) -> HttpResponse:
    """Answer with a service worker: what every one does, then what is its own. Asked for anew each time.

    As one script: one that was fetched on its own could be older than the worker that asks for it.
    """
    script = SHARED.read_text(encoding="utf-8") + own.read_text(encoding="utf-8")
    answer = HttpResponse(script, content_type="text/javascript; charset=utf-8")
    answer["Cache-Control"] = "no-cache"
    return answer
