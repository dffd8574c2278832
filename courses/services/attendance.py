"""Attendance: facts come in, decisions follow from them, a person corrects with a reason, a class is closed.

A fact is one inserted row. What follows from it is worked out anew for that person alone, under that person's own row: of 3,000 who
scan at once none waits for another.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext as _

from courses.attending import ABSENT, Decision, decide
from courses.enums import EARNING, SEATED, AttendanceState, MeetingState, ScanWay
from courses.models import Attendance, AttendanceCorrection, AttendanceScan, ClassMeeting, Enrolment, Succession
from courses.queries.board import leavers_of
from courses.queries.outline import outline_of
from courses.queries.seats import came_after
from courses.services.class_telling import tell_corrected, tell_lapsed
from courses.services.sums import keep_sums
from lms.files.models import StoredFile
from lms.people import audit, clock
from lms.people.errors import Conflict, Refusal
from lms.people.models import User
from lms.people.prepared import PreparedModels
from lms.people.rows import rewrite

BATCH = 500
# Asked behind every lock: how the class stands now.
_standing = PreparedModels(lambda pk: ClassMeeting.objects.filter(pk=pk))
# A phone's clock may run ahead by this much; beyond it the moment of arrival counts instead.
AHEAD = timedelta(minutes=2)
# How long after a class what was seen in it may still come in; later a person decides, with a reason.
COMES_WITHIN = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Seen:
    """Somebody was seen: who, when, how, and the sender's own name of this fact."""

    enrolment: Enrolment
    at: datetime
    way: ScanWay
    client_id: str
    # Who says so, where it is not the acting person.
    by: User | None = None


def scan(*, user: User, meeting: ClassMeeting, enrolment: Enrolment, at: datetime) -> Attendance | None:
    """The participant's own phone opened a good code at this instant. Once at the beginning, once at the end; again changes nothing."""
    part = "end" if meeting.needs_end_scan and meeting.times.at_the_end(at) else "start"
    fact = Seen(enrolment, at, ScanWay.CODE, f"code-{enrolment.pk}-{part}-{meeting.sequence}")
    return take(actor=user, meeting=meeting, seen=[fact])[0]


@transaction.atomic
def take(*, actor: User, meeting: ClassMeeting, seen: Sequence[Seen]) -> list[Attendance | None]:
    """Take facts, also such that happened a while ago where there was no line; each keeps its own time. Returns what follows, in order.

    A fact that is here already (same `client_id`) is passed over. Raises Refusal for a class that was called off, somebody without a
    seat in its cohort, a moment at which the class was not open, and for what comes in more than a week after the class.
    """
    now = clock.now()
    for one in seen:
        _check(meeting, one, now)
    AttendanceScan.objects.bulk_create(
        [
            AttendanceScan(
                meeting=meeting,
                enrolment=one.enrolment,
                way=one.way,
                at=min(one.at, now),
                received_at=now,
                by=one.by or actor,
                client_id=one.client_id,
            )
            for one in seen
        ],
        ignore_conflicts=True,
    )
    fresh, settled = _settled(meeting, [one.enrolment.pk for one in seen])
    if fresh.is_cancelled:
        raise Refusal(_("This class was called off: %(reason)s") % {"reason": fresh.cancelled_because})
    for one in seen:
        _check_was_there(fresh, one, settled.get(one.enrolment.pk))
    return [settled.get(one.enrolment.pk) for one in seen]


def _check(meeting: ClassMeeting, one: Seen, now: datetime) -> None:
    if one.enrolment.cohort_id != meeting.stage.cohort_id or one.enrolment.state not in SEATED:
        raise Refusal(_("%(name)s has no seat in this cohort.") % {"name": one.enrolment.user})
    if one.at > now + AHEAD:
        raise Refusal(_("This moment lies in the future: set the clock of your phone, then tap again."))
    if not meeting.times.is_open(min(one.at, now)) or now >= meeting.ends_at + COMES_WITHIN:
        raise Refusal(
            _(
                "Attendance is taken from 15 minutes before the class until 15 minutes after it. Write a correction instead."
            )
        )


