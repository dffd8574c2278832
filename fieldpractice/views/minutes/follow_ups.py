"""The follow-up board of a cohort, one's own list, and one follow-up."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from courses.models import Cohort
from courses.views.shared import visible_cohort
from fieldpractice.enums import ActionState
from fieldpractice.follow_up_exports import follow_ups_xlsx
from fieldpractice.forms.minutes import BoardForm, FollowUpEditForm, FollowUpForm, StateForm
from fieldpractice.models import FollowUp
from fieldpractice.queries.minutes import follow_ups as queries
from fieldpractice.queries.minutes.running import labels_of
from fieldpractice.services.minutes import follow_ups
from lms.people.access import check, found, needs, person, signed_in
from lms.ui.downloads import XLSX, file_answer
from lms.ui.form_pages import GET_POST, done, form_page, posted

PAGE = 50


@require_safe
@needs("fieldpractice.list_follow_ups")
def cohort_follow_ups(request: HttpRequest, pid: str) -> HttpResponse:
    """The follow-up plan of a cohort across its sessions."""
    cohort = _cohort(request, pid)
    form, wanted = _filter(request)
    page = Paginator(queries.board_of(cohort, wanted), PAGE).get_page(request.GET.get("page"))
    counts = queries.counts_of(cohort)
    context = {
        "cohort": cohort,
        "form": form,
        "page": page,
        "counts": counts,
        "done_percent": queries.done_percent(counts),
        "states": ActionState.choices,
        "filtered": bool(request.GET),
    }
    return render(request, "fieldpractice/cohort_follow_ups.html", context)


@require_safe
@needs("fieldpractice.list_follow_ups")
def follow_ups_export(request: HttpRequest, pid: str) -> HttpResponse:
    """The same rows as a spreadsheet."""
    cohort = _cohort(request, pid)
    _form, wanted = _filter(request)
    body = follow_ups_xlsx(queries.board_of(cohort, wanted))
    return file_answer(body, XLSX, _("follow-up-plan") + f"-{cohort.number}.xlsx")


@require_http_methods(GET_POST)
@needs("fieldpractice.list_follow_ups")
def follow_up_add(request: HttpRequest, pid: str) -> HttpResponse:
    """Put something on the plan outside a session."""
    cohort = _cohort(request, pid)
    form = FollowUpForm(posted(request), cohort=cohort)

    def act(data: dict[str, Any]) -> HttpResponse:
        row = follow_ups.add_follow_up(actor=person(request), cohort=cohort, plan=form.plan(), key=data["key"])
        return done(request, _("It is on the plan."), row.get_absolute_url())

    context = {"cohort": cohort, "labels": labels_of(None, cohort.pk)}
    return form_page(request, template="fieldpractice/follow_up_add.html", form=form, act=act, context=context)


@require_safe
@signed_in
def follow_up_list(request: HttpRequest) -> HttpResponse:
    """What one has taken on oneself."""
    page = Paginator(queries.mine(person(request)), PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "states": ActionState.choices}
    return render(request, "fieldpractice/follow_up_list.html", context)


@require_safe
@signed_in
def follow_up_detail(request: HttpRequest, pid: str) -> HttpResponse:
    """One follow-up with its history."""
    return _detail_page(request, _visible(request, pid))


@require_POST
@signed_in
def follow_up_state(request: HttpRequest, pid: str) -> HttpResponse:
    """Say how far a follow-up is."""
    row = _visible(request, pid)
    check(request, "fieldpractice.answer_follow_up", row)
    form = StateForm(request.POST)

    def act(data: dict[str, Any]) -> HttpResponse:
        follow_ups.move_follow_up(
            actor=person(request), follow_up=row, to=data["to"], seen=data["seen"], note=data["note"]
        )
        ours = url_has_allowed_host_and_scheme(data["back"], allowed_hosts={request.get_host()})
        return redirect(data["back"] if ours else row.get_absolute_url())

    template, context = "fieldpractice/follow_up_detail.html", _detail(request, row)
    return form_page(request, template=template, form=form, act=act, context=context, told_apart=True)


@require_http_methods(GET_POST)
@signed_in
def follow_up_edit(request: HttpRequest, pid: str) -> HttpResponse:
    """Change what is to be done, by whom or until when."""
    row = _visible(request, pid)
    check(request, "fieldpractice.plan_follow_up", row)
    form = FollowUpEditForm(posted(request), follow_up=row)

    def act(data: dict[str, Any]) -> HttpResponse:
        follow_ups.change_follow_up(actor=person(request), follow_up=row, plan=form.plan(), seq=data["seq"])
        return done(request, _("Saved."), row.get_absolute_url())

    context = {"follow_up": row, "cohort": row.cohort, "labels": labels_of(row.session, row.cohort_id)}
    return form_page(
        request, template="fieldpractice/follow_up_edit.html", form=form, act=act, context=context, told_apart=True
    )


def _cohort(request: HttpRequest, pid: str) -> Cohort:
    cohort = visible_cohort(request, pid)
    check(request, "fieldpractice.list_follow_ups", cohort)
    return cohort


def _visible(request: HttpRequest, pid: str) -> FollowUp:
    rows = queries.follow_ups_visible_to(person(request))
    return found(
        rows.select_related("responsible__work_unit", "cohort", "session__cohort", "constraint"), public_id=pid
    )


def _filter(request: HttpRequest) -> tuple[BoardForm, queries.Wanted]:
    """Return the filter as typed; what is no filter counts as none."""
    form = BoardForm(request.GET or None)
    data = form.cleaned_data if form.is_valid() else {}
    return form, queries.Wanted(
        **{name: data[name] for name in ("state", "late", "responsible", "session") if name in data}
    )


def _detail(request: HttpRequest, row: FollowUp) -> dict[str, Any]:
    user = person(request)
    row.refresh_from_db(fields=["state", "state_at"])
    return {
        "follow_up": row,
        "cohort": row.cohort,
        "history": queries.history_of(row),
        "states": ActionState.choices,
        "may_answer": user.has_perm("fieldpractice.answer_follow_up", row),
        "may_plan": user.has_perm("fieldpractice.plan_follow_up", row),
        "sees_cohort": user.has_perm("fieldpractice.list_follow_ups", row.cohort),
    }


def _detail_page(request: HttpRequest, row: FollowUp) -> HttpResponse:
    return render(request, "fieldpractice/follow_up_detail.html", {**_detail(request, row), "form": StateForm()})
