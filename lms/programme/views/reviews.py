"""Reviews: the list, one to read and sign, the sign-off sheet."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from lms.people.access import check, needs, person, signed_in
from lms.people.enums import Column
from lms.people.errors import Refusal
from lms.programme.enums import ReviewState, Verdict
from lms.programme.forms import SignForm
from lms.programme.models import Review, SignOff
from lms.programme.queries import reviews as reading
from lms.programme.queries.standing import Standing, Word, standing_of
from lms.programme.queries.visible import reviews_visible_to
from lms.programme.rules import columns_to_sign
from lms.programme.services import PartsChanged, Seen, VerdictChanged, sign
from lms.programme.views.parts import part_page
from lms.programme.views.shared import visible_review
from lms.programme.wording import Asked, Reminder, reminders

PAGE = 20


@require_safe
@needs("programme.view_matrix")
def review_list(request: HttpRequest) -> HttpResponse:
    """What waits for the reader's units, what else is open, and what was closed."""
    user = person(request)
    open_rows = reading.open_reviews(user)
    past = reviews_visible_to(user).exclude(state=ReviewState.OPEN).select_related("activity")
    page = Paginator(past.order_by("-closed_at", "-id"), PAGE).get_page(request.GET.get("page"))
    context = {
        "mine": [row for row in open_rows if row.awaited],
        "others": [row for row in open_rows if not row.awaited],
        "past": reading.rows_of(page.object_list, user),
        "page": page,
    }
    return render(request, "programme/review_list.html", context)


@require_safe
@signed_in
def review_detail(request: HttpRequest, pid: str) -> HttpResponse:
    """One review on one page: who signed, the parts with what changed, and the verdict form."""
    review = visible_review(request, pid)
    return _page(request, review, column=request.GET.get("unit", ""))


def _page(
    request: HttpRequest, review: Review, *, column: str = "", form: SignForm | None = None, **more: Any
) -> HttpResponse:
    user = person(request)
    own = columns_to_sign(user, review)
    column = column if column in own else (own[0] if own else "")
    standing = standing_of(review)
    rows = reading.part_rows(review, standing, column)
    status = more.pop("status", 200)
    context = {
        "review": review,
        "column": column,
        "column_label": Column(column).label if column else "",
        "units": _unit_tabs(own, column, standing),
        "progress": standing.progress(),
        "mine": next((one for one in standing.progress() if one.column == column), None),
        "rows": rows,
        "differing": [row for row in rows if row.differs],
        "unchanged": sum(row.unchanged for row in rows),
        "form": form or SignForm(initial={"column": column}, late=not review.is_open),
        "ticked": set(form.chosen()) if form else set(),
        "may": _may(request, review),
        "open_all": request.GET.get("read") == "all",
        "reminders": _reminders(request, review, standing),
        **more,
    }
    return render(request, "programme/review_detail.html", context, status=status)


def _unit_tabs(own: list[str], column: str, standing: Standing) -> list[dict[str, Any]]:
    """Somebody who speaks for two units chooses for which."""
    if len(own) < 2:
        return []
    return [
        {
            "href": f"?unit={one}",
            "label": Column(one).label,
            "current": one == column,
            "count": len(standing.awaited(one)),
        }
        for one in own
    ]


def _reminders(request: HttpRequest, review: Review, standing: Standing) -> list[Reminder]:
    """For those who steer: a message for each unit still awaited."""
    if not (review.is_open and person(request).has_perm("programme.steer_review", review)):
        return []
    address = request.build_absolute_uri(review.get_absolute_url())
    return reminders({one.column: [Asked(review, one.awaited, address)] for one in standing.progress() if one.awaited})


def _may(request: HttpRequest, review: Review) -> dict[str, bool]:
    user = person(request)
    steers = user.has_perm("programme.steer_review", review)
    return {
        "refresh": review.is_open and user.has_perm("programme.refresh_review", review),
        "steer": steers and review.is_open,
        "close": review.is_late and user.has_perm("programme.close_review"),
        "again": steers and not review.is_open,
        "sign": review.state != ReviewState.WITHDRAWN and user.has_perm("programme.sign_review", review),
    }


