"""Planning classes, moving them, calling them off, and naming who teaches."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import IntegrityError, transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from courses.enums import CohortState, MeetingState, TrainerPart
from courses.models import ClassMeeting, Cohort, MeetingHandout, MeetingTrainer, Stage
from courses.queries.clashes import Wish, clashes_of
from courses.queries.meetings import planned_jp
from courses.queries.outline import Module, outline_of
from courses.registry import offers_for
from courses.services import attendance, class_telling
from lms.files.models import StoredFile
from lms.people import audit
from lms.people.errors import Conflict, Refusal
from lms.people.models import User
from lms.programme.models import Programme

LONGEST = timedelta(hours=14)


@dataclass(frozen=True)
class MeetingPlan:
    """A class as planned. `starts_at` and `ends_at` are instants; `time_zone` is the venue's."""

    stage: Stage
    title: str
    starts_at: datetime
    ends_at: datetime
    time_zone: str
    module_key: UUID | None = None
    jp: int = 0
    venue: str = ""
    map_url: str = ""
    online_url: str = ""
    late_minutes: int = 15
    scan_minutes: int | None = None
    needs_end_scan: bool = False


FIELDS = tuple(one.name for one in fields(MeetingPlan))


@transaction.atomic
def plan_meeting(*, actor: User, cohort: Cohort, plan: MeetingPlan) -> ClassMeeting:
    """Put a class on the cohort's agenda.

    Raises Refusal for a cohort that has ended, a day outside the stage, JP the module does not have, and for a clash: the same people,
    room or trainer at the same time. Locks the programme's row, so that of two who plan at once the second sees the first.
    """
    _lock(cohort)
    _check(cohort, plan)
    _check_clashes(Wish(cohort, plan.starts_at, plan.ends_at, plan.venue))
    meeting = ClassMeeting.objects.create(created_by=actor, **{name: getattr(plan, name) for name in FIELDS})
    audit.record(actor, "courses.class.plan", meeting, {"starts_at": [None, _told(plan.starts_at)]})
    return meeting


@transaction.atomic
def change_meeting(*, actor: User, meeting: ClassMeeting, plan: MeetingPlan, seen: int) -> bool:
    """Change a planned class, also move it. Returns whether its time or place is another now.

    `seen` is the `sequence` the page showed: Conflict when the class has changed since. Same refusals as `plan_meeting`. What was
    scanned for the old hours does not count for the new ones, nor what was decided before them; attendance is worked out anew.
    Everybody in the class is told of a move.
    """
    cohort = meeting.stage.cohort
    _lock(cohort)
    _check(cohort, plan, meeting)
    trainers, day = tuple(meeting.trainers.all()), meeting.local_start.date()
    _check_clashes(Wish(cohort, plan.starts_at, plan.ends_at, plan.venue, trainers, meeting.pk))
    values = {name: getattr(plan, name) for name in FIELDS}
    changes = {
        name: [getattr(meeting, name), value] for name, value in values.items() if getattr(meeting, name) != value
    }
    if not changes:
        return False
    rows = ClassMeeting.objects.filter(pk=meeting.pk, sequence=seen, state=MeetingState.PLANNED)
    if not rows.update(**values, sequence=seen + 1):
        if ClassMeeting.objects.filter(pk=meeting.pk, state=MeetingState.PLANNED).exists():
            raise Conflict(
                _("Somebody changed this class meanwhile. Compare with what is on record now, then save again.")
            )
        raise Conflict(_("This class was closed or called off meanwhile. Load the page anew to see how it stands."))
    for name, value in values.items():
        setattr(meeting, name, value)
    meeting.sequence = seen + 1
    audit.record(actor, "courses.class.change", meeting, {key: [_told(a), _told(b)] for key, (a, b) in changes.items()})
    attendance.lapse(actor=actor, meeting=meeting, new_day=meeting.local_start.date() != day)
    attendance.settle_all(meeting=meeting)
    moved = bool(changes.keys() & {"starts_at", "ends_at", "venue", "online_url", "time_zone"})
    if moved:
        class_telling.tell_moved(actor=actor, meeting=meeting)
    return moved


@transaction.atomic
def cancel_meeting(*, actor: User, meeting: ClassMeeting, reason: str) -> None:
    """Call a planned class off, with the reason; it stays on the agenda as called off. Raises Conflict when it is not planned any more."""
    if not reason.strip():
        raise Refusal(_("Say why the class is called off: the participants are told."))
    rows = ClassMeeting.objects.filter(pk=meeting.pk, state=MeetingState.PLANNED, sequence=meeting.sequence)
    changed = {"state": MeetingState.CANCELLED, "cancelled_because": reason.strip()[:300]}
    if not rows.update(**changed, sequence=meeting.sequence + 1):
        raise Conflict(_("This class has changed meanwhile. Load the page anew to see how it stands."))
    meeting.refresh_from_db()
    audit.record(actor, "courses.class.cancel", meeting, {"reason": reason.strip()})
    class_telling.tell_cancelled(actor=actor, meeting=meeting)


