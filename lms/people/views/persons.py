"""People: the list, one person, adding and editing."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from lms.people import queries, services
from lms.people.access import check, found, needs, person
from lms.people.actions import action_label
from lms.people.errors import Refusal
from lms.people.forms import NewPersonForm, PersonFilterForm, PersonForm
from lms.people.models import User
from lms.people.phones import shown_phone
from lms.people.view_as import may_be_viewed

PAGE = 30


@require_safe
@needs("people.list_people")
def person_list(request: HttpRequest) -> HttpResponse:
    """Everybody, with search and filters; personal data masked."""
    form = PersonFilterForm(request.GET)
    wanted = form.cleaned_data if form.is_valid() else {}
    unit = wanted.get("unit")
    people = queries.person_search(
        queries.people_visible_to(person(request)).select_related("work_unit"),
        text=wanted.get("q", ""),
        role=wanted.get("role", ""),
        unit_id=unit.pk if unit else None,
        state=wanted.get("state", ""),
    )
    page = Paginator(people, PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "page": page,
        "rows": queries.person_rows(page.object_list),
        "may_audit": person(request).has_perm("people.view_audit"),
    }
    return render(request, "people/person_list.html", context)


@require_safe
@needs("people.view_person")
def person_detail(request: HttpRequest, pid: str) -> HttpResponse:
    """One person: data, roles, invitations, and what was done about the account."""
    one = visible_person(request, pid)
    trail = [
        {"at": entry.at, "title": action_label(entry.action), "text": str(entry.actor or _("The system"))}
        for entry in queries.trail_of(one)[:15]
    ]
    invitations = list(queries.invitations_of(one)[:5])
    context = {
        "one": one,
        "phone": shown_phone(one.phone),
        "roles": queries.roles_of(one),
        "invitations": invitations,
        "open_invitation": next((row for row in invitations if row.is_open), None),
        "trail": trail,
        "may": _may(person(request), one),
    }
    return render(request, "people/person_detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@needs("people.add_person")
def person_add(request: HttpRequest) -> HttpResponse:
    """Add somebody, and invite at once if wished."""
    form = NewPersonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            one = services.add_person(actor=person(request), **form.fields_of_person())
            if form.cleaned_data["invite"]:
                services.invite(actor=person(request), user=one, reason=form.cleaned_data["reason"])
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            return _saved(request, one, form)
    return render(request, "people/person_add.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@needs("people.view_person")
def person_edit(request: HttpRequest, pid: str) -> HttpResponse:
    """Change somebody's data; the second of two editors is told and keeps what was typed."""
    one = visible_person(request, pid)
    check(request, "people.edit_person", one)
    form = PersonForm(request.POST or None, person=one)
    if request.method == "POST" and form.is_valid():
        try:
            services.update_person(
                actor=person(request), person=one, seen=form.cleaned_data["seen"], **form.fields_of_person()
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
            form.look_again()
        else:
            return _saved(request, one, form)
    return render(request, "people/person_edit.html", {"form": form, "one": one}, status=422 if form.errors else 200)


def visible_person(request: HttpRequest, pid: str) -> User:
    """Return a person this reader may open, or raise Http404."""
    return found(queries.people_visible_to(person(request)).select_related("work_unit"), public_id=pid)


def _saved(request: HttpRequest, one: User, form: PersonForm) -> HttpResponse:
    messages.success(request, _("Saved."))
    if form.warning:
        messages.warning(request, form.warning)
    return redirect("people:person_detail", one.public_id)


def _may(user: User, one: User) -> dict[str, bool]:
    verbs = ("edit_person", "invite_person", "close_account", "reset_second_factor", "assign_role", "view_audit")
    answers = {verb: user.has_perm(f"people.{verb}", one) for verb in verbs}
    return {**answers, "view_as": user.has_perm("people.view_as", one) and may_be_viewed(one)}
