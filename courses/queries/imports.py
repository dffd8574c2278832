"""Lists of people between upload and end: what the database says about a row, and what the screen shows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from courses.enums import ImportState, RowState
from courses.interchange.judging import Judged, Units
from courses.models import Cohort, Enrolment, ImportRow, PeopleImport
from courses.queries.nominations import LISTED, UnitLine, unit_lines
from lms.people.masking import mask_email
from lms.people.models import User, WorkUnit

BATCH = 500


def known_units() -> Units:
    """Return the units in use, to be found by code or name."""
    rows = WorkUnit.objects.filter(is_active=True).order_by("name").values_list("pk", "code", "name")
    return Units({pk: (code, name) for pk, code, name in rows})


def units_for_template() -> list[tuple[str, str]]:
    """Return code and name of the units in use, by name."""
    return list(WorkUnit.objects.filter(is_active=True).order_by("name").values_list("code", "name"))


@dataclass(frozen=True)
class Here:
    """Who of a batch is here already, who of them is on the cohort's list, and who was on it and left."""

    by_email: dict[str, User]
    by_nip: dict[str, User]
    listed: frozenset[int]
    left: frozenset[int]


def who_is_here(cohort: Cohort, rows: Sequence[Judged]) -> Here:
    """Return the people whom rows name by address or NIP: two queries for each 500 rows."""
    emails = [row.values["email"] for row in rows if row.values["email"]]
    nips = [row.values["nip"] for row in rows if row.values["nip"]]
    people = list(User.objects.filter(Q(email__in=emails) | Q(nip__in=nips)).select_related("work_unit"))
    states = list(Enrolment.objects.filter(cohort=cohort, user__in=people).values_list("user", "state"))
    listed = frozenset(user for user, state in states if state in LISTED)
    left = frozenset(user for user, _state in states) - listed
    return Here({one.email: one for one in people}, {one.nip: one for one in people if one.nip}, listed, left)


def compare(row: Judged, here: Here) -> str:
    """Judge a row against who is here, add what is wrong, and return the state it gets."""
    user, holder = here.by_email.get(row.values["email"]), here.by_nip.get(row.values["nip"])
    if holder is not None and holder != user:
        words = _("This NIP belongs to %(name)s with the address %(email)s. Use that address, or correct the NIP.")
        row.fault("nip", words % {"name": holder, "email": mask_email(holder.email)})
    if user is not None:
        _compare_with(row, user)
        if user.pk in here.left:
            # The same list again must not put back whom somebody took off it.
            row.fault(
                "email",
                _("%(name)s was on this list and was declined or withdrew. Add the person by hand if that has changed.")
                % {"name": user},
            )
    if row.faults:
        return RowState.FAULTY
    if user is None:
        return RowState.NEW
    return RowState.LISTED if user.pk in here.listed else RowState.KNOWN


def _compare_with(row: Judged, user: User) -> None:
    """Data of somebody who is here are kept as they are; where the file differs, this is said."""
    if user.nip and row.values["nip"] and user.nip != row.values["nip"]:
        row.fault(
            "nip",
            _("%(name)s with this address has another NIP here. Correct the address or the NIP.") % {"name": user},
        )
    if not user.is_active:
        row.fault("email", _("The account of %(name)s is closed. An administrator can open it again.") % {"name": user})
    if user.name.casefold() != row.values["name"].casefold():
        row.warn(
            "name", _("The person with this address is called %(name)s here. The name here stays.") % {"name": user}
        )
    if row.values["unit"] and user.work_unit_id != row.values["unit"]:
        words = _(
            "This person works at %(unit)s by what is here, and is listed there. Move the person if that has changed."
        )
        row.warn("unit", words % {"unit": user.work_unit or "–"})


@dataclass(frozen=True)
class Sums:
    """How many rows are in which state."""

    new: int
    known: int
    listed: int
    faulty: int
    taken: int
    warned: int

    @property
    def valid(self) -> int:
        """How many can be brought in."""
        return self.new + self.known


def sums_of(source: PeopleImport) -> Sums:
    """Count the rows of an import: one query."""
    states = {state: Count("id", filter=Q(state=state)) for state in RowState.values}
    return Sums(**source.rows.aggregate(**states, warned=Count("id", filter=~Q(warnings=[]))))


def above_quota(source: PeopleImport) -> list[UnitLine]:
    """Return the units that would be above their quota once the valid rows are in, by name: a quota binds the units, not who organises.

    One query where the cohort has no quotas, else five.
    """
    lines = [line for line in unit_lines(source.cohort) if line.quota is not None]
    if not lines:
        return []
    coming = Counter(_units_of_rows(source))
    fuller = [replace(line, nominated=line.nominated + coming[line.name]) for line in lines]
    return [line for line in fuller if line.is_over and coming[line.name]]


def _units_of_rows(source: PeopleImport) -> Iterator[str]:
    """Yield the unit of each row that can come in; who has an account counts for the own one."""
    rows = list(source.rows.filter(state__in=[RowState.NEW, RowState.KNOWN]).values_list("state", "values"))
    names = dict(WorkUnit.objects.values_list("pk", "name"))
    known = [values["email"] for state, values in rows if state == RowState.KNOWN]
    own = dict(User.objects.filter(email__in=known).values_list("email", "work_unit__name"))
    for state, values in rows:
        yield (own.get(values["email"]) if state == RowState.KNOWN else names.get(values["unit"])) or ""


def imports_of(cohort: Cohort) -> QuerySet[PeopleImport]:
    """Return the files of a cohort, newest first, those given up left out, with how many came in."""
    rows = cohort.imports.exclude(state=ImportState.DROPPED).select_related("uploaded_by")
    return rows.annotate(
        taken=Count("rows", filter=Q(rows__state=RowState.TAKEN)),
        faulty=Count("rows", filter=Q(rows__state=RowState.FAULTY)),
    ).order_by("-created_at", "-id")


def rows_to_correct(source: PeopleImport) -> QuerySet[ImportRow]:
    """Return the faulty rows in the order of the file."""
    return source.rows.filter(state=RowState.FAULTY).order_by("number")


def rows_to_look_at(source: PeopleImport) -> QuerySet[ImportRow]:
    """Return the rows that are taken and should be looked at all the same."""
    return source.rows.exclude(state=RowState.FAULTY).exclude(warnings=[]).order_by("number")


def remarks_of(rows: Iterable[ImportRow]) -> Iterator[tuple[dict[str, str], str]]:
    """Yield the cells of faulty rows with what is to be corrected in one text."""
    for row in rows:
        words = [
            f"{fault['column']}: {fault['message']}" if fault["column"] else fault["message"] for fault in row.faults
        ]
        yield row.cells, "\n".join(words)
