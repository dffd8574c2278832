"""Planning a cohort, opening it, ending it, and planning another like it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from cms.enums import StageKind, VersionState
from cms.models import CurriculumVersion
from courses.enums import CohortState, EnrolmentState
from courses.models import Cohort, Enrolment, ModuleGate, Stage
from courses.plan import StagePlan, misplaced, shifted, usual_plan
from courses.queries.cohorts import fingerprint
from courses.registry import ending_troubles
from courses.services import seats, steps, telling
from lms.people import audit, clock
from lms.people.errors import Conflict, Refusal
from lms.people.models import User
from lms.programme.models import Programme


def next_number(programme: Programme) -> int:
    """Return the number after the highest one of the programme."""
    highest = Cohort.objects.filter(programme=programme).aggregate(highest=Max("number"))["highest"]
    return int(highest or 0) + 1


@transaction.atomic
def create_cohort(
    *,
    actor: User,
    programme: Programme,
    version: CurriculumVersion,
    starts_on: date,
    number: int | None = None,
    name: str = "",
    capacity: int = 30,
    time_zone: str = "Asia/Jakarta",
    stages: Sequence[StagePlan] | None = None,
) -> Cohort:
    """Plan a cohort on a published version, with the usual five stages unless others are given.

    Raises Refusal when the version is not published or a stage is misplaced, Conflict when the number is taken.
    """
    _check_published(version)
    number = number or next_number(programme)
    cohort = _save(
        Cohort(
            programme=programme,
            number=number,
            name=name or _("Cohort %(number)s") % {"number": number},
            version=version,
            capacity=capacity,
            time_zone=time_zone,
            created_by=actor,
            created_at=clock.now(),
        )
    )
    _add_stages(cohort, stages if stages is not None else usual_plan(starts_on))
    audit.record(actor, "courses.cohort.create", cohort, {"version": [None, str(version)], "seats": [None, capacity]})
    return cohort


@transaction.atomic
def clone_cohort(
    *,
    actor: User,
    source: Cohort,
    starts_on: date,
    version: CurriculumVersion | None = None,
    number: int | None = None,
    name: str = "",
) -> Cohort:
    """Plan a cohort like another one with all dates moved together; seats, zone and gates are taken over, and the version
    unless another is given. A version that is not published is refused. Gates move by the same number of days.
    """
    stages = stage_plans(source)
    cohort = create_cohort(
        actor=actor,
        programme=source.programme,
        version=version or source.version,
        starts_on=starts_on,
        number=number,
        name=name,
        capacity=source.capacity,
        time_zone=source.time_zone,
        stages=shifted(stages, starts_on),
    )
    Cohort.objects.filter(pk=cohort.pk).update(cloned_from=source)
    cohort.cloned_from = source
    by = starts_on - stages[0].starts_on
    ModuleGate.objects.bulk_create(
        ModuleGate(
            cohort=cohort,
            module_key=gate.module_key,
            opens_on=gate.opens_on and gate.opens_on + by,
            needs_key=gate.needs_key,
        )
        for gate in source.gates.all()
    )
    audit.record(actor, "courses.cohort.clone", cohort, {"source": str(source)})
    return cohort


def stage_plans(cohort: Cohort) -> list[StagePlan]:
    """Return the cohort's stages as plain plans, in order."""
    return [
        StagePlan(stage.kind, stage.mode, stage.starts_on, stage.ends_on, stage.venue, stage.needs_previous)
        for stage in cohort.stages.order_by("order")
    ]


@transaction.atomic
def open_cohort(*, actor: User, cohort: Cohort) -> None:
    """Open a planned cohort: those who took up their place can begin on the first day of the online stage.

    Raises Refusal when the pinned version is no longer published, Conflict when the cohort is not planned any more.
    """
    _check_published(cohort.version)
    _change_state(actor, cohort, CohortState.PLANNED, CohortState.OPEN, "courses.cohort.open")


@transaction.atomic
def finish_cohort(*, actor: User, cohort: Cohort) -> dict[str, int]:
    """End a running cohort. Returns how many completed, did not complete, and left the list.

    Active people who finished every online lesson are completed, the others not completed; those who never took up their
    place or still waited are withdrawn, nominations not decided are declined. Raises Refusal before the last day of the
    last stage or when a room above says what is in the way, Conflict when the cohort is not running. Lessons stay readable.
    """
    last = cohort.stages.aggregate(last=Max("ends_on"))["last"]
    if last and clock.today() < last:
        raise Refusal(
            _("The last stage ends on %(day)s: finish the cohort on that day or after it.")
            % {"day": date_format(last, "l, j F Y")}
        )
    if troubles := ending_troubles(cohort):
        raise Refusal(" ".join(troubles))
    _change_state(actor, cohort, CohortState.OPEN, CohortState.FINISHED, "courses.cohort.finish")
    result = steps.close_all(actor=actor, cohort=cohort)
    without = Enrolment.objects.filter(cohort=cohort, state__in=(EnrolmentState.WITHDRAWN, EnrolmentState.DECLINED))
    telling.over(enrolments=list(without))
    return result