def _check_was_there(meeting: ClassMeeting, one: Seen, row: Attendance | None) -> None:
    if one.at >= meeting.ends_at and (row is None or (row.state == AttendanceState.ABSENT and not row.decided)):
        raise Refusal(
            _(
                "%(name)s was not seen while the class lasted, so its end alone does not count. The trainer can write a correction, with the reason."
            )
            % {"name": one.enrolment.user}
        )


@transaction.atomic
def settle(*, meeting: ClassMeeting, enrolment_ids: Collection[int]) -> dict[int, Attendance]:
    """Work out anew what follows from the facts about these people; what a person decided stays. Returns the rows that stand.

    Locks the rows of these people and no other; the class's state is read after the lock, so that a fact that comes in while the class
    is being closed counts. After the class their sums are brought in line with the ledger.
    """
    return _settled(meeting, enrolment_ids)[1]


def _settled(meeting: ClassMeeting, enrolment_ids: Collection[int]) -> tuple[ClassMeeting, dict[int, Attendance]]:
    """`settle` within the transaction of a fact: thousands come at once, and a savepoint for each costs two round trips.

    Returns the class as it stands behind the lock, too.
    """
    Attendance.objects.bulk_create(
        [Attendance(meeting=meeting, enrolment_id=pk, state=ABSENT.state) for pk in enrolment_ids],
        batch_size=BATCH,
        ignore_conflicts=True,
    )
    rows = list(
        Attendance.objects.select_for_update(of=("self",))
        .filter(meeting=meeting, enrolment__in=enrolment_ids)
        .order_by("enrolment")
    )
    fresh: ClassMeeting = _standing(meeting.pk)[0]
    over, facts = fresh.state == MeetingState.HELD, _facts(fresh, enrolment_ids)
    standing: dict[int, Attendance] = {}
    changed, gone = [], []
    for row in rows:
        decision = decide(fresh.times, facts.get(row.enrolment_id, ()), over=over)
        if row.decided or decision is not None:
            standing[row.enrolment_id] = row
            if _take_over(row, decision):
                changed.append(row)
        else:
            gone.append(row.pk)
    rewrite(changed, ["state", "arrived_at", "minutes_late", "updated_at"])
    Attendance.objects.filter(pk__in=gone).delete()
    if over:
        _keep_sums(meeting, enrolment_ids)
    return fresh, standing


@transaction.atomic
def settle_all(*, meeting: ClassMeeting) -> None:
    """Work out anew everybody of whom something is known about this class: it was moved."""
    known = set(meeting.scans.values_list("enrolment_id", flat=True))
    known |= set(_own(meeting).values_list("enrolment_id", flat=True))
    settle_in_batches(meeting, sorted(known))


@transaction.atomic
def lapse(*, actor: User, meeting: ClassMeeting, new_day: bool) -> None:
    """End what was decided about a class that was moved, and could not be decided of its new hours.

    That is what was decided before the class opens now, and, on a `new_day`, a leave, which was for the old one. The corrections stay
    on record; facts count again for these people, who are told if they still have a seat.
    """
    last = AttendanceCorrection.objects.filter(meeting=meeting, enrolment=OuterRef("enrolment")).order_by("-at", "-id")
    rows = meeting.attendances.filter(decided=True).annotate(decided_at=Subquery(last.values("at")[:1]))
    early = ~Q(state=AttendanceState.EXCUSED) & Q(decided_at__lt=meeting.times.opens_at)
    leave = Q(state=AttendanceState.EXCUSED) if new_day else Q(pk__in=[])
    gone = list(rows.filter(early | leave).select_related("enrolment__user").order_by("pk"))
    Attendance.objects.filter(pk__in=[row.pk for row in gone]).update(
        decided=False, state=ABSENT.state, updated_at=clock.now()
    )
    for row in gone:
        told = {"attendance": [row.state, ""], "class": meeting.title}
        audit.record(actor, "courses.attendance.lapse", row.enrolment, told)
        # Who has left cannot open the class any more.
        if row.enrolment.state in SEATED:
            tell_lapsed(actor=actor, meeting=meeting, enrolment=row.enrolment)


