"""Several at once, in real threads with connections of their own, on whichever database the suite runs."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from datetime import datetime
from threading import Barrier

from django.db import connections
from django.utils.translation import override

from lms.people import clock
from lms.people.errors import Refusal

Act = Callable[[], object]


def at_once(
    *acts: Act, when: datetime | None = None, language: str = "", met: type[Exception] = Refusal
) -> list[object]:
    """Run acts in threads that start together; return what each returned, or what it met of the kind `met`.

    With `when` the clock stands at that instant in each of them, with `language` the words are in it.
    """
    gate = Barrier(len(acts))

    def run(act: Act) -> object:
        with ExitStack() as held:
            if when is not None:
                held.enter_context(clock.at(when))
            if language:
                held.enter_context(override(language))
            try:
                gate.wait(timeout=20)
                return act()
            except met as said:
                return said
            finally:
                connections.close_all()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def told(found: Iterable[object]) -> list[str]:
    """Return what each was told: the words of a refusal, nothing for what was done."""
    return [str(one) if isinstance(one, Refusal) else "" for one in found]
