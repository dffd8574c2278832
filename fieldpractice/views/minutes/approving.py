"""The minutes to read, their approval, and their paper."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from fieldpractice import minutes_papers
from fieldpractice.forms.minutes import ApproveForm
from fieldpractice.models import MinutesApproval
from fieldpractice.queries.minutes.content import approvals_of, content_of, digest_of, is_empty, shown
from fieldpractice.services.minutes.approving import approve_minutes
from fieldpractice.views.minutes.shared import pdf, session_to_run, visible_session
from lms.files import store
from lms.people.access import check, needs, person, signed_in
from lms.ui.form_pages import GET_POST, done, form_page, posted


@require_safe
@signed_in
def minutes_detail(request: HttpRequest, pid: str) -> HttpResponse:
    """The minutes as approved; to those who lead the session also as they stand."""
    session = visible_session(request, pid)
    check(request, "fieldpractice.read_minutes", session)
    may_run = person(request).has_perm("fieldpractice.run_session", session)
    approvals = approvals_of(session)
    approval = _chosen(request, approvals)
    if approval is None and not may_run:
        raise Http404
    content = approval.content if approval else content_of(session)
    context = {
        "session": session,
        "cohort": session.cohort,
        "approval": approval,
        "approvals": approvals,
        "is_newest": not approvals or approval == approvals[0],
        "minutes": shown(content),
        "may_run": may_run,
        "empty": is_empty(content),
        "changed_since": may_run and approvals and digest_of(content_of(session)) != approvals[0].sha256,
    }
    return render(request, "fieldpractice/minutes_detail.html", context)


@require_http_methods(GET_POST)
@needs("fieldpractice.run_session")
def minutes_approve(request: HttpRequest, pid: str) -> HttpResponse:
    """The second look: the whole minutes as they will be frozen, and the word that they are right."""
    session = session_to_run(request, pid)
    content, approvals = content_of(session), approvals_of(session)
    form = ApproveForm(posted(request), sha256=digest_of(content), again=bool(approvals))

    def act(data: dict[str, Any]) -> HttpResponse:
        approve_minutes(actor=person(request), session=session, sha256=data["sha256"], reason=data.get("reason", ""))
        words = _("The minutes are approved and frozen; the participants are told.")
        return done(request, words, "fieldpractice:minutes_detail", pid)

    context = {
        "session": session,
        "cohort": session.cohort,
        "minutes": shown(content),
        "approvals": approvals,
        "empty": is_empty(content),
        "unchanged": bool(approvals) and approvals[0].sha256 == digest_of(content),
    }
    return form_page(
        request, template="fieldpractice/minutes_approve.html", form=form, act=act, context=context, told_apart=True
    )


@require_safe
@signed_in
def minutes_pdf(request: HttpRequest, pid: str) -> HttpResponse:
    """The paper: as approved, or (`draft=1`, for those who lead the session) as it stands, marked as a draft."""
    session = visible_session(request, pid)
    check(request, "fieldpractice.read_minutes", session)
    if request.GET.get("draft") == "1":
        check(request, "fieldpractice.run_session", session)
        return pdf(minutes_papers.draft_pdf(content_of(session)), _("minutes-draft"))
    approval = _chosen(request, approvals_of(session))
    if approval is None:
        raise Http404
    paper = getattr(approval, "paper", None)
    if paper is None or paper.made_at is None:
        return render(
            request, "fieldpractice/minutes_pdf.html", {"session": session, "cohort": session.cohort}, status=202
        )
    return pdf(store.read(paper.path), _("approved-minutes") + f"-{session.starts_at:%Y-%m-%d}")


def _chosen(request: HttpRequest, approvals: list[MinutesApproval]) -> MinutesApproval | None:
    """Return the approval of the round asked for, the newest unless said; None when there is none. Http404 for a round there is not."""
    asked = request.GET.get("round", "")
    if not asked:
        return approvals[0] if approvals else None
    for one in approvals:
        if str(one.round) == asked:
            return one
    raise Http404
