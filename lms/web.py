"""The web server: `python -m lms.web --host 0.0.0.0 --port 8000 --workers 2 --blocking-threads 1`, with any other option of granian's.

The site is loaded once, before the workers are forked, so that they share the memory of what was loaded, and start together in the time
of one. Nothing with a thread or a connection may be open at the fork: the one question to the database before it closes its connection again.
"""

from __future__ import annotations

import gc
import os
import sys

APPLICATION = "lms.wsgi:application"


def load() -> None:
    """Load the site with all its addresses and words, and set aside what is loaded, so that counting it does not copy it."""
    gc.disable()
    from django.conf import settings
    from django.urls import get_resolver
    from django.utils import translation

    import lms.wsgi  # noqa: F401

    get_resolver()._populate()
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            translation.gettext("")
    gc.freeze()
    gc.enable()


def main() -> None:
    """Serve with granian, which finds the site loaded."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lms.settings.local")
    load()
    from lms.people.checks import refuse_accounts_of_the_demo

    refuse_accounts_of_the_demo()
    from granian.cli import entrypoint

    given = sys.argv[1:]
    # The bench serves the site with a page of its own beside it.
    application = given.pop() if given and given[-1].endswith(":application") else APPLICATION
    sys.argv[1:] = ["--interface", "wsgi", *given, application]
    entrypoint()  # type: ignore[no-untyped-call]


if __name__ == "__main__":
    main()
