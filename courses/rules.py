"""Who may do what with cohorts and enrolments. Deny by default: what is not said here nobody may."""

from __future__ import annotations

from datetime import date
from typing import Any

from rules.permissions import add_perm
from rules.predicates import predicate

from courses.enums import EnrolmentState
from lms.people import clock
from lms.people.enums import Role
from lms.people.roles import hats_of


@predicate
def organises(user: Any) -> bool:
    return hats_of(user).has(Role.ADMINISTRATOR, Role.COORDINATOR)


@predicate
def facilitates(user: Any, cohort: Any) -> bool:
    """Whether this facilitator is in charge of the cohort today; without a cohort, whether of any at all."""
    if not hats_of(user).has(Role.FACILITATOR):
        return False
    return cohort is None or cohort.pk in _charges(user)


def _charges(user: Any) -> frozenset[int]:
    """The cohorts in somebody's charge today: asked once for each request, however many tabs want to know."""
    today = clock.today()
    kept: tuple[date, frozenset[int]] | None = getattr(user, "_charges", None)
    if kept is None or kept[0] != today:
        ids = user.facilitated.valid(today).values_list("cohort_id", flat=True)
        kept = user._charges = (today, frozenset(ids))
    return kept[1]


def forget_charges(user: Any) -> None:
    """Drop what was worked out, after a charge of this user began or ended."""
    user._charges = None


@predicate
def looks_after_a_unit(user: Any) -> bool:
    return hats_of(user).has(Role.SUPERVISOR, Role.UNIT_CONTACT)


@predicate
def reviews(user: Any) -> bool:
    return hats_of(user).has(Role.REVIEWER)


@predicate
def nominates(user: Any) -> bool:
    return hats_of(user).has(Role.UNIT_CONTACT)


@predicate
def answers_for_the_unit(user: Any, enrolment: Any) -> bool:
    """Whether this is the contact of the enrolment's unit."""
    units = hats_of(user).unit_ids.get(Role.UNIT_CONTACT, frozenset())
    return enrolment is not None and enrolment.work_unit_id in units


@predicate
def is_undecided(user: Any, enrolment: Any) -> bool:
    return enrolment is not None and enrolment.state in {EnrolmentState.NOMINATED, EnrolmentState.WAITLISTED}


@predicate
def is_the_participant(user: Any, enrolment: Any) -> bool:
    return enrolment is not None and enrolment.user_id == user.pk


@predicate
def teaches(user: Any, meeting: Any) -> bool:
    """Whether this person is named as a trainer of the class, or is in charge of its cohort."""
    if meeting is None:
        return False
    return meeting.trainers.filter(user_id=user.pk).exists() or bool(facilitates(user, meeting.stage.cohort))


add_perm("courses.list_cohorts", organises | facilitates | reviews | looks_after_a_unit)
add_perm("courses.add_cohort", organises)
add_perm("courses.edit_cohort", organises)
add_perm("courses.read_lessons", organises | facilitates)
add_perm("courses.list_people", organises | facilitates)
add_perm("courses.manage_people", organises)
add_perm("courses.export_progress", organises | facilitates | looks_after_a_unit)
add_perm("courses.answer_enrolment", is_the_participant)
add_perm("courses.nominate", nominates)
add_perm("courses.see_letters", organises | looks_after_a_unit)
add_perm("courses.answer_question", answers_for_the_unit)
add_perm("courses.replace_nominee", organises | (answers_for_the_unit & is_undecided))
add_perm("courses.announce", organises | facilitates)
add_perm("courses.plan_classes", organises)
add_perm("courses.run_class", organises | teaches)
add_perm("courses.list_risks", organises | facilitates)
add_perm("courses.tune_risks", organises)
