"""Rows of a checked list become people with an enrolment. Only inside the transaction of a batch."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from courses.enums import RowState
from courses.models import Enrolment, ImportRow, Nominee, PeopleImport
from courses.queries.nominations import LISTED
from courses.services import telling
from courses.services.enrolments import accept_many, nominate_many, open_list
from courses.services.nominations import letter_with_list
from lms.people.models import User, WorkUnit
from lms.people.services import add_people

PERSON = ("email", "name", "title_before", "title_after", "nip", "phone", "position", "rank", "birth_place")


def arrive(*, source: PeopleImport, rows: Sequence[ImportRow]) -> None:
    """Add the people who are not here, put all on the list, and where so wished give seats in the order of the rows.

    Who is on the list meanwhile is left as is. Locks the cohort. Raises Refusal when its list is closed, or an address or NIP belongs
    to somebody else by now.
    """
    actor, cohort = source.uploaded_by, open_list(source.cohort)
    people = _people(actor, rows)
    taken = Enrolment.objects.filter(cohort=cohort, user__in=people.values(), state__in=LISTED)
    listed = set(taken.values_list("user", flat=True))
    new = [row for row in rows if people[row.pk].pk not in listed]
    enrolled = nominate_many(actor=actor, cohort=cohort, users=[people[row.pk] for row in new]) if new else []
    _put_on_letters(source, new, enrolled)
    if source.gives_seats and enrolled:
        accept_many(actor=actor, cohort=cohort, enrolments=enrolled)
        telling.decided(actor=actor, enrolments=enrolled)
    for row, enrolment in zip(new, enrolled, strict=True):
        row.state, row.enrolment = RowState.TAKEN, enrolment
    for row in rows:
        row.state = RowState.LISTED if row.enrolment is None else row.state
    ImportRow.objects.bulk_update(rows, ["state", "enrolment"])


def _people(actor: User, rows: Sequence[ImportRow]) -> dict[int, User]:
    """Return the person of each row, added when nobody has the address."""
    emails = [row.values["email"] for row in rows]
    here = {user.email: user for user in User.objects.filter(email__in=emails)}
    units = WorkUnit.objects.in_bulk({row.values["unit"] for row in rows})
    missing = [_fields(row.values, units) for row in rows if row.values["email"] not in here]
    here |= {user.email: user for user in add_people(actor=actor, rows=missing)} if missing else {}
    return {row.pk: here[row.values["email"]] for row in rows}


def _fields(values: dict[str, Any], units: dict[int, WorkUnit]) -> dict[str, Any]:
    born = values.get("birth_date")
    return {
        **{name: values.get(name) or "" for name in PERSON},
        "work_unit": units[values["unit"]],
        "birth_date": date.fromisoformat(born) if born else None,
    }


def _put_on_letters(source: PeopleImport, rows: Sequence[ImportRow], enrolled: Sequence[Enrolment]) -> None:
    letters: dict[tuple[int, str], Any] = {}
    nominees = []
    for row, enrolment in zip(rows, enrolled, strict=True):
        number, unit = row.values.get("letter_number"), enrolment.work_unit_id
        if not number or unit is None:
            continue
        if (unit, number) not in letters:
            day = row.values.get("letter_date")
            letters[unit, number] = letter_with_list(
                actor=source.uploaded_by,
                cohort=source.cohort,
                unit_id=unit,
                number=number,
                day=date.fromisoformat(day) if day else None,
            )
        nominees.append(Nominee(nomination=letters[unit, number], enrolment=enrolment))
    Nominee.objects.bulk_create(nominees, batch_size=500)
