"""Candidate units, and how ready each is: said by its contacts or by an organiser, with a source."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from lms.evaluation import kinds
from lms.evaluation.enums import Element, Readiness
from lms.evaluation.models import CandidateUnit, ProgrammeReport, ReadinessEntry
from lms.evaluation.services.replication.shared import allow, needed, open_report, take_in
from lms.notices.registry import Telling
from lms.notices.services import tell_many, withdraw
from lms.people import audit, clock
from lms.people.enums import Role
from lms.people.errors import Conflict, Refusal
from lms.people.models import RoleAssignment, User, WorkUnit


@dataclass(frozen=True)
class Answer:
    """How ready a unit is in one element."""

    state: str
    amount: int | None = None
    words: str = ""
    source: str = ""


@transaction.atomic
def add_candidates(*, actor: User, report: ProgrammeReport, units: Collection[WorkUnit]) -> list[CandidateUnit]:
    """Name units where the course could be run next; their contacts are asked how ready they are. One taken out comes back.

    Returns those that are new. Raises NotAllowed, Refusal (no unit), Conflict (final). Locks the report.
    """
    allow(actor, "evaluation.change_replication", report)
    report = open_report(report, actor)
    if not units:
        raise Refusal(_("Choose at least one unit."))
    known = {row.work_unit_id: row for row in CandidateUnit.objects.filter(report=report, work_unit__in=units)}
    back = [row for row in known.values() if row.removed_at is not None]
    CandidateUnit.objects.filter(pk__in=[row.pk for row in back]).update(removed_at=None, removed_by=None)
    rows = CandidateUnit.objects.bulk_create(
        CandidateUnit(report=report, work_unit=unit, added_by=actor, added_at=clock.now())
        for unit in units
        if unit.pk not in known
    )
    fresh = [*rows, *back]
    if fresh:
        names = ", ".join(str(row.work_unit) for row in fresh)
        audit.record(actor, "evaluation.candidate.add", report, {"units": [None, names[:300]]})
        _ask(fresh, actor)
        take_in(report, actor)
    return fresh


def _ask(rows: list[CandidateUnit], actor: User) -> None:
    by_unit = {row.work_unit_id: row for row in rows}
    roles = RoleAssignment.objects.valid().filter(role=Role.UNIT_CONTACT, work_unit__in=by_unit, user__is_active=True)
    tell_many(
        Telling(
            kind=kinds.replication.READINESS_ASKED,
            to=role.user,
            path=by_unit[role.work_unit_id].get_absolute_url(),
            values={"unit": str(role.work_unit), "report": by_unit[role.work_unit_id].report.title},
            key=f"{kinds.replication.READINESS_ASKED}:{by_unit[role.work_unit_id].pk}:{role.user_id}",
            about=by_unit[role.work_unit_id],
            actor=actor,
        )
        for role in roles.select_related("user", "work_unit").order_by("pk")
        if role.work_unit_id
    )


@transaction.atomic
def remove_candidate(*, actor: User, candidate: CandidateUnit) -> None:
    """Take a unit off the list; what was said of it stays on record. Raises NotAllowed and Conflict (already off, final)."""
    allow(actor, "evaluation.change_replication", candidate.report)
    open_report(candidate.report, actor)
    fresh = CandidateUnit.objects.filter(pk=candidate.pk, removed_at__isnull=True)
    if not fresh.update(removed_at=clock.now(), removed_by=actor):
        raise Conflict(_("This unit is off the list already."))
    withdraw(about=candidate)
    audit.record(actor, "evaluation.candidate.remove", candidate, {"unit": [str(candidate), None]})
    take_in(candidate.report, actor)


@transaction.atomic
def enter_readiness(
    *, actor: User, candidate: CandidateUnit, answers: Mapping[str, Answer], last_id: int
) -> list[ReadinessEntry]:
    """Record how ready a unit is, by element. What says the same as before adds nothing; returns the rows that are new.

    `last_id` is the newest entry its writer saw (0: none). Raises NotAllowed, Refusal (nothing said, no source, what is missing is not
    named, off the list), Conflict (somebody else wrote meanwhile, final). Locks the report.
    """
    allow(actor, "evaluation.enter_readiness", candidate)
    open_report(candidate.report, actor)
    if CandidateUnit.objects.filter(pk=candidate.pk, removed_at__isnull=False).exists():
        raise Refusal(_("This unit is no longer on the list of candidates."))
    if not answers:
        raise Refusal(_("Say of at least one element how ready the unit is."))
    before = latest_entries(candidate)
    rows = [_entry(candidate, element, answer, actor) for element, answer in answers.items()]
    fresh = [row for row in rows if not _says_so(before.get(row.element), row)]
    if not fresh:
        return []
    if max((row.pk for row in before.values()), default=0) != last_id:
        raise Conflict(
            _("Somebody else wrote about this unit meanwhile. Read what stands there now, then save yours again.")
        )
    saved = ReadinessEntry.objects.bulk_create(fresh)
    audit.record(actor, "evaluation.readiness.enter", candidate, {row.element: row.state for row in saved})
    withdraw(about=candidate)
    take_in(candidate.report, actor)
    return saved


def latest_entries(candidate: CandidateUnit) -> dict[str, ReadinessEntry]:
    """Return what was said last of each element."""
    return {row.element: row for row in ReadinessEntry.objects.filter(candidate=candidate).order_by("pk")}


def _entry(candidate: CandidateUnit, element: str, answer: Answer, actor: User) -> ReadinessEntry:
    if element not in Element.values or answer.state not in Readiness.values:
        raise Refusal(_("Choose how ready the unit is: ready, partly ready, or not ready."))
    label = Element(element).label
    source = needed(answer.source, _("%(element)s: name the source, or who says so.") % {"element": label})
    words = answer.words.strip()
    if answer.state != Readiness.READY:
        needed(words, _("%(element)s: write what is missing.") % {"element": label})
    return ReadinessEntry(
        candidate=candidate, element=element, state=answer.state, amount=answer.amount, words=words[:500],
        source=source[:200], actor=actor, at=clock.now(),
    )  # fmt: skip


def _says_so(before: ReadinessEntry | None, now: ReadinessEntry) -> bool:
    # One form, one source: whoever changes one element does not say the others anew.
    names = ("state", "amount", "words")
    return before is not None and all(getattr(before, name) == getattr(now, name) for name in names)
