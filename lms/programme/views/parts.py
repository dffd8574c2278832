"""One part: to read in full, to compare with what was signed, to talk about."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from lms.people.access import check, found, person, signed_in
from lms.people.enums import Column
from lms.people.errors import Refusal
from lms.programme.forms import CommentForm, SignForm
from lms.programme.models import PartComment, ReviewPart
from lms.programme.queries import reviews as reading
from lms.programme.queries.visible import reviews_visible_to
from lms.programme.rules import columns_to_sign
from lms.programme.services import comment_on, reopen_comment, resolve_comment
from lms.programme.views.shared import visible_part
from lms.ui.form_pages import done


@require_safe
@signed_in
def part_detail(request: HttpRequest, pid: str, part: str) -> HttpResponse:
    """Read a part, see what changed since one's unit signed it, sign it, talk about it."""
    return part_page(request, visible_part(request, pid, part), column=_unit(request))


def part_page(
    request: HttpRequest,
    part: ReviewPart,
    *,
    column: str = "",
    form: CommentForm | None = None,
    sign_form: SignForm | None = None,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    """The page of a part as one column reads it; a form that was refused comes back as it was typed."""
    review, user = part.review, person(request)
    own = columns_to_sign(user, review)
    column = column if column in own else (own[0] if own else "")
    snapshot = reading.snapshot_of(part, part.digest)
    others = list(review.parts.filter(is_present=True).only("review", "public_id", "title", "order"))
    place = next((index for index, one in enumerate(others) if one.pk == part.pk), None)
    context = {
        "review": review,
        "part": part,
        "html": reading.markup(snapshot) if snapshot else "",
        "threads": reading.threads_of(part),
        "form": form or CommentForm(),
        "before": others[place - 1] if place else None,
        "after": others[place + 1] if place is not None and place + 1 < len(others) else None,
        "place": None if place is None else place + 1,
        "total": len(others),
        # Somebody who speaks for two units goes on reading for the one chosen.
        "unit": column if len(own) > 1 else "",
        "may_comment": user.has_perm("programme.comment_review", review),
        **_own(part, column, sign_form),
        **more,
    }
    return render(request, "programme/part_detail.html", context, status=status)


def _own(part: ReviewPart, column: str, sign_form: SignForm | None) -> dict[str, Any]:
    """The reader's own unit and this part: its word, what changed since, and the form for the next."""
    if not column:
        return {"column": ""}
    row = reading.part_row(part, column)
    form = sign_form or SignForm(initial={"column": column}, late=not part.review.is_open)
    return {"column": column, "column_label": Column(column).label, "row": row, "sign_form": form}


@require_POST
@signed_in
def part_comment(request: HttpRequest, pid: str, part: str) -> HttpResponse:
    """Add a remark, or a reply to one."""
    row = visible_part(request, pid, part)
    check(request, "programme.comment_review", row.review)
    form = CommentForm(request.POST)
    if not form.is_valid():
        return part_page(request, row, column=_unit(request), form=form, status=422)
    parent = row.comments.filter(public_id=form.cleaned_data["parent"]).first()
    try:
        comment = comment_on(part=row, text=form.cleaned_data["text"], actor=person(request), parent=parent)
    except Refusal as refusal:
        form.add_error("text", str(refusal))
        return part_page(request, row, column=_unit(request), form=form, status=refusal.status)
    return redirect(f"{_address(request, row)}#comment-{(comment.parent or comment).public_id}")


@require_POST
@signed_in
def comment_resolve(request: HttpRequest, pid: str) -> HttpResponse:
    """Mark a remark as dealt with."""
    comment = _comment(request, pid)
    check(request, "programme.comment_review", comment.part.review)
    return _settle(request, comment, resolve_comment, _("The comment is resolved."))


@require_POST
@signed_in
def comment_reopen(request: HttpRequest, pid: str) -> HttpResponse:
    """Take a remark up again."""
    comment = _comment(request, pid)
    check(request, "programme.comment_review", comment.part.review)
    return _settle(request, comment, reopen_comment, _("The comment is open again."))


def _comment(request: HttpRequest, pid: str) -> PartComment:
    visible = PartComment.objects.filter(part__review__in=reviews_visible_to(person(request)))
    return found(visible.select_related("part__review"), public_id=pid)


def _settle(request: HttpRequest, comment: PartComment, service: Any, words: str) -> HttpResponse:
    part = comment.part
    try:
        service(comment=comment, actor=person(request))
    except Refusal as refusal:
        messages.warning(request, str(refusal))
        return part_page(request, part, column=_unit(request), status=refusal.status)
    return done(request, words, _address(request, part))


def _address(request: HttpRequest, part: ReviewPart) -> str:
    address, unit = reverse("programme:part_detail", args=[part.review.public_id, part.public_id]), _unit(request)
    return f"{address}?unit={unit}" if unit else address


def _unit(request: HttpRequest) -> str:
    """The unit for which somebody who speaks for two reads this page; empty when none is named."""
    unit = request.GET.get("unit", "")
    return unit if unit in Column.values else ""