@require_POST
@signed_in
def review_sign(request: HttpRequest, pid: str) -> HttpResponse:
    """Record a verdict on the parts ticked, or approve all that wait; what cannot be signed comes back, kept as typed."""
    review = visible_review(request, pid)
    check(request, "programme.sign_review", review)
    form = SignForm(request.POST)
    if not form.is_valid():
        return _again(request, review, form, status=422)
    column = form.cleaned_data["column"]
    try:
        signed = sign(review=review, column=column, actor=person(request), **_said(form, review, column))
    except Refusal as refusal:
        return _refused(request, review, form, refusal)
    return _signed(request, review, column, signed)


def _again(request: HttpRequest, review: Review, form: SignForm, **more: Any) -> HttpResponse:
    """The page from which the form came, with everything that was typed."""
    column = request.POST.get("column", "")
    if not review.is_open:
        form.offer_objection_only()
    part = review.parts.filter(public_id__in=form.chosen()).first() if request.POST.get("from") == "part" else None
    if part is None:
        return _page(request, review, column=column, form=form, **more)
    part.review = review
    return part_page(request, part, column=column, sign_form=form, **more)


def _said(form: SignForm, review: Review, column: str) -> dict[str, Any]:
    """What the form says: the parts with what was seen of each, the verdict, the words."""
    reason, seen = form.cleaned_data["reason"], form.tokens()
    if not form.everything:
        parts, verdict = form.chosen(), form.cleaned_data["verdict"]
    else:
        # Words typed beside the one button are notes: they are never dropped.
        parts = _all_that_waited(standing_of(review), column, seen)
        verdict = Verdict.APPROVE_NOTES if reason.strip() else Verdict.APPROVE
    return {"seen": {part: seen.get(part, Seen("")) for part in parts}, "verdict": verdict, "reason": reason}


def _all_that_waited(standing: Standing, column: str, seen: Mapping[str, Seen]) -> list[str]:
    """The parts that wait, and those that waited when the page was opened: the word they have got since is the signer's own
    first click, or a colleague's, of which the signer is told."""
    if column not in standing.columns:
        return []
    return [part.public_id for part in standing.parts if _waited(standing.word(part, column), seen.get(part.public_id))]


def _waited(word: Word, seen: Seen | None) -> bool:
    now = word.sign_off.pk if word.sign_off else None
    return word.awaited or (seen is not None and seen.sign_off_id != now)


def _refused(request: HttpRequest, review: Review, form: SignForm, refusal: Refusal) -> HttpResponse:
    form.add_error(None, str(refusal))
    more: dict[str, Any] = {"status": refusal.status}
    if isinstance(refusal, PartsChanged):
        more["changed"] = {part.public_id for part in refusal.parts}
    if isinstance(refusal, VerdictChanged):
        more["spoken"] = refusal.sign_offs
    return _again(request, visible_review(request, review.public_id), form, **more)


def _signed(request: HttpRequest, review: Review, column: str, signed: list[SignOff]) -> HttpResponse:
    standing = standing_of(review)
    messages.success(request, _told(review, column, len(signed)))
    if review.is_open and standing.complete:
        messages.success(request, _("Every unit has approved every part: the review is closed."))
    waiting = standing.awaited(column)
    if request.POST.get("from") == "part" and waiting and review.is_open:
        onwards = reverse("programme:part_detail", args=[review.public_id, waiting[0].public_id])
        return redirect(f"{onwards}?unit={column}")
    return redirect(f"{review.get_absolute_url()}?unit={column}")


def _told(review: Review, column: str, parts: int) -> str:
    if not parts:
        return _("This very word already stands. Nothing was added.")
    if not review.is_open:
        return _("Your objection stands on record. What was signed stays as it is.")
    words = ngettext("Signed for %(unit)s: %(count)s part.", "Signed for %(unit)s: %(count)s parts.", parts)
    return words % {"unit": Column(column).label, "count": parts}


@require_safe
@signed_in
def review_sheet(request: HttpRequest, pid: str) -> HttpResponse:
    """The sign-off sheet: every part and column with name, time, verdict, reason and digest; made for print."""
    review = visible_review(request, pid)
    standing = standing_of(review)
    parts = [
        (part, [(Column(column).label, standing.word(part, column)) for column in standing.columns])
        for part in standing.parts
    ]
    words = [word.sign_off for _part, cells in parts for _column, word in cells if word.state == "objected"]
    context = {
        "review": review,
        "progress": standing.progress(),
        "parts": parts,
        "objections": words,
        "record": reading.on_record(review),
    }
    return render(request, "programme/review_sheet.html", context)
