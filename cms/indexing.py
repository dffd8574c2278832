"""The search index kept in step with what is saved; what is saved in one go is indexed in one go."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.db import models
from modelsearch.signal_handlers import post_save_signal_handler
from wagtail.search import index
from wagtail.search.backends import get_search_backends

Waiting = dict[type[Any], set[Any]]

_waiting: ContextVar[Waiting | None] = ContextVar("waiting_for_the_index", default=None)


@contextmanager
def indexed_together() -> Iterator[None]:
    """Index at the end, model by model, what is saved within; a page is saved some four times on its way. Needs a transaction."""
    waiting: Waiting = {}
    token = _waiting.set(waiting)
    try:
        yield
    finally:
        _waiting.reset(token)
    for model, keys in waiting.items():
        rows = list(model.get_indexed_objects().filter(pk__in=keys).order_by("pk"))
        for backend in get_search_backends(with_auto_update=True):
            backend.add_bulk(model, rows)


def index_saved(sender: Any, instance: models.Model, *, raw: bool = False, **kwargs: Any) -> None:
    """Index what was saved, at once or together with the rest."""
    if raw:
        return
    waiting = _waiting.get()
    if waiting is None:
        # It reads the row anew: an object in memory may hold a draft.
        post_save_signal_handler(instance, **kwargs)
    else:
        waiting.setdefault(type(instance), set()).add(instance.pk)


def forget_deleted(sender: Any, instance: models.Model, **kwargs: Any) -> None:
    """Take what was deleted out of the index."""
    index.remove_object(instance)
    for keys in (_waiting.get() or {}).values():
        keys.discard(instance.pk)
