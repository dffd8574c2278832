"""Who may do what: figures of the units before and after, competency profiles, evaluation of teaching, the portfolio."""

from __future__ import annotations

from typing import Any

from rules.permissions import add_perm
from rules.predicates import predicate

from courses.enums import LEARNING
from courses.rules import facilitates, is_the_participant, looks_after_a_unit, organises, reviews
from lms.people.enums import Role
from lms.people.roles import hats_of
from lms.people.rules import is_participant, is_unit_contact


@predicate
def is_the_units_contact(user: Any, unit: Any) -> bool:
    return unit is not None and unit.pk in hats_of(user).unit_ids.get(Role.UNIT_CONTACT, frozenset())


@predicate
def facilitates_enrolment(user: Any, enrolment: Any) -> bool:
    """Whether this facilitator is in charge of the enrolment's cohort."""
    return enrolment is not None and bool(facilitates(user, enrolment.cohort))


@predicate
def took_part(user: Any, enrolment: Any) -> bool:
    """Whether the enrolment ever led into the course: who was only nominated has nothing to show."""
    return enrolment is not None and enrolment.state in LEARNING


# Figures of units: contacts and supervisors read their own, reviewers and organisers all; contacts and organisers report.
add_perm("evaluation.list_indicators", organises | reviews | looks_after_a_unit)
add_perm("evaluation.report_indicators", organises | is_the_units_contact)
add_perm("evaluation.import_indicators", organises | is_unit_contact)
# With a cohort: figures of its units, of its competencies, of its teaching. Reviewers read figures and nobody's name.
add_perm("evaluation.see_outcomes", organises | facilitates | reviews)
add_perm("evaluation.set_months", organises)
# With a cohort: each person's competencies, with names.
add_perm("evaluation.see_people", organises | facilitates)
# Without an object: the own ones; with an enrolment: whoever is in charge, and the person.
add_perm("evaluation.list_portfolios", is_participant)
add_perm("evaluation.read_portfolio", (organises | facilitates_enrolment | is_the_participant) & took_part)
# As paper and sheet: whole for everybody who gets it, so not for those who grade some of its tasks without names.
add_perm("evaluation.take_portfolio", (organises | is_the_participant) & took_part)
# How somebody teaches is told to that person and to who organises; not to other facilitators, not to reviewers.
add_perm("evaluation.see_all_teaching", organises)
