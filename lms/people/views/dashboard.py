"""The home of the role that is worn; changing role and language."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from lms.people import services
from lms.people.access import person, signed_in
from lms.people.enums import Language
from lms.people.registry import panels_for
from lms.people.roles import HAT_LABELS, hats_of


@require_safe
@signed_in
def dashboard(request: HttpRequest) -> HttpResponse:
    """What do I do next? The pieces come from the rooms above, for the hat that is worn."""
    hat = getattr(request, "hat", "")
    found = sorted(panels_for(hat, request), key=lambda panel: not panel.first)
    asking = next((panel for panel in found if panel.asks), None)
    panels = [
        render_to_string(panel.template, {**panel.context, "look": "next" if panel is asking else "plain"}, request)
        for panel in found
    ]
    context = {"panels": panels, "hat_label": HAT_LABELS.get(hat, ""), "person": person(request)}
    return render(request, "people/dashboard.html", context)


@require_POST
@signed_in
def hat_switch(request: HttpRequest) -> HttpResponse:
    """Put on another hat. One that is not held (any more) changes nothing and says so."""
    hat = request.POST.get("hat", "")
    if hat in hats_of(request.user).hats:
        request.session["hat"] = hat
    else:
        messages.error(request, _("You do not hold this role, or it has ended. Choose one of those shown."))
    return redirect("dashboard")


@require_POST
def language_switch(request: HttpRequest) -> HttpResponse:
    """Change the language: on the account of who is signed in, in a cookie for visitors."""
    language = request.POST.get("language", "")
    after = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(after, {request.get_host()}, require_https=request.is_secure()):
        after = "/"
    answer = redirect(after)
    if language in Language.values:
        if request.user.is_authenticated:
            services.update_profile(actor=person(request), language=language)
        answer.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            language,
            max_age=settings.LANGUAGE_COOKIE_AGE,
            secure=settings.LANGUAGE_COOKIE_SECURE,
            samesite="Lax",
        )
    return answer
