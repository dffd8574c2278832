"""Calls, letters and nominees for tests, through the services."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from datetime import date
from typing import Any

from courses.forms.nominations import LETTER
from courses.models import Cohort, Nomination, NominationCall
from courses.services.nominations import Letter, nominate_from_unit, set_call
from lms.files.models import StoredFile
from lms.people import clock
from lms.people.models import User, WorkUnit
from tests.factories.files import make_file, paper

_count = itertools.count(1)


def make_call(
    *, actor: User, cohort: Cohort, quotas: dict[WorkUnit, int] | None = None, until: date | None = None, **fields: Any
) -> NominationCall:
    """A call that is open today, without limits unless said otherwise."""
    call = NominationCall.objects.filter(cohort=cohort).first()
    return set_call(
        actor=actor,
        cohort=cohort,
        until=until or clock.today(),
        note=fields.pop("note", ""),
        only_quota=fields.pop("only_quota", False),
        quotas={unit.pk: seats for unit, seats in (quotas or {}).items()},
        seen=fields.pop("seen", call.number if call else 0),
    )


def make_letter(owner: User) -> StoredFile:
    """A letter of assignment that has been checked."""
    return make_file(owner=owner, purpose=LETTER, name="surat-tugas.pdf", content=paper())


def make_nomination(
    *,
    actor: User,
    cohort: Cohort,
    unit: WorkUnit,
    users: Sequence[User] = (),
    newcomers: Sequence[dict[str, Any]] = (),
    **fields: Any,
) -> Nomination:
    """People of a unit, nominated with a letter."""
    letter = Letter(
        number=fields.pop("number", f"ST-{next(_count)}/2026"),
        day=date(2026, 7, 20),
        file=fields.pop("file", None),
        note=fields.pop("note", ""),
    )
    return nominate_from_unit(
        actor=actor,
        cohort=cohort,
        unit=unit,
        users=users,
        newcomers=newcomers,
        letter=letter,
        key=fields.pop("key", f"kunci-{next(_count)}"),
    )
