"""What must hold before an installation starts."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.db import connections
from django.db.utils import DatabaseError

from lms.people.enums import DEMO_DOMAIN


@register(Tags.database)
def no_demo_accounts(databases: Sequence[str] | None = None, **kwargs: Any) -> list[CheckMessage]:
    """Refuse an installation that is no demo and yet holds its accounts. Runs with `check --database default` and `migrate`."""
    from lms.people.models import User

    if settings.PADAN_DEMO or "default" not in (databases or ()):
        return []
    try:
        if User._meta.db_table not in connections["default"].introspection.table_names():
            return []
        count = User.objects.filter(email__endswith=DEMO_DOMAIN).count()
    except DatabaseError:  # a database that cannot be asked is found by others
        return []
    if not count:
        return []
    return [
        Error(
            f"{count} accounts of the demo (…{DEMO_DOMAIN}) are in this database, and this is no demo.",
            hint="Use another database, or remove these accounts. Until then none of them can sign in.",
            id="people.E001",
        )
    ]


def refuse_accounts_of_the_demo() -> None:
    """End the start of a process, in words, where the database of an installation that is no demo holds accounts of the demo.

    A database that does not answer ends nothing: it may be back in a moment, and /readyz says that it is away. No connection is left
    open, for what starts may fork.
    """
    found = no_demo_accounts(["default"])
    if not connections["default"].in_atomic_block:
        connections.close_all()
    if found:
        sys.exit("\n".join(f"{one.msg} {one.hint}" for one in found))
