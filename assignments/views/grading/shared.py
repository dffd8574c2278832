"""What the screens of grading need: the work one may grade, and the cohort."""

from __future__ import annotations

from django.http import HttpRequest

from assignments.forms.grading import SheetForm
from assignments.models import Work
from assignments.queries.desk import works_visible_to
from assignments.queries.sheets import works_to_show
from assignments.services import drafts
from courses.models import Cohort
from courses.queries.visible import cohorts_visible_to
from lms.people.access import check, found, person
from lms.people.models import User


def work_at(request: HttpRequest, pid: str) -> Work:
    """Return a work this grader may see, with all the desk shows of it, or raise Http404."""
    return found(works_to_show(works_visible_to(person(request))), public_id=pid)


def cohort_at(request: HttpRequest, pid: str, permission: str) -> Cohort:
    """Return a cohort on which the reader has a permission: Http404 when unseen, PermissionDenied when only seen."""
    cohort = found(cohorts_visible_to(person(request)), public_id=pid)
    check(request, permission, cohort)
    return cohort


def keep_sheet(user: User, work: Work, form: SheetForm) -> None:
    """Keep what was typed on a sheet as the grader's draft, whatever else was wrong with it. What is no sheet keeps nothing."""
    form.is_valid()
    if "seen" not in form.errors:
        drafts.keep_text(actor=user, work=work, marked=form.marked())
