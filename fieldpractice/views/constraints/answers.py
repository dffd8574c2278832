"""What answers a constraint: the lesson before and after, and whether it helps."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from fieldpractice.forms.constraints import HelpForm
from fieldpractice.models import Constraint, ConstraintAnswer
from fieldpractice.queries.constraints.detail import Names, helped
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
    return _page(request, constraint, answer) if request.method == "POST" else redirect(answer)


def _answer(request: HttpRequest, pid: str, number: int) -> tuple[Constraint, ConstraintAnswer]:
    constraint = visible_constraint(request, pid)
    rows = ConstraintAnswer.objects.filter(constraint__in=group_ids(constraint))
    related = ("constraint__cohort", "constraint__merged_into", "before", "after", "actor")
    return constraint, found(rows.select_related(*related), pk=number)


def _page(request: HttpRequest, constraint: Constraint, answer: ConstraintAnswer) -> HttpResponse:
    user, change, able = person(request), change_of(answer), may(request, constraint)
    names = Names(user, **sees(request, constraint.cohort))
    (said,) = helped([answer], user, names)
    mine = said.mine
    whole = constraint.merged_into or constraint
    asked = able["seat"] is not None and concerned(group_ids(whole)).filter(pk=able["seat"].pk).exists()
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
        "asked": asked,
        "change": change,
        "changes": change.as_text() if change else "",
        "reads_it": change is not None and able["seat"] is not None and constraint.cohort.version_id == answer.after_id,
        **able,
    }
    return form_page(request, template="fieldpractice/answer_detail.html", form=form, act=act, context=context)
