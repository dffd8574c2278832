"""One's own data, consents and second factor."""

from __future__ import annotations

from collections.abc import Callable

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lms.people import queries, services
from lms.people.access import found, person, signed_in
from lms.people.enums import CONSENT_PURPOSE
from lms.people.forms import ProfileForm
from lms.people.phones import shown_phone
from lms.people.second_factor import STRONG, needs_second_factor


@require_safe
@signed_in
def profile_detail(request: HttpRequest) -> HttpResponse:
    """Own data, roles, consents, and where the account's safety is kept."""
    one = person(request)
    consents = list(queries.consents_of(one))
    context = {
        "one": one,
        "phone": shown_phone(one.phone),
        "roles": queries.roles_of(one),
        "consents": consents,
        "offer": queries.offer_to(one, consents),
        "has_second_factor": Authenticator.objects.filter(user=one, type__in=STRONG).exists(),
    }
    return render(request, "people/profile_detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def profile_edit(request: HttpRequest) -> HttpResponse:
    """Change one's own data."""
    form = ProfileForm(request.POST or None, person=person(request))
    if request.method == "POST" and form.is_valid():
        services.update_profile(actor=person(request), **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("people:profile_detail")
    return render(request, "people/profile_edit.html", {"form": form}, status=422 if form.errors else 200)


@require_POST
@signed_in
def consent_give(request: HttpRequest) -> HttpResponse:
    """Agree to the wording in force that was shown."""
    return _answered(request, services.give_consent, _("Thank you. Your consent was recorded."))


@require_POST
@signed_in
def consent_decline(request: HttpRequest) -> HttpResponse:
    """Stay with the earlier wording, having read the one in force that was shown."""
    words = _("It was recorded that you stay with the earlier wording. Your consent to it stands.")
    return _answered(request, services.decline_text, words)


def _answered(request: HttpRequest, answer: Callable[..., object], words: str) -> HttpResponse:
    """Write down an answer to the wording in force, if it is the one that was shown."""
    text = queries.latest_consent_text(CONSENT_PURPOSE)
    if text is None or str(text.version) != request.POST.get("version"):
        messages.error(request, _("This text has changed meanwhile. Please read it again."))
    else:
        answer(actor=person(request), text=text)
        messages.success(request, words)
    return redirect("people:profile_detail")


@require_POST
@signed_in
def consent_withdraw(request: HttpRequest, number: int) -> HttpResponse:
    """Take a consent back."""
    consent = found(queries.consents_of(person(request)), pk=number)
    services.withdraw_consent(actor=person(request), consent=consent)
    messages.success(request, _("Your consent was withdrawn. The organisers act on it within 3 × 24 hours."))
    return redirect("people:profile_detail")


@require_safe
@signed_in
def second_factor(request: HttpRequest) -> HttpResponse:
    """Why a second factor is asked for, and where to set one up."""
    context = {
        "needed": needs_second_factor(request.user),
        "demanded": settings.PADAN_SECOND_FACTOR_REQUIRED,
        "roles": queries.roles_of(person(request)),
    }
    return render(request, "people/second_factor.html", context)
