"""What the pages of the register share: the constraint one may see, and what one may do with it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from courses.models import Cohort
from fieldpractice.models import Constraint
from fieldpractice.queries.constraints.groups import seat_of
from fieldpractice.queries.visible import constraints_visible_to
from lms.people.access import check, found, person
from lms.people.rules import is_participant, is_reviewer


def visible_constraint(request: HttpRequest, pid: str) -> Constraint:
    """Return a constraint this reader may see, or raise Http404."""
    rows = constraints_visible_to(person(request)).select_related(
        "cohort__version",
        "work_unit",
        "raised_by",
        "assigned_to",
        "merged_into",
        "lesson_version",
        "entry",
        "submission",
    )
    return found(rows, public_id=pid)


def constraint_to_lead(request: HttpRequest, pid: str, permission: str = "fieldpractice.lead_constraint") -> Constraint:
    """Return a constraint this reader may lead on: Http404 when unseen, PermissionDenied when only seen."""
    constraint = visible_constraint(request, pid)
    check(request, permission, constraint)
    return constraint


def sees(request: HttpRequest, cohort: Cohort) -> dict[str, bool]:
    """Whose names this reader may read in the register of a cohort."""
    user = person(request)
    people = user.has_perm("fieldpractice.see_constraint_people", cohort)
    return {"sees_people": people, "sees_guides": people or not is_reviewer(user) or bool(is_participant(user))}


def may(request: HttpRequest, constraint: Constraint) -> dict[str, Any]:
    """What this reader may do with a constraint."""
    user = person(request)
    leads = user.has_perm("fieldpractice.lead_constraint", constraint)
    seat = seat_of(user, constraint.cohort_id)
    answers = leads or constraint.assigned_to_id == user.pk
    return {"leads": leads, "answers": answers, "seat": seat, "speaks": bool(seat) or answers}
