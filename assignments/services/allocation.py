"""Sharing out what waits among graders: by unit, evenly or by hand; transfer, and days away."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from assignments.enums import AllocationMode, Marking, WorkState
from assignments.models import GraderAbsence, GraderShare, GradingPlan, Task, Work
from assignments.queries.graders import grader_ids_by_cohort, grader_ids_of, organiser_ids, substitutes
from courses.models import Cohort
from lms.people import audit, clock
from lms.people.errors import Conflict, Refusal
from lms.people.models import AuditEntry, User, WorkUnit

BATCH = 500
# Whose turn it is: the column of the person, and that of the other of two.
TURNS = {Marking.FIRST: ("grader", "second_grader"), Marking.SECOND: ("second_grader", "grader")}


def assign(works: Sequence[Work]) -> None:
    """Set the grader of works that have none yet; saves nothing, and asks the same few questions however many there are.

    Graders named for a task come first, the one with the least waiting; else it goes by the plan of the cohort. Nobody gets work
    of a cohort that the person is no longer in charge of.
    """
    free = [work for work in works if work.grader_id is None]
    cohorts = {work.cohort_id for work in free}
    plans = {plan.cohort_id: plan for plan in GradingPlan.objects.filter(cohort__in=cohorts).prefetch_related("shares")}
    named = _named({work.subject for work in free})
    if not named and all(plan.mode == AllocationMode.OPEN for plan in plans.values()):
        return
    away, waiting, able = substitutes(clock.today()), _waiting(cohorts), grader_ids_by_cohort(cohorts)
    for work in free:
        plan, charged = plans.get(work.cohort_id), able[work.cohort_id] - {work.second_grader_id or 0}
        mine = [one for one in named.get(work.subject, []) if one in charged]
        chosen = _chosen(mine, _Plan.of(plan, charged), work, waiting, away)
        if chosen and chosen in charged:
            work.grader_id = chosen
            waiting[chosen] += 1


def _named(subjects: set[str]) -> dict[str, list[int]]:
    """Return the graders named for tasks, by subject."""
    tasks = [int(subject[5:]) for subject in subjects if subject.startswith("task:")]
    found: dict[str, list[int]] = defaultdict(list)
    for task, grader in Task.graders.through.objects.filter(task__in=tasks).order_by("id").values_list("task", "user"):
        found[f"task:{task}"].append(grader)
    return found


def _waiting(cohorts: set[int]) -> Counter[int]:
    rows = Work.objects.filter(cohort__in=cohorts, state=WorkState.WAITING, grader__isnull=False)
    return Counter(dict(rows.order_by().values_list("grader").annotate(n=Count("id"))))


@dataclass(frozen=True)
class _Plan:
    """A cohort's plan, without those who are no longer in charge."""

    even: list[int]
    by_unit: dict[int | None, int]

    @classmethod
    def of(cls, plan: GradingPlan | None, charged: set[int]) -> _Plan:
        shares = [share for share in plan.shares.all() if share.grader_id in charged] if plan else []
        mode = plan.mode if plan else AllocationMode.OPEN
        even = [share.grader_id for share in shares if mode == AllocationMode.EVEN and share.work_unit_id is None]
        units = {share.work_unit_id: share.grader_id for share in shares if mode == AllocationMode.BY_UNIT}
        return cls(even, units)


def _chosen(
    named: list[int], plan: _Plan, work: Work, waiting: Counter[int], away: dict[int, int | None]
) -> int | None:
    """Return the grader of one new work, None for whoever takes it; somebody away is stood in for."""
    if not named and work.work_unit_id in plan.by_unit and work.work_unit_id is not None:
        mine = plan.by_unit[work.work_unit_id]
        return away.get(mine, mine)
    here = [grader for grader in named or plan.even if grader not in away]
    return min(here, key=lambda grader: waiting[grader], default=None)


@transaction.atomic
def set_plan(
    *,
    actor: User,
    cohort: Cohort,
    mode: str,
    even: Sequence[User] = (),
    by_unit: Mapping[WorkUnit, User] | None = None,
) -> GradingPlan:
    """Say how new work of a cohort finds its grader. What waits already is moved by `share_out`, not by this.

    Raises Refusal when a grader is not in charge of the cohort, or an even plan names nobody.
    """
    units = by_unit or {}
    _check_graders(cohort, {*even, *units.values()})
    if mode == AllocationMode.EVEN and not even:
        raise Refusal(_("Choose at least one grader among whom the work is shared."))
    plan, _new = GradingPlan.objects.select_for_update().get_or_create(cohort=cohort)
    before = plan.mode
    plan.mode = mode
    plan.save(update_fields=["mode"])
    plan.shares.all().delete()
    shares = [GraderShare(plan=plan, grader=one) for one in even]
    shares += [GraderShare(plan=plan, grader=one, work_unit=unit) for unit, one in units.items()]
    GraderShare.objects.bulk_create(shares)
    audit.record(actor, "assignments.grading_plan.set", cohort, {"mode": [before, mode]})
    return plan


