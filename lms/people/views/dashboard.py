"""The home of the role that is worn, and changing it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from lms.people.access import person, signed_in
from lms.people.registry import panels_for
from lms.people.roles import HAT_LABELS, hats_of


@require_safe
@signed_in
def dashboard(request: HttpRequest) -> HttpResponse:
    """What do I do next? The pieces come from the rooms above, for the hat that is worn."""
    hat = getattr(request, "hat", "")
    context = {
        "panels": [render_to_string(panel.template, panel.context, request) for panel in panels_for(hat, request)],
        "hat_label": HAT_LABELS.get(hat, ""),
        "hats": [(name, HAT_LABELS[name]) for name in hats_of(request.user).hats],
        "person": person(request),
    }
    return render(request, "people/dashboard.html", context)


@require_POST
@signed_in
def dashboard_hat(request: HttpRequest) -> HttpResponse:
    """Put on another hat. One that is not held (any more) changes nothing and says so."""
    hat = request.POST.get("hat", "")
    if hat in hats_of(request.user).hats:
        request.session["hat"] = hat
    else:
        messages.error(request, _("You do not hold this role, or it has ended. Choose one of those shown."))
    return redirect("dashboard")
