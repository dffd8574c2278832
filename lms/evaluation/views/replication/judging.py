"""What the evidence says: figures read by the site, and what is entered by hand."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from lms.evaluation.forms.replication import JudgeForm
from lms.evaluation.models import CriterionJudgement
from lms.evaluation.scorecards import threshold_words
from lms.evaluation.services import replication as services
from lms.evaluation.views.replication.shared import criterion_of, form_page, visible_report
from lms.people.access import check, needs, person
from lms.people.errors import Refusal
from lms.ui.form_pages import GET_POST, done, posted

PAGE = "evaluation:replication_detail"


@require_POST
@needs("evaluation.see_replication")
def scorecard_measure(request: HttpRequest, pid: str) -> HttpResponse:
    """Read the figures of every criterion that has one."""
    report = visible_report(request, pid)
    check(request, "evaluation.judge_replication", report)
    try:
        many = services.measure(actor=person(request), report=report)
    except Refusal as refusal:
        messages.warning(request, str(refusal))
        return redirect(PAGE, pid)
    words = ngettext("%(n)s figure was recorded.", "%(n)s figures were recorded.", many) % {"n": many}
    return done(request, words if many else _("The figures read as before: nothing was added."), PAGE, pid)


@require_http_methods(GET_POST)
@needs("evaluation.see_replication")
def criterion_judge(request: HttpRequest, pid: str, criterion: str) -> HttpResponse:
    """Enter the evidence for a criterion that no figure answers."""
    report = visible_report(request, pid)
    check(request, "evaluation.judge_replication", report)
    row = criterion_of(report, criterion)
    last = CriterionJudgement.objects.filter(criterion=row).order_by("-pk").first()
    initial = {name: getattr(last, name) for name in ("value", "finding", "words", "source", "link")} if last else {}
    form = JudgeForm(posted(request), criterion=row, initial={**initial, "last": last.pk if last else None})

    def act(data: dict[str, Any]) -> HttpResponse:
        services.judge(actor=person(request), criterion=row, seen=form.seen(), last_id=data["last"])
        return done(request, _("The evidence is on record."), PAGE, pid)

    context = {"report": report, "criterion": row, "threshold": threshold_words(row), "last": last}
    return form_page(request, template="evaluation/criterion_judge.html", form=form, act=act, context=context)