@transaction.atomic
def share_out(*, actor: User, cohort: Cohort, everything: bool = False) -> int:
    """Give what waits without a grader (with `everything`, all that waits) its grader by the plan. Returns how many moved.

    What was marked once already keeps its first marker.
    """
    rows = Work.objects.select_for_update().filter(cohort=cohort, state=WorkState.WAITING, awaits=Marking.FIRST)
    rows = rows.order_by("waiting_since", "id")
    works = list(rows if everything else rows.filter(grader__isnull=True))
    before = {work.pk: work.grader_id for work in works}
    for work in works:
        work.grader_id = None
    if everything:
        Work.objects.filter(pk__in=before).update(grader=None)
    assign(works)
    _save_graders(works)
    moved = sum(1 for work in works if work.grader_id != before[work.pk])
    audit.record(actor, "assignments.work.share_out", cohort, {"moved": [0, moved]})
    return moved


def _save_graders(works: Sequence[Work]) -> None:
    by_grader: dict[int | None, list[int]] = defaultdict(list)
    for work in works:
        if work.second_grader_id and work.second_grader_id == work.grader_id:
            work.grader_id = None
        by_grader[work.grader_id].append(work.pk)
    for grader, ids in by_grader.items():
        for start in range(0, len(ids), BATCH):
            Work.objects.filter(pk__in=ids[start : start + BATCH]).update(grader=grader)


@transaction.atomic
def transfer(*, actor: User, works: Sequence[Work], to: User | None, reason: str = "", second: bool = False) -> int:
    """Hand works over to another grader, or (None) put them back for whoever takes them. Returns how many went.

    Only what waits moves. Raises Refusal when the grader is not in charge of a cohort or already marks the work as the
    other of two, Conflict when one of them was transferred meanwhile. The same queries for 500 as for one.
    """
    field, other = TURNS[Marking.SECOND if second else Marking.FIRST]
    for cohort in {work.cohort for work in works} if to else ():
        _check_graders(cohort, {to} if to else set())
    if to and any(getattr(work, f"{other}_id") == to.pk for work in works):
        raise Refusal(_("Two markings need two people: %(name)s already marks this work.") % {"name": to})
    alike: dict[tuple[str, int | None], list[int]] = defaultdict(list)
    for work in works:
        alike[work.awaits, getattr(work, f"{field}_id")].append(work.pk)
    for (awaits, before), ids in alike.items():
        for start in range(0, len(ids), BATCH):
            batch = ids[start : start + BATCH]
            there = Work.objects.filter(pk__in=batch, state=WorkState.WAITING, awaits=awaits, **{field: before})
            if there.update(**{field: to}) != len(batch):
                words = _("This work was graded or handed over meanwhile. Reload the page to see where it stands.")
                raise Conflict(words)
    AuditEntry.objects.bulk_create([_handed(actor, work, field, to, reason) for work in works], batch_size=BATCH)
    for work in works:
        setattr(work, field, to)
    return len(works)


def _handed(actor: User, work: Work, field: str, to: User | None, reason: str) -> AuditEntry:
    changes = {field: [getattr(work, f"{field}_id"), to.pk if to else None], "reason": reason[:300]}
    return audit.entry(actor, "assignments.work.transfer", work, changes)


@transaction.atomic
def transfer_turns(*, actor: User, works: Sequence[Work], to: User | None, reason: str = "") -> tuple[int, int]:
    """Hand over whichever marking each of these works waits for; returns how many went and how many could not. Raises what `transfer` raises.

    What `to` marks as the other of two cannot, nor what two are to agree on. What `to` has already counts as neither.
    """
    moved, left = 0, sum(1 for one in works if one.awaits == Marking.AGREED)
    for marking, (field, other) in TURNS.items():
        kept = {to.pk} if to else {None}
        turns = [one for one in works if one.awaits == marking and getattr(one, f"{field}_id") not in kept]
        free = [one for one in turns if to is None or getattr(one, f"{other}_id") != to.pk]
        left += len(turns) - len(free)
        if free:
            moved += transfer(actor=actor, works=free, to=to, reason=reason, second=marking == Marking.SECOND)
    return moved, left