@transaction.atomic
def add_trainer(
    *,
    actor: User,
    meeting: ClassMeeting,
    user: User | None = None,
    name: str = "",
    institution: str = "",
    letter: StoredFile | None = None,
    letter_number: str = "",
) -> MeetingTrainer:
    """Name who teaches: somebody with an account, or a resource person by name; with the letter of appointment.

    Who has an account is told, but for oneself and for a class that is over. Raises Refusal without a name, or when the person teaches elsewhere at that time; Conflict when the person is named already.
    """
    name = str(user) if user else " ".join(name.split())
    if not name:
        raise Refusal(_("Choose somebody, or write the name of the resource person."))
    _lock(meeting.stage.cohort)
    row = MeetingTrainer(
        meeting=meeting,
        user=user,
        name=name[:160],
        institution=institution.strip(),
        part=TrainerPart.TRAINER if user else TrainerPart.RESOURCE,
        letter=letter,
        letter_number=letter_number.strip(),
    )
    _check_clashes(_of_trainer(meeting, row), kinds=frozenset({"trainer"}))
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        raise Conflict(_("%(name)s is named for this class already.") % {"name": name}) from error
    audit.record(actor, "courses.class.add_trainer", meeting, {"trainer": [None, name], "number": letter_number})
    class_telling.tell_named(actor=actor, trainer=row)
    return row


@transaction.atomic
def remove_trainer(*, actor: User, trainer: MeetingTrainer) -> None:
    """Take somebody off a planned class, and back what was told of it. The letter stays in the store, the step in the audit trail."""
    if trainer.meeting.state != MeetingState.PLANNED:
        raise Refusal(_("This class is not planned any more: who taught it stays on record."))
    audit.record(actor, "courses.class.remove_trainer", trainer.meeting, {"trainer": [trainer.name, None]})
    class_telling.tell_not_named(trainer)
    MeetingTrainer.objects.filter(pk=trainer.pk).delete()


@transaction.atomic
def hand_out(*, actor: User, meeting: ClassMeeting, refs: Sequence[str]) -> None:
    """Say what is handed out in a class, in this order, from what the rooms offer. Sent again it stays the same."""
    offers = {one.ref: one for one in offers_for(meeting.stage.cohort)}
    unknown = [ref for ref in refs if ref not in offers]
    if unknown:
        raise Refusal(_("Something you chose is not offered any more. Load the page anew and choose again."))
    before = list(meeting.handouts.values_list("title", flat=True))
    meeting.handouts.all().delete()
    MeetingHandout.objects.bulk_create(
        MeetingHandout(meeting=meeting, ref=ref, title=offers[ref].title[:200], url=offers[ref].url, order=order)
        for order, ref in enumerate(dict.fromkeys(refs), start=1)
    )
    after = [offers[ref].title for ref in dict.fromkeys(refs)]
    if before != after:
        audit.record(actor, "courses.class.hand_out", meeting, {"handouts": [before, after]})


def module_of(cohort: Cohort, key: UUID | None) -> Module | None:
    """Return the module of the pinned version, or None when there is none of this key."""
    return outline_of(cohort.version.public_id, cohort.version.digest).modules.get(key) if key else None


def _lock(cohort: Cohort) -> None:
    """One plans at a time in a programme: rooms and trainers are shared by its cohorts."""
    Programme.objects.select_for_update().get(pk=cohort.programme_id)


def _check(cohort: Cohort, plan: MeetingPlan, meeting: ClassMeeting | None = None) -> None:
    if Cohort.objects.get(pk=cohort.pk).state not in {CohortState.PLANNED, CohortState.OPEN}:
        raise Refusal(_("This cohort has ended: no classes can be planned."))
    if meeting is not None and ClassMeeting.objects.get(pk=meeting.pk).state != MeetingState.PLANNED:
        raise Conflict(_("This class is not planned any more. Load the page anew to see how it stands."))
    if not plan.starts_at < plan.ends_at <= plan.starts_at + LONGEST:
        raise Refusal(_("A class ends after it begins, on the same day."))
    if not plan.venue and not plan.online_url:
        raise Refusal(_("Say where the class is: a venue, or an online link."))
    _check_day(plan)
    _check_jp(cohort, plan, meeting)


def _check_day(plan: MeetingPlan) -> None:
    day, stage = plan.starts_at.astimezone(ZoneInfo(plan.time_zone)).date(), plan.stage
    if not stage.starts_on <= day <= stage.ends_on:
        raise Refusal(
            _("The stage “%(stage)s” is from %(first)s to %(last)s. Choose a day in it, or change the stage first.")
            % {
                "stage": stage,
                "first": date_format(stage.starts_on, "j F Y"),
                "last": date_format(stage.ends_on, "j F Y"),
            }
        )


def _check_jp(cohort: Cohort, plan: MeetingPlan, meeting: ClassMeeting | None) -> None:
    if plan.module_key is None:
        return
    module = module_of(cohort, plan.module_key)
    if module is None or module.stage != plan.stage.kind:
        raise Refusal(_("This module does not belong to the stage “%(stage)s”.") % {"stage": plan.stage})
    taken = planned_jp(cohort, plan.module_key, without=meeting.pk if meeting else None)
    if taken + plan.jp > module.jp:
        raise Refusal(
            _("Module %(code)s has %(jp)s JP; other classes have %(taken)s of them, so this one can have %(left)s.")
            % {"code": module.code, "jp": module.jp, "taken": taken, "left": max(0, module.jp - taken)}
        )


def _of_trainer(meeting: ClassMeeting, row: MeetingTrainer) -> Wish:
    return Wish(meeting.stage.cohort, meeting.starts_at, meeting.ends_at, "", (row,), meeting.pk)


def _check_clashes(wish: Wish, *, kinds: frozenset[str] = frozenset({"people", "room", "trainer"})) -> None:
    if found := [clash.words for clash in clashes_of(wish) if clash.kind in kinds]:
        raise Refusal(" ".join(found))


def _told(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else str(value)
