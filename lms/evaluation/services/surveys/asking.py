"""Who is asked: participants, facilitators, supervisors about each of their people or about their unit, or whoever comes to a counter."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import QuerySet

from courses.enums import LEARNING
from courses.models import Enrolment
from courses.queries.visible import charges_held
from fieldpractice.models import Placement
from fieldpractice.queries.placements import supervisors_of
from lms.evaluation.enums import Audience
from lms.evaluation.models import SurveyCounter, SurveyInvitee, SurveyRun
from lms.people.models import User, WorkUnit


def ask(run: SurveyRun) -> list[SurveyInvitee]:
    """Put everybody on the list who is to be asked and is not; returns the new ones. Needs a transaction that holds the run."""
    there = set(run.invitees.values_list("user_id", "enrolment_id"))
    new = [one for one in people_to_ask(run) if (one.user_id, one.enrolment_id) not in there]
    if run.asks_of_units:
        known = {one.who for one in run.invitees.all()}
        new = [one for one in new if one.who not in known]
    elif run.audience == Audience.SUPERVISORS:
        # Somebody asked by another way already is not asked twice about one participant.
        about = {enrolment_id for _user, enrolment_id in there}
        new = [one for one in new if one.enrolment_id not in about]
    SurveyInvitee.objects.bulk_create(new, batch_size=500)
    return list(run.invitees.filter(pk__in=[one.pk for one in new]).select_related("user", "enrolment__user"))


def people_to_ask(run: SurveyRun) -> list[SurveyInvitee]:
    """Return, unsaved, everybody whom a run asks. At most four queries."""
    if run.audience == Audience.PARTICIPANTS:
        rows = _participants(run).values_list("user_id", "pk")
        return [SurveyInvitee(run=run, user_id=user, enrolment_id=pk) for user, pk in rows]
    if run.audience == Audience.FACILITATORS:
        people = charges_held().filter(cohort=run.cohort).order_by("user_id")
        ids = dict.fromkeys(people.values_list("user_id", flat=True))
        return [SurveyInvitee(run=run, user_id=pk) for pk in ids]
    if run.audience != Audience.SUPERVISORS:
        return []
    return _once_each(_supervisors(run)) if run.asks_of_units else list(_supervisors(run))


def _once_each(people: Iterable[SurveyInvitee]) -> list[SurveyInvitee]:
    """Each supervisor once, about nobody in particular; without an account by way of the first of the own people."""
    found: dict[object, SurveyInvitee] = {}
    for one in people:
        if one.user_id is not None:
            one.enrolment = None
        found.setdefault(one.who, one)
    return list(found.values())


def _participants(run: SurveyRun) -> QuerySet[Enrolment]:
    return Enrolment.objects.filter(cohort=run.cohort, state__in=LEARNING, user__is_active=True).order_by("pk")


def _supervisors(run: SurveyRun) -> Iterable[SurveyInvitee]:
    """Of each participant the supervisor of the placement, else who supervises the unit; who has nobody is left out."""
    people = list(_participants(run).select_related("work_unit"))
    placed = {
        one.enrolment_id: one
        for one in Placement.objects.filter(enrolment__in=[one.pk for one in people]).select_related("supervisor")
    }
    heads = supervisors_of({one.work_unit_id for one in people if one.work_unit_id})
    for enrolment in people:
        if (one := _supervisor(run, enrolment, placed.get(enrolment.pk), heads)) is not None:
            yield one


def _supervisor(
    run: SurveyRun, enrolment: Enrolment, placement: Placement | None, heads: dict[int, list[User]]
) -> SurveyInvitee | None:
    if placement is not None and placement.supervisor is not None and placement.supervisor.is_active:
        return SurveyInvitee(run=run, user=placement.supervisor, enrolment=enrolment)
    if placement is not None and (placement.supervisor_name or placement.supervisor_email):
        return SurveyInvitee(
            run=run,
            enrolment=enrolment,
            name=placement.supervisor_name,
            email=placement.supervisor_email,
            phone=placement.supervisor_phone,
        )
    others = [one for one in heads.get(enrolment.work_unit_id or 0, []) if one.pk != enrolment.user_id]
    return SurveyInvitee(run=run, user=others[0], enrolment=enrolment) if others else None


def unreached(run: SurveyRun) -> list[Enrolment]:
    """Return the participants whose supervisor nobody knows: about them nobody is asked. Four queries."""
    if run.audience != Audience.SUPERVISORS:
        return []
    about = {one.enrolment_id for one in _supervisors(run)}
    return [one for one in _participants(run).select_related("user", "work_unit") if one.pk not in about]


def set_counters(run: SurveyRun, units: Iterable[WorkUnit]) -> None:
    """Give each of these kiosks a counter, and take away those of others. Codes that are printed stay. Needs a transaction."""
    wanted = {unit.pk for unit in units}
    run.counters.exclude(work_unit__in=wanted).delete()
    there = set(run.counters.values_list("work_unit_id", flat=True))
    SurveyCounter.objects.bulk_create(SurveyCounter(run=run, work_unit_id=pk) for pk in sorted(wanted - there))