@transaction.atomic
def record_absence(
    *,
    actor: User,
    grader: User,
    first_day: date,
    last_day: date,
    substitute: User | None = None,
    reason: str = "",
) -> GraderAbsence:
    """Note that a grader is away, and, when the days have begun, hand over what waits for the grader.

    The same days again change nothing. Raises Refusal when the days run backwards, the substitute is away too, or the same days
    are noted with somebody else standing in.
    """
    if last_day < first_day:
        raise Refusal(_("The last day is before the first day."))
    if substitute == grader:
        raise Refusal(_("Nobody stands in for oneself: choose somebody else, or nobody."))
    if substitute and _is_away(substitute, first_day, last_day):
        raise Refusal(_("%(name)s is away on these days too.") % {"name": substitute})
    absence, new = GraderAbsence.objects.get_or_create(
        grader=grader,
        first_day=first_day,
        last_day=last_day,
        defaults={"substitute": substitute, "reason": reason[:300], "recorded_by": actor},
    )
    if not new and absence.substitute != substitute:
        raise Refusal(
            _("These days are noted already, with another substitute. End them first (“Is back”), then note them anew.")
        )
    if new:
        audit.record(actor, "assignments.grader_absence.record", absence, {"grader": [None, grader.pk]})
        if first_day <= clock.today() <= last_day:
            hand_over(absence=absence)
    return absence


@transaction.atomic
def end_absence(*, actor: User, absence: GraderAbsence) -> None:
    """The grader is back: yesterday was the last day, or, where it had not begun, it never was."""
    yesterday = date.fromordinal(clock.today().toordinal() - 1)
    if absence.first_day > yesterday:
        audit.record(actor, "assignments.grader_absence.cancel", absence)
        absence.delete()
        return
    if absence.last_day > yesterday:
        absence.last_day = yesterday
        absence.save(update_fields=["last_day"])
        audit.record(actor, "assignments.grader_absence.end", absence)


@transaction.atomic
def hand_over(*, absence: GraderAbsence) -> int:
    """Give what waits for somebody away to the substitute, where the substitute is in charge; else to whoever takes it.

    Each marking by itself: what the person marked first stays the person's, and what two are to agree on waits for the other.
    """
    moved = 0
    for marking, (field, other) in TURNS.items():
        waiting = Work.objects.filter(state=WorkState.WAITING, awaits=marking, **{field: absence.grader})
        cohorts = list(waiting.order_by().values_list("cohort", flat=True).distinct())
        for cohort_id, able in grader_ids_by_cohort(cohorts).items():
            rows = waiting.filter(cohort=cohort_id)
            if absence.substitute_id in able:
                moved += rows.filter(**{other: absence.substitute_id}).update(**{field: None})
                moved += rows.update(**{field: absence.substitute_id})
            else:
                moved += rows.update(**{field: None})
    audit.record(absence.recorded_by, "assignments.grader_absence.hand_over", absence, {"moved": [0, moved]})
    return moved


def hand_over_due() -> int:
    """Hand over for everybody who is away today, and what waits for somebody who is not in charge any more.

    Run again it finds nothing left to move, and writes nothing.
    """
    today = clock.today()
    away = GraderAbsence.objects.filter(first_day__lte=today, last_day__gte=today).select_related("grader")
    turns = [
        set(_turn(marking).order_by().values_list(field, flat=True).distinct())
        for marking, (field, _o) in TURNS.items()
    ]
    waited_for = {one for turn in turns for one in turn}
    return _free_from_former() + sum(hand_over(absence=one) for one in away.filter(grader__in=waited_for))


def _turn(marking: Marking) -> QuerySet[Work]:
    """Return what waits for one person's marking of this kind."""
    field, _other = TURNS[marking]
    return Work.objects.filter(state=WorkState.WAITING, awaits=marking, **{f"{field}__isnull": False})


@transaction.atomic
def _free_from_former() -> int:
    """Share out anew what waits for somebody whose role, or charge of the cohort, has ended. Returns how many works went."""
    moved, organisers = 0, organiser_ids()
    for marking, (field, _other) in TURNS.items():
        cohorts = set(_turn(marking).order_by().values_list("cohort", flat=True).distinct())
        for cohort_id, able in grader_ids_by_cohort(cohorts).items():
            left = _turn(marking).filter(cohort=cohort_id).exclude(**{f"{field}__in": able | organisers})
            works = list(left.select_for_update(of=("self",)).order_by("waiting_since", "id"))
            moved += len(works)
            for work in works:
                audit.record(None, "assignments.work.free", work, {field: [getattr(work, f"{field}_id"), None]})
                setattr(work, field, None)
            Work.objects.filter(pk__in=[work.pk for work in works]).update(**{field: None})
            if marking == Marking.FIRST:
                assign(works)
                _save_graders(works)
    return moved


def _is_away(user: User, first: date, last: date) -> bool:
    days = Q(first_day__lte=last) & Q(last_day__gte=first)
    return GraderAbsence.objects.filter(days, grader=user).exists()


def _check_graders(cohort: Cohort, graders: set[User]) -> None:
    allowed = grader_ids_of(cohort.pk)
    for one in graders:
        if one.pk not in allowed:
            words = _("%(name)s is not in charge of %(cohort)s: add the person as a facilitator first.")
            raise Refusal(words % {"name": one, "cohort": cohort})