@transaction.atomic
def hold(*, actor: User, meeting: ClassMeeting, remarks: str = "") -> None:
    """Close a class at its end: who was not seen is absent, and the JP are earned.

    Raises Refusal until a quarter of an hour before its end (with a second scan: until the end), Conflict when it is not planned any more.
    """
    if clock.now() < meeting.times.hold_from:
        raise Refusal(
            _(
                "This class can be closed once it ends, since everybody scans again. Change its hours if it ends earlier."
            )
            if meeting.needs_end_scan
            else _(
                "This class can be closed from 15 minutes before its end. If it ends earlier, change its hours first."
            )
        )
    rows = ClassMeeting.objects.filter(pk=meeting.pk, state=MeetingState.PLANNED)
    if not rows.update(state=MeetingState.HELD, remarks=remarks.strip()[:2000]):
        raise Conflict(_("This class was closed or called off meanwhile. Load the page anew to see how it stands."))
    meeting.refresh_from_db()
    seated = Enrolment.objects.filter(cohort=meeting.stage.cohort, state__in=SEATED)
    # Who got a seat only when the class was over has not missed it.
    people = set(seated.exclude(came_after(meeting.ends_at)).values_list("pk", flat=True))
    # Who was seen and has left the cohort since has earned the JP: the sums must say what the ledger says.
    people |= set(_own(meeting).values_list("enrolment_id", flat=True))
    settle_in_batches(meeting, sorted(people))
    carry_on(people)
    audit.record(actor, "courses.class.hold", meeting, {"state": [MeetingState.PLANNED.value, MeetingState.HELD.value]})


@transaction.atomic
def correct(
    *,
    actor: User,
    meeting: ClassMeeting,
    enrolment: Enrolment,
    state: AttendanceState,
    reason: str,
    seen: str = "",
    letter: StoredFile | None = None,
) -> AttendanceCorrection:
    """Decide somebody's attendance, with the reason; from now on scans change nothing. Excused needs a letter.

    Also of somebody who has left the cohort since, and had a seat when the class began: what was taken along to another cohort follows.
    `seen` is the state the page showed: Conflict when it is another by now. Locks this person's row, and tells the person.
    """
    if not reason.strip():
        raise Refusal(_("Say why: the reason stays with the attendance."))
    if state == AttendanceState.EXCUSED and letter is None:
        raise Refusal(_("Somebody is excused with a letter: attach it."))
    if meeting.state == MeetingState.CANCELLED or enrolment.cohort_id != meeting.stage.cohort_id:
        raise Refusal(_("There is no attendance to correct here."))
    _check_had_a_seat(meeting, enrolment)
    if state != AttendanceState.EXCUSED and meeting.is_planned and clock.now() < meeting.times.opens_at:
        raise Refusal(_("This class has not begun: until then somebody can only be excused."))
    # Who got a seat after a class was closed is not on its list: nothing is known, not even an absence.
    listed = Attendance.objects.filter(meeting=meeting, enrolment=enrolment).exists()
    Attendance.objects.bulk_create(
        [Attendance(meeting=meeting, enrolment=enrolment, state=AttendanceState.ABSENT)], ignore_conflicts=True
    )
    row = Attendance.objects.select_for_update(of=("self",)).get(meeting=meeting, enrolment=enrolment)
    facts = _facts(meeting, [enrolment.pk]).get(enrolment.pk, ())
    known = decide(meeting.times, facts, over=meeting.is_held and listed)
    before = row.state if row.decided or known else ""
    if before != seen:
        raise Conflict(_("This attendance has changed meanwhile. Load the page anew to see how it stands."))
    correction = AttendanceCorrection.objects.create(
        meeting=meeting,
        enrolment=enrolment,
        before=before,
        after=state,
        reason=reason.strip()[:300],
        letter=letter,
        actor=actor,
        at=clock.now(),
    )
    row.state, row.decided, row.updated_at = state, True, clock.now()
    row.save(update_fields=["state", "decided", "updated_at"])
    told = {"attendance": [before, str(state)], "reason": reason.strip(), "class": meeting.title}
    audit.record(actor, "courses.attendance.correct", enrolment, told)
    if ClassMeeting.objects.get(pk=meeting.pk).state == MeetingState.HELD:
        _keep_sums(meeting, [enrolment.pk])
        _carry_on_anew(meeting, enrolment)
    tell_corrected(correction)
    return correction


