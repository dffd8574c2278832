"""Sharing out a cohort's work among its graders, and days on which one of them is away."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from assignments.forms.grading import AbsenceForm, AllocationForm, TransferAllForm
from assignments.models import GraderAbsence
from assignments.queries import desk as queue
from assignments.queries.desk import works_visible_to
from assignments.queries.graders import absences_of, ages_by_grader, units_of
from assignments.services import allocation
from assignments.views.grading.shared import cohort_at
from courses.models import Cohort
from lms.people.access import found, needs, person
from lms.people.errors import Conflict
from lms.ui.form_pages import GET_POST, done, form_page, posted


@require_http_methods(GET_POST)
@needs("assignments.allocate_work")
def allocation_edit(request: HttpRequest, pid: str) -> HttpResponse:
    """Who grades what of a cohort: by unit, evenly or by hand; what waits already is shared out if wished."""
    cohort = cohort_at(request, pid, "assignments.allocate_work")
    form = AllocationForm(posted(request), cohort=cohort, units=units_of(cohort))

    def act(data: dict[str, Any]) -> HttpResponse:
        allocation.set_plan(
            actor=person(request), cohort=cohort, mode=data["mode"], even=list(data["even"]), by_unit=form.by_unit()
        )
        moved = _share_out(request, cohort, data["now"])
        words = ngettext("Saved; %(n)s work was shared out.", "Saved; %(n)s works were shared out.", moved)
        return done(request, words % {"n": moved}, _home(pid))

    context = {
        "cohort": cohort,
        "ages": list(ages_by_grader(works_visible_to(person(request)).filter(cohort=cohort))),
        "absences": absences_of(cohort),
    }
    return form_page(request, template="assignments/allocation_edit.html", form=form, act=act, context=context)


@require_http_methods(GET_POST)
@needs("assignments.allocate_work")
def grading_transfer(request: HttpRequest) -> HttpResponse:
    """Hand all that waits of what is chosen to one grader, after a look at which they are (GET), with one click (POST)."""
    user, wanted = person(request), queue.Wanted.of({**request.GET.dict(), "state": ""})
    works = queue.filtered(queue.works_visible_to(user), wanted, user)
    cohort_by_work = dict(works.order_by().values_list("pk", "cohort"))
    many, seen = len(cohort_by_work), queue.digest_of(cohort_by_work)

    def act(data: dict[str, Any]) -> HttpResponse:
        if data["seen"] != seen:
            raise Conflict(_("The queue has changed meanwhile. Look at the list again, then hand it over."))
        chosen = list(works.select_related("cohort"))
        moved, left = allocation.transfer_turns(actor=user, works=chosen, to=data["to"], reason=data["reason"])
        return done(request, _handed_over(moved, left), reverse("assignments:grading_list"))

    form = TransferAllForm(posted(request), initial={"seen": seen}, cohorts=set(cohort_by_work.values()))
    context = {"page": queue.page_of(works), "many": many, "wanted": wanted}
    return form_page(request, template="assignments/grading_transfer.html", form=form, act=act, context=context)


@require_http_methods(GET_POST)
@needs("assignments.allocate_work")
def absence_add(request: HttpRequest, pid: str) -> HttpResponse:
    """Note that a grader is away, and who stands in."""
    cohort = cohort_at(request, pid, "assignments.allocate_work")

    def act(data: dict[str, Any]) -> HttpResponse:
        allocation.record_absence(actor=person(request), **data)
        return done(request, _("Noted. What waits goes over when the days begin."), _home(pid))

    form, context = AbsenceForm(posted(request), cohort=cohort), {"cohort": cohort, "back": _home(pid)}
    return form_page(request, template="assignments/absence_add.html", form=form, act=act, context=context)


@require_POST
@needs("assignments.allocate_work")
def absence_end(request: HttpRequest, pid: str, number: int) -> HttpResponse:
    """The grader is back earlier, or never went."""
    cohort = cohort_at(request, pid, "assignments.allocate_work")
    absence = found(GraderAbsence.objects.filter(pk__in=[one.pk for one in absences_of(cohort)]), pk=number)
    allocation.end_absence(actor=person(request), absence=absence)
    return done(request, _("%(name)s grades again.") % {"name": absence.grader}, _home(pid))


def _handed_over(moved: int, left: int) -> str:
    """Say how many works went, and how many stayed and why."""
    words = ngettext("%(n)s work was handed over.", "%(n)s works were handed over.", moved) % {"n": moved}
    if not left:
        return words
    stay = ngettext(
        "%(n)s stays where it is: two marked it and must agree on it, or the new grader marked first.",
        "%(n)s stay where they are: those two marked and must agree on, or the new grader marked first.",
        left,
    )
    return f"{words} {stay % {'n': left}}"


def _share_out(request: HttpRequest, cohort: Cohort, now: str) -> int:
    if not now:
        return 0
    return allocation.share_out(actor=person(request), cohort=cohort, everything=now == "all")


def _home(pid: str) -> str:
    return reverse("assignments:allocation_edit", args=[pid])
