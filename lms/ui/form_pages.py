"""Pages that end in a service: a form shown, sent and acted on, or shown again with why it was refused."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render

from lms.people.errors import Conflict, Refusal
from lms.ui.carrying import CarryingForm

GET_POST = ["GET", "HEAD", "POST"]


def posted(request: HttpRequest) -> QueryDict | None:
    """Return what was sent, so that a form sent empty is checked too; None when the page is only looked at."""
    return request.POST if request.method == "POST" else None


def form_page(
    request: HttpRequest,
    *,
    template: str,
    form: forms.Form,
    act: Callable[[dict[str, Any]], HttpResponse],
    context: dict[str, Any],
    told_apart: bool = False,
) -> HttpResponse:
    """Show a form, or, sent and in order, call `act` with what was typed. A refusal comes back with everything kept, as 422.

    With `told_apart` it comes back with its own status (409, 403).
    """

    def again(status: int) -> HttpResponse:
        return render(request, template, {**context, "form": form}, status=status if form.errors else 200)

    if request.method != "POST":
        return again(422)
    return form_sent(form, act=act, again=again, told_apart=told_apart)


def form_sent(
    form: forms.Form,
    *,
    act: Callable[[dict[str, Any]], HttpResponse],
    again: Callable[[int], HttpResponse],
    told_apart: bool = False,
) -> HttpResponse:
    """Call `act` with what was typed; a bad form or a refusal is shown `again`, on whatever page the form stands, with this status."""
    status = 422
    try:
        if form.is_valid():
            return act(form.cleaned_data)
    except Refusal as refusal:
        refused(form, refusal)
        status = refusal.status if told_apart else 422
    return again(status)


def refused(form: forms.Form, refusal: Refusal) -> None:
    """Say above a form why it was refused. After a conflict one that carries what its reader saw shows what is there now."""
    form.add_error(None, str(refusal))
    if isinstance(refusal, Conflict) and isinstance(form, CarryingForm):
        form.look_again()


def pressed(request: HttpRequest, act: Callable[[], str], to: Any, *args: Any) -> HttpResponse:
    """Do what a button without a form is for, and go back with the words `act` returns, or with why it was refused."""
    try:
        messages.success(request, act())
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect(to, *args)


def done(request: HttpRequest, words: str, to: Any, *args: Any) -> HttpResponse:
    """Say that it is done, and go on to the page of this name or of this row, or to an address of this site."""
    messages.success(request, words)
    return redirect(to, *args)