def _check_had_a_seat(meeting: ClassMeeting, enrolment: Enrolment) -> None:
    if enrolment.state not in SEATED and not leavers_of(meeting).filter(pk=enrolment.pk).exists():
        raise Refusal(_("%(name)s had no seat in this cohort when the class began.") % {"name": enrolment.user})


def _carry_on_anew(meeting: ClassMeeting, enrolment: Enrolment) -> None:
    """What somebody took along of a class that was decided about afterwards is copied anew, as often as the person moved."""
    gone, later = [enrolment.pk], list[int]()
    while gone := list(
        Succession.objects.filter(before__in=gone, before__user=F("after__user")).values_list("after", flat=True)
    ):
        later += gone
    if later:
        # Who came back into the same cohort is decided about there.
        copies = Attendance.objects.filter(meeting=meeting, enrolment__in=later)
        copies.exclude(enrolment__cohort=meeting.stage.cohort_id).delete()
        carry_on([enrolment.pk])


@transaction.atomic
def carry_on(enrolment_ids: Collection[int]) -> None:
    """Bring what these people earned in held classes into the enrolment they moved on to, in another cohort, as often as they moved.

    The attendance is copied with its evidence, as finished lessons are: the first enrolment keeps its own. Again it changes nothing.
    """
    moves = Succession.objects.filter(before__in=enrolment_ids, before__user=F("after__user")).order_by("pk")
    for move in moves.select_related("after__cohort__version"):
        earned = Attendance.objects.filter(
            enrolment=move.before_id, meeting__state=MeetingState.HELD, state__in=[*EARNING, AttendanceState.HALF]
        )
        Attendance.objects.bulk_create(
            [
                Attendance(
                    meeting_id=row.meeting_id,
                    enrolment=move.after,
                    state=row.state,
                    arrived_at=row.arrived_at,
                    minutes_late=row.minutes_late,
                    decided=row.decided,
                )
                for row in earned.order_by("pk")
            ],
            ignore_conflicts=True,
        )
        version = move.after.cohort.version
        one = Enrolment.objects.select_for_update(of=("self",)).get(pk=move.after_id)
        keep_sums([one], outline_of(version.public_id, version.digest))
        carry_on([move.after_id])


def settle_in_batches(meeting: ClassMeeting, ids: Sequence[int]) -> None:
    for start in range(0, len(ids), BATCH):
        settle(meeting=meeting, enrolment_ids=ids[start : start + BATCH])


def _take_over(row: Attendance, decision: Decision | None) -> bool:
    """Write the decision onto a row, but for what a person decided: there only the time of arrival is kept up. Say whether it changed."""
    decision = decision or ABSENT
    state = row.state if row.decided else decision.state
    before, after = (row.state, row.arrived_at, row.minutes_late), (state, decision.arrived_at, decision.minutes_late)
    if before == after:
        return False
    row.state, row.arrived_at, row.minutes_late = after
    row.updated_at = clock.now()
    return True


def _own(meeting: ClassMeeting) -> QuerySet[Attendance]:
    """The attendance of the class's own cohort, without what people took along to another."""
    return meeting.attendances.filter(enrolment__cohort=meeting.stage.cohort_id)


def _facts(meeting: ClassMeeting, enrolment_ids: Collection[int]) -> dict[int, list[datetime]]:
    rows = AttendanceScan.objects.filter(meeting=meeting, enrolment__in=enrolment_ids).order_by()
    found: dict[int, list[datetime]] = {}
    for enrolment_id, at in rows.values_list("enrolment_id", "at"):
        found.setdefault(enrolment_id, []).append(at)
    return found


def _keep_sums(meeting: ClassMeeting, enrolment_ids: Collection[int]) -> None:
    version = meeting.stage.cohort.version
    # Locked, so that a lesson marked as done in this very moment is not overwritten by older sums.
    people = list(Enrolment.objects.select_for_update(of=("self",)).filter(pk__in=enrolment_ids).order_by("pk"))
    keep_sums(people, outline_of(version.public_id, version.digest))