@transaction.atomic
def cancel_cohort(*, actor: User, cohort: Cohort, reason: str) -> None:
    """Call off a planned or running cohort; everybody on its list is released and told why. Raises Conflict when it has ended."""
    if not reason.strip():
        raise Refusal(_("Say why the cohort is cancelled: the participants are told."))
    if cohort.state not in {CohortState.PLANNED, CohortState.OPEN}:
        raise Conflict(_("This cohort has already ended. Reload the page to see where it stands."))
    _change_state(actor, cohort, cohort.state, CohortState.CANCELLED, "courses.cohort.cancel", reason)
    released = steps.release_all(actor=actor, cohort=cohort, reason=reason)
    telling.called_off(actor=actor, cohort=cohort, released=released, reason=reason.strip())


@transaction.atomic
def edit_cohort(*, actor: User, cohort: Cohort, seen: str, name: str, capacity: int, time_zone: str) -> list[Enrolment]:
    """Change name, seats and zone. More seats promote the first of the waiting list, who are returned.

    `seen` is the fingerprint of what the editor saw: Conflict when it has changed since. Raises Refusal when fewer seats
    are asked for than are taken.
    """
    locked = seats.lock(cohort)
    if fingerprint(locked) != seen:
        raise Conflict(
            _("Somebody changed this cohort meanwhile. Compare with what is on record now, then save again.")
        )
    taken = seats.taken(locked)
    if capacity < taken:
        raise Refusal(
            _("%(taken)s seats are taken: there cannot be fewer. Withdraw participants first.") % {"taken": taken}
        )
    changes = {
        key: [before, after]
        for key, before, after in (
            ("name", locked.name, name),
            ("seats", locked.capacity, capacity),
            ("time_zone", locked.time_zone, time_zone),
        )
        if before != after
    }
    locked.name, locked.capacity, locked.time_zone = name, capacity, time_zone
    locked.save(update_fields=["name", "capacity", "time_zone"])
    if changes:
        audit.record(actor, "courses.cohort.edit", locked, changes)
    return seats.promote(actor=actor, cohort=locked)


def check_stages(stages: Sequence[StagePlan]) -> None:
    """Raise Refusal unless every stage ends after it begins and begins after the one before has ended."""
    wrong = misplaced(stages)
    if wrong is None:
        return
    label = StageKind(wrong[0]).label
    if wrong[1] == "ends":
        raise Refusal(_("The stage “%(stage)s” ends before it begins.") % {"stage": label})
    raise Refusal(_("The stage “%(stage)s” begins before the one before it has ended.") % {"stage": label})


def _check_published(version: CurriculumVersion) -> None:
    if version.state != VersionState.PUBLISHED:
        raise Refusal(_("%(version)s is not published. Choose a published version.") % {"version": version})


def _save(cohort: Cohort) -> Cohort:
    try:
        with transaction.atomic():
            cohort.save(force_insert=True)
    except IntegrityError as error:
        raise Conflict(
            _("There is already a cohort %(number)s. Choose another number.") % {"number": cohort.number}
        ) from error
    return cohort


def _add_stages(cohort: Cohort, stages: Sequence[StagePlan]) -> None:
    check_stages(stages)
    Stage.objects.bulk_create(
        Stage(
            cohort=cohort,
            kind=stage.kind,
            order=order,
            mode=stage.mode,
            starts_on=stage.starts_on,
            ends_on=stage.ends_on,
            venue=stage.venue,
            needs_previous=stage.needs_previous,
        )
        for order, stage in enumerate(stages, start=1)
    )


def _change_state(actor: User, cohort: Cohort, before: str, after: str, action: str, reason: str = "") -> None:
    if not Cohort.objects.filter(pk=cohort.pk, state=before).update(state=after):
        raise Conflict(_("The cohort has changed meanwhile. Reload the page to see where it stands."))
    cohort.state = after
    audit.record(actor, action, cohort, {"state": [before, after]} | ({"reason": reason} if reason else {}))
