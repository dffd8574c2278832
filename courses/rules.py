"""Who may do what with cohorts and enrolments. Deny by default: what is not said here nobody may."""

from __future__ import annotations

from typing import Any

from rules.permissions import add_perm
from rules.predicates import predicate

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
    return cohort is None or cohort.facilitators.valid().filter(user_id=user.pk).exists()


@predicate
def looks_after_a_unit(user: Any) -> bool:
    return hats_of(user).has(Role.SUPERVISOR, Role.UNIT_CONTACT)


@predicate
def reviews(user: Any) -> bool:
    return hats_of(user).has(Role.REVIEWER)


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
add_perm("courses.plan_classes", organises)
add_perm("courses.run_class", organises | teaches)
add_perm("courses.list_risks", organises | facilitates)
