"""Giving and ending roles."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from lms.people import queries, services
from lms.people.access import found, needs, person
from lms.people.errors import Refusal
from lms.people.forms import RoleEndForm, RoleForm
from lms.people.views.persons import visible_person


@require_http_methods(["GET", "HEAD", "POST"])
@needs("people.assign_role")
def role_assign(request: HttpRequest, pid: str) -> HttpResponse:
    """Give somebody a role with its scope and dates."""
    one = visible_person(request, pid)
    form = RoleForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.assign_role(actor=person(request), user=one, **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The role was given."))
            return redirect("people:person_detail", one.public_id)
    return render(request, "people/role_assign.html", {"form": form, "one": one}, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@needs("people.end_role")
def role_end(request: HttpRequest, pid: str, number: int) -> HttpResponse:
    """Set the last day of a role."""
    one = visible_person(request, pid)
    role = found(queries.roles_of(one), pk=number)
    form = RoleEndForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.end_role(actor=person(request), assignment=role, last_day=form.cleaned_data["last_day"])
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The last day was set."))
            return redirect("people:person_detail", one.public_id)
    context = {"form": form, "one": one, "role": role}
    return render(request, "people/role_end.html", context, status=422 if form.errors else 200)
