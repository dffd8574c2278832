"""Many days of many logbooks at once, and many words on their weeks: for a cohort whose paper logbooks are brought in, and for the demo."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from fieldpractice.enums import Verdict
from fieldpractice.models import LogbookEntry, Placement, SupervisorLink, WeekConfirmation
from fieldpractice.queries.logbook import WeekRow
from fieldpractice.queries.placements import supervisor_name
from fieldpractice.services.jp import keep_field_jp
from fieldpractice.services.logbook import Noted, check_noted
from lms.people import audit
from lms.people.errors import Refusal
from lms.people.models import AuditEntry, User

BATCH = 500


@dataclass(frozen=True)
class DayNoted:
    """One service of one day of one placement, as its participant noted it, and when."""

    placement: Placement
    noted: Noted
    at: datetime
    client_key: str


@dataclass(frozen=True)
class WordGiven:
    """The word on one week as it stood, by whom and when."""

    placement: Placement
    row: WeekRow
    verdict: str
    at: datetime
    actor: User | None = None
    link: SupervisorLink | None = None


@transaction.atomic
def keep_many(*, rows: Sequence[DayNoted]) -> list[LogbookEntry]:
    """Keep many new entries, all or none, in a handful of queries for each 500. The placements come with their pauses prefetched.

    Each is held to the rules of a single one; the sums of JP follow. Raises Refusal; an entry that is there already breaks the whole.
    """
    sums: dict[tuple[int, date], Decimal] = defaultdict(Decimal)
    for one in rows:
        check_noted(one.placement, one.noted)
        sums[one.placement.pk, one.noted.day] += one.noted.hours
    if any(hours > 24 for hours in sums.values()):
        raise Refusal(_("A day has 24 hours over all its services."))
    entries = LogbookEntry.objects.bulk_create([_entry(one) for one in rows], batch_size=BATCH)
    AuditEntry.objects.bulk_create(
        [
            audit.entry(
                one.placement.enrolment.user,
                "fieldpractice.entry.add",
                entry,
                {"day": ["", str(entry.day)], "hours": ["", str(entry.hours)]},
            )
            for one, entry in zip(rows, entries, strict=True)
        ],
        batch_size=BATCH,
    )
    people = list(dict.fromkeys(one.placement.enrolment_id for one in rows))
    for start in range(0, len(people), BATCH):
        keep_field_jp(people[start : start + BATCH])
    return entries


def _entry(one: DayNoted) -> LogbookEntry:
    noted = one.noted
    return LogbookEntry(
        placement=one.placement,
        work_unit_id=one.placement.work_unit_id,
        day=noted.day,
        service=noted.service,
        served=noted.served,
        hours=noted.hours,
        note=noted.note,
        client_key=one.client_key,
        created_at=one.at,
        changed_at=one.at,
    )


@transaction.atomic
def confirm_many(*, words: Sequence[WordGiven]) -> list[WeekConfirmation]:
    """Give many words of agreement at once: seen, or not seen. A disagreement opens a case and is given singly.

    Raises Refusal for a week that is not over, for nothing noted and seen, for anything else than those two words.
    """
    for one in words:
        if one.verdict not in {Verdict.SEEN, Verdict.NOT_SEEN} or not one.row.ended:
            raise Refusal(_("Only weeks that are over are seen, or not seen, by the dozen."))
        if one.verdict == Verdict.SEEN and not one.row.entries:
            raise Refusal(_("Nothing is noted in this week, so nothing can have been seen in it."))
    rows = WeekConfirmation.objects.bulk_create([_word(one) for one in words], batch_size=BATCH)
    entries = [
        audit.entry(word.actor, "fieldpractice.week.confirm", word, {"week": ["", word.week], "by": word.name})
        for word in rows
    ]
    AuditEntry.objects.bulk_create(entries, batch_size=BATCH)
    return rows


def _word(one: WordGiven) -> WeekConfirmation:
    return WeekConfirmation(
        placement=one.placement,
        week=one.row.number,
        verdict=one.verdict,
        digest=one.row.digest,
        entries=len(one.row.entries),
        hours=one.row.hours,
        actor=one.actor,
        link=one.link,
        name=(one.actor.display_name if one.actor else supervisor_name(one.placement))[:180],
        at=one.at,
    )
