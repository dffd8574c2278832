"""Attitude, as a facilitator saw it: a page of people with the rubric, saved person by person."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from lms.evaluation.forms.attitude import AttitudeForm
from lms.evaluation.queries.panel.attitude import attitude_rows
from lms.evaluation.queries.panel.board import board_of, evaluated
from lms.evaluation.services.panel import scoring
from lms.evaluation.views.panel.shared import cohort_at
from lms.people.access import needs, person
from lms.people.errors import Refusal
from lms.ui.form_pages import GET_POST

PAGE = 15


@require_http_methods(GET_POST)
@needs("evaluation.mark_attitude")
def attitude_edit(request: HttpRequest, pid: str) -> HttpResponse:
    """Mark a page of people; only whom something was chosen for is saved."""
    board = board_of(cohort_at(request, pid, "evaluation.mark_attitude"))
    if board.rules is None or not board.rules.criteria["attitude"]:
        return render(request, "evaluation/no_scheme.html", {"cohort": board.cohort, "attitude": True})
    page = Paginator(board.people, PAGE).get_page(request.GET.get("page"))
    form = AttitudeForm(request.POST if request.method == "POST" else None)
    troubles: list[str] = []
    if request.method == "POST":
        saved, troubles = _save(request, pid, form)
        if saved:
            words = ngettext("%(n)s person is marked.", "%(n)s people are marked.", saved) % {"n": saved}
            messages.success(request, words)
        if not troubles:
            return redirect(request.get_full_path())
    context = {
        "cohort": board.cohort,
        "page": page,
        "rows": attitude_rows(board, page.object_list, person(request), form.by_person()),
        "troubles": troubles,
    }
    return render(request, "evaluation/attitude_edit.html", context, status=422 if troubles else 200)


def _save(request: HttpRequest, pid: str, form: AttitudeForm) -> tuple[int, list[str]]:
    """Save person by person; returns how many, and in words for whom it did not go."""
    cohort = cohort_at(request, pid, "evaluation.mark_attitude")
    typed, saved, troubles = form.by_person(), 0, list[str]()
    for one in evaluated(cohort).filter(public_id__in=list(typed)).select_related("user", "cohort"):
        levels, comment = typed[one.public_id]
        try:
            scoring.mark_attitude(actor=person(request), enrolment=one, levels=levels, comment=comment)
            saved += 1
        except Refusal as refusal:
            troubles.append(_("%(name)s: %(why)s") % {"name": one.user.display_name, "why": refusal})
    return saved, troubles
