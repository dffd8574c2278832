"""A call for nominations, a unit's letter with its nominees, and questions about them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from courses.enums import EnrolmentState
from courses.models import Cohort, Enrolment, Nomination, NominationCall, Nominee, NomineeQuestion, UnitQuota
from courses.queries.nominations import listed_of_unit, sent_before, units_called
from courses.services import telling
from courses.services.enrolments import nominate_many, open_list
from lms.files.models import StoredFile
from lms.people import audit, clock
from lms.people.errors import Conflict, Refusal
from lms.people.models import User, WorkUnit
from lms.people.services import add_people

S = EnrolmentState
UNDECIDED = (S.NOMINATED, S.WAITLISTED)


@dataclass(frozen=True)
class Letter:
    """The letter of assignment: its number and day, the file, and a remark."""

    number: str
    day: date | None
    file: StoredFile | None
    note: str = ""


@transaction.atomic
def set_call(
    *, actor: User, cohort: Cohort, until: date, note: str, only_quota: bool, quotas: Mapping[int, int], seen: int
) -> NominationCall:
    """Let units nominate until a day, or change what holds; `quotas` maps a unit to its number, units left out have none.

    The contacts of the units concerned are told, again when the last day changes. `seen` is the call's number on the editor's page
    (0 when there was none): Conflict when somebody changed it since. Raises Refusal when the cohort has ended, or without any unit.
    """
    locked = open_list(cohort)
    call = NominationCall.objects.filter(cohort=locked).first()
    if (call.number if call else 0) != seen:
        raise Conflict(
            _("Somebody else changed this call while you were editing. Compare with what holds now and save again.")
        )
    if only_quota and not any(quotas.values()):
        raise Refusal(_("Give at least one unit a quota, or let all units nominate."))
    fields: dict[str, Any] = {"until": until, "note": note.strip(), "only_quota": only_quota, "number": seen + 1}
    call, _new = NominationCall.objects.update_or_create(
        cohort=locked, defaults=fields, create_defaults={**fields, "opened_by": actor, "opened_at": clock.now()}
    )
    before = dict(UnitQuota.objects.filter(cohort=locked).values_list("work_unit", "seats"))
    UnitQuota.objects.filter(cohort=locked).exclude(work_unit__in=quotas).delete()
    UnitQuota.objects.bulk_create(
        [UnitQuota(cohort=locked, work_unit_id=unit, seats=seats) for unit, seats in quotas.items()],
        update_conflicts=True,
        update_fields=["seats"],
        unique_fields=["cohort", "work_unit"],
    )
    told = {"until": until, "quotas": [sum(before.values()) or None, sum(quotas.values())]}
    audit.record(actor, "courses.call.set", locked, told | _quotas_told(before, quotas))
    if call.is_open:
        telling.called(call=call, units=units_called(call))
    return call


def _quotas_told(before: Mapping[int, int], after: Mapping[int, int]) -> dict[str, str]:
    """Say of each unit whose quota is another now what it was and what it is; nothing when none is."""
    changed = [pk for pk in {**before, **after} if before.get(pk) != after.get(pk)]
    units = WorkUnit.objects.filter(pk__in=changed).order_by("name")
    lines = [f"{unit}: {before.get(unit.pk, '–')} → {after.get(unit.pk, '–')}" for unit in units]
    return {"unit_quotas": "; ".join(lines)} if lines else {}


@transaction.atomic
def nominate_from_unit(
    *,
    actor: User,
    cohort: Cohort,
    unit: WorkUnit,
    users: Sequence[User],
    newcomers: Sequence[Mapping[str, Any]],
    letter: Letter,
    key: str,
) -> Nomination:
    """Nominate people of one unit with their letter of assignment, all or none. Takes no seat; the coordinators are told.

    `newcomers` are fields of people who have no account yet; one whose address is here already is taken for that person. Under one
    `key` a letter is sent once: a second call returns the first. Raises Refusal when the call is over, the quota would be exceeded,
    or somebody belongs to another unit. The cohort's row is locked, so a quota holds whoever nominates at the same moment.
    """
    locked = open_list(cohort)
    # Looked up under the lock: of two clicks the second waits for the first, and finds its letter.
    if known := sent_before(actor, key):
        return known
    _check_call(locked, unit, len(users) + len(newcomers))
    people = [*users, *_here_or_added(actor, unit, newcomers)]
    _check_people(people, unit)
    rows = nominate_many(actor=actor, cohort=locked, users=people)
    try:
        with transaction.atomic():
            nomination = _letter_of(actor, locked, unit, letter, key)
    except IntegrityError as error:
        raise Conflict(_("This letter was sent already, perhaps in another window.")) from error
    Nominee.objects.bulk_create(Nominee(nomination=nomination, enrolment=row) for row in rows)
    audit.record(actor, "courses.nomination.send", nomination, {"people": len(rows), "letter_number": letter.number})
    telling.nominated(nomination=nomination, count=len(rows))
    return nomination


@transaction.atomic
def ask(*, actor: User, enrolment: Enrolment, text: str) -> NomineeQuestion:
    """Ask the unit something about a nominee before deciding; its contacts are told.

    Raises Refusal when the person is decided on, Conflict while another question is open.
    """
    if not text.strip():
        raise Refusal(_("Write what the unit should answer."))
    _undecided(enrolment)
    try:
        with transaction.atomic():
            question = NomineeQuestion.objects.create(
                enrolment=enrolment, text=text.strip(), asked_by=actor, asked_at=clock.now()
            )
    except IntegrityError as error:
        raise Conflict(_("Another question about this person still waits for its answer.")) from error
    audit.record(actor, "courses.nominee.ask", enrolment, {"question": question.text})
    telling.asked(question=question)
    return question


@transaction.atomic
def answer(*, actor: User, question: NomineeQuestion, text: str, file: StoredFile | None = None) -> None:
    """Answer the question once, with a file where one was asked for; who asked is told. Conflict when it is answered already."""
    if not text.strip():
        raise Refusal(_("Write an answer; a file alone does not say what it is."))
    rows = NomineeQuestion.objects.filter(pk=question.pk, answered_at__isnull=True)
    if not rows.update(answer=text.strip(), file=file, answered_by=actor, answered_at=clock.now()):
        raise Conflict(_("This question was answered already, perhaps by a colleague."))
    question.refresh_from_db()
    audit.record(actor, "courses.nominee.answer", question.enrolment, {"answer": question.answer})
    telling.answered(question=question)


@transaction.atomic
def send_letter_again(*, actor: User, nomination: Nomination, file: StoredFile) -> None:
    """Put another file in the place of a letter that the check of files has refused; the refused one stays in the store.

    Sent twice, the second changes nothing. Raises Refusal for a file that was refused itself, Conflict when the letter is not refused, or
    another one was sent meanwhile.
    """
    if file.is_refused:
        raise Refusal(_("This is the file that could not be taken. Choose another one."))
    refused = nomination.letter
    if refused == file:
        return
    # Compared by the key alone: a condition on the file's own row would be looked at before the lock.
    rows = Nomination.objects.filter(pk=nomination.pk, letter=refused)
    if refused is None or not refused.is_refused or not rows.update(letter=file):
        if Nomination.objects.filter(pk=nomination.pk, letter=file).exists():
            return
        raise Conflict(_("This letter was sent again meanwhile. Reload the page to see which one holds."))
    nomination.letter = file
    audit.record(actor, "courses.nomination.letter", nomination, {"letter": [refused.name, file.name]})


def letter_with_list(*, actor: User, cohort: Cohort, unit_id: int, number: str, day: date | None) -> Nomination:
    """Return the letter that people of an imported list came with; it is on paper. Made when there is none of this number yet."""
    found = Nomination.objects.filter(cohort=cohort, work_unit_id=unit_id, letter_number=number, letter__isnull=True)
    return found.first() or Nomination.objects.create(
        cohort=cohort, work_unit_id=unit_id, letter_number=number, letter_date=day, sent_by=actor, sent_at=clock.now()
    )


def _letter_of(actor: User, cohort: Cohort, unit: WorkUnit, letter: Letter, key: str) -> Nomination:
    return Nomination.objects.create(
        cohort=cohort,
        work_unit=unit,
        letter_number=letter.number.strip(),
        letter_date=letter.day,
        letter=letter.file,
        note=letter.note.strip(),
        sent_by=actor,
        sent_at=clock.now(),
        key=key,
    )


def _check_call(cohort: Cohort, unit: WorkUnit, count: int) -> None:
    if not count:
        raise Refusal(_("Choose or add at least one person."))
    call = NominationCall.objects.filter(cohort=cohort).first()
    if call is None or not call.is_open:
        raise Refusal(_("Nominations for this cohort are closed. Ask the organiser whether one more can be added."))
    quota = UnitQuota.objects.filter(cohort=cohort, work_unit=unit).values_list("seats", flat=True).first()
    if quota is None and call.only_quota:
        raise Refusal(_("Your unit has no quota for this cohort. Ask the organiser for one."))
    listed = listed_of_unit(cohort, unit)
    if quota is not None and listed + count > quota:
        left = max(0, quota - listed)
        raise Refusal(
            ngettext(
                "The quota of your unit is %(quota)s and %(listed)s are on the list: one more person can be nominated.",
                "The quota of your unit is %(quota)s and %(listed)s are on the list: %(left)s more people can be nominated.",
                left,
            )
            % {"quota": quota, "listed": listed, "left": left}
        )


def _here_or_added(actor: User, unit: WorkUnit, newcomers: Sequence[Mapping[str, Any]]) -> list[User]:
    """Return the people of these rows in their order: who is here by the address, who is not is added to the unit."""
    wanted = [{**row, "email": str(row["email"]).strip().lower()} for row in newcomers]
    here = {user.email: user for user in User.objects.filter(email__in=[row["email"] for row in wanted])}
    rows = [{**row, "work_unit": unit} for row in wanted if row["email"] not in here]
    here |= {user.email: user for user in add_people(actor=actor, rows=rows)} if rows else {}
    return [here[row["email"]] for row in wanted]


def _check_people(people: Sequence[User], unit: WorkUnit) -> None:
    """Refuse people of another unit. They are named by the address that was typed: their names are not this unit's to know."""
    for user in people:
        if user.work_unit_id != unit.pk:
            raise Refusal(
                _(
                    "%(name)s belongs to another unit here. If the person has moved, the organiser changes the unit first."
                )
                % {"name": user.email}
            )
    if len({user.pk for user in people}) != len(people):
        raise Refusal(_("One person stands twice among those you nominate."))


def _undecided(enrolment: Enrolment) -> None:
    current = Enrolment.objects.select_for_update(of=("self",)).get(pk=enrolment.pk)
    if current.state not in UNDECIDED:
        raise Refusal(_("This person is decided on already: %(state)s.") % {"state": current.get_state_display()})
