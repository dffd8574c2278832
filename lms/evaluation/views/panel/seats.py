"""Who sits on a panel."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from lms.evaluation.forms.panel import MemberForm, WhyForm
from lms.evaluation.models import PanelMember
from lms.evaluation.queries.panel.seats import who_may_sit
from lms.evaluation.services.panel import seats
from lms.evaluation.views.panel.shared import cohort_at
from lms.people.access import found, needs, person
from lms.ui.form_pages import GET_POST, done, form_page, posted


@require_http_methods(GET_POST)
@needs("evaluation.manage_panel")
def member_add(request: HttpRequest, pid: str) -> HttpResponse:
    """Give a reviewer a seat."""
    cohort = cohort_at(request, pid, "evaluation.manage_panel")
    form = MemberForm(posted(request), users=who_may_sit(cohort))

    def act(data: dict[str, Any]) -> HttpResponse:
        member = seats.add_member(actor=person(request), cohort=cohort, **data)
        words = _("%(name)s evaluates the participants of this cohort, and is told so.") % {"name": member.user}
        return done(request, words, "evaluation:panel_detail", pid)

    return form_page(request, template="evaluation/member_add.html", form=form, act=act, context={"cohort": cohort})


@require_http_methods(GET_POST)
@needs("evaluation.manage_panel")
def member_end(request: HttpRequest, pid: str, member: str) -> HttpResponse:
    """End a seat, with the reason."""
    cohort = cohort_at(request, pid, "evaluation.manage_panel")
    seat = found(PanelMember.objects.filter(cohort=cohort).select_related("user", "cohort"), public_id=member)
    form = WhyForm(posted(request), help_text=_("What was scored stays and counts; nobody waits for the rest."))

    def act(data: dict[str, Any]) -> HttpResponse:
        seats.end_member(actor=person(request), member=seat, reason=data["reason"])
        return done(request, _("The seat has ended."), "evaluation:panel_detail", pid)

    context = {"cohort": cohort, "seat": seat}
    return form_page(
        request, template="evaluation/member_end.html", form=form, act=act, context=context, told_apart=True
    )
