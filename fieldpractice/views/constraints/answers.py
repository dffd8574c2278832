"""What answers a constraint: the lesson before and after, and whether it helps."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from courses.models import Enrolment
from fieldpractice.forms.constraints import HelpForm
from fieldpractice.models import Constraint, ConstraintAnswer
from fieldpractice.queries.constraints.detail import helped, names_for
from fieldpractice.queries.constraints.groups import concerned, group_ids
from fieldpractice.queries.constraints.lessons import change_of
from fieldpractice.services import constraints as services
from fieldpractice.views.constraints.shared import may, sees, visible_constraint
from lms.people.access import found, needs, person
from lms.ui.form_pages import GET_POST, done, form_page, posted


@require_safe
@needs("fieldpractice.list_constraints")
def answer_detail(request: HttpRequest, pid: str, number: int) -> HttpResponse:
    """One answer: what changed in the lesson, word by word, and what those concerned say of it."""
    constraint, answer = _answer(request, pid, number)
    return _page(request, constraint, answer)


@require_http_methods(GET_POST)
@needs("fieldpractice.list_constraints")
def answer_help(request: HttpRequest, pid: str, number: int) -> HttpResponse:
    """Say whether an answer helps."""
    constraint, answer = _answer(request, pid, number)
    if request.method != "POST":
        return redirect(answer)
    if not _is_asked(constraint, may(request, constraint)["seat"]):
        raise PermissionDenied
    return _page(request, constraint, answer)


def _is_asked(constraint: Constraint, seat: Enrolment | None) -> bool:
    """Whether this constraint concerns somebody, who then says whether the answer helps."""
    whole = constraint.merged_into or constraint
    return seat is not None and concerned(group_ids(whole)).filter(pk=seat.pk).exists()


def _answer(request: HttpRequest, pid: str, number: int) -> tuple[Constraint, ConstraintAnswer]:
    constraint = visible_constraint(request, pid)
    rows = ConstraintAnswer.objects.filter(constraint__in=group_ids(constraint))
    related = ("constraint__cohort", "constraint__merged_into", "before", "after", "actor")
    return constraint, found(rows.select_related(*related), pk=number)


def _page(request: HttpRequest, constraint: Constraint, answer: ConstraintAnswer) -> HttpResponse:
    user, change, able = person(request), change_of(answer), may(request, constraint)
    names = names_for(user, constraint, sees(request, constraint.cohort))
    (said,) = helped([answer], user, names)
    mine = said.mine
    form = HelpForm(
        posted(request),
        initial={"helps": ("yes" if mine.helps else "no") if mine else "", "note": mine.note if mine else ""},
    )

    def act(data: dict[str, Any]) -> HttpResponse:
        services.answer_help(actor=user, answer=answer, **data)
        return done(request, _("Thank you. Your word is on record."), answer.get_absolute_url())

    context = {
        "constraint": constraint,
        "cohort": constraint.cohort,
        "answer": answer,
        "said": said,
        "asked": _is_asked(constraint, able["seat"]),
        "change": change,
        "changes": change.as_text() if change else "",
        "reads_it": change is not None and able["seat"] is not None and constraint.cohort.version_id == answer.after_id,
        **able,
    }
    return form_page(request, template="fieldpractice/answer_detail.html", form=form, act=act, context=context)
