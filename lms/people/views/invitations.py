"""Invitations: the page that a link opens, and what who organises does with them."""

from __future__ import annotations

from allauth.account.utils import perform_login
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from lms.people import queries, services
from lms.people.access import check, needs, person
from lms.people.enums import CONSENT_PURPOSE, InvitationState, Language
from lms.people.errors import Refusal
from lms.people.forms import InvitationForm
from lms.people.limits import address, within_limit
from lms.people.models import Invitation
from lms.people.tokens import read_token
from lms.people.views.persons import visible_person


@sensitive_post_parameters("password", "again")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def invitation_accept(request: HttpRequest, token: str) -> HttpResponse:
    """Take up the account: name shown, password chosen, consent given. Every other link gets a page that says what to do."""
    if not within_limit("invitation", address(request), limit=60, seconds=60):
        return render(request, "429.html", status=429)
    invitation, trouble = _read(token)
    if invitation is None or trouble:
        return _refused(request, invitation, trouble, token)
    asked = request.POST.get("language")
    with override(asked if asked in Language.values else invitation.user.language):
        return _accept(request, invitation, token)


def _accept(request: HttpRequest, invitation: Invitation, token: str) -> HttpResponse:
    text = queries.latest_consent_text(CONSENT_PURPOSE)
    form = InvitationForm(request.POST or None, person=invitation.user, needs_consent=text is not None)
    if request.method == "POST" and form.is_valid():
        try:
            user = services.accept_invitation(
                invitation=invitation,
                password=form.cleaned_data["password"],
                consent_text=text,
                language=form.cleaned_data["language"],
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            return perform_login(request, user, redirect_url="/dashboard/")  # type: ignore[no-any-return]
    context = {"form": form, "invitation": invitation, "person": invitation.user, "text": text, "token": token}
    return render(request, "people/invitation_accept.html", context, status=422 if form.errors else 200)


@require_POST
def invitation_renew(request: HttpRequest, token: str) -> HttpResponse:
    """Send a new link to the address on file, at the wish of who holds an old one. The link itself is never shown."""
    invitation, trouble = _read(token)
    if invitation is None or trouble in {"used", "revoked", "closed"}:
        return _refused(request, invitation, trouble, token)
    often = within_limit("renew", invitation.public_id, limit=3, seconds=3600)
    if not often or not within_limit("renew", address(request), limit=20, seconds=3600):
        return render(request, "429.html", status=429)
    services.renew_invitation(actor=None, invitation=invitation)
    return render(request, "people/invitation_renew.html", {"person": invitation.user})


def _read(token: str) -> tuple[Invitation | None, str]:
    parts = read_token(token)
    invitation = queries.invitation_by(parts[0]) if parts else None
    if parts is None or invitation is None:
        return None, "forged"
    if invitation.state == InvitationState.ACCEPTED:
        return invitation, "used"
    if invitation.state == InvitationState.REVOKED:
        return invitation, "revoked"
    if not invitation.user.is_active:
        return invitation, "closed"
    if invitation.nonce != parts[1]:
        return invitation, "replaced"
    return invitation, "" if invitation.is_in_date else "expired"


def _refused(request: HttpRequest, invitation: Invitation | None, trouble: str, token: str) -> HttpResponse:
    context = {
        "trouble": trouble,
        "token": token,
        "renewable": trouble in {"expired", "replaced"},
        "inviter": invitation.invited_by if invitation else None,
    }
    status = 404 if trouble == "forged" else 410
    return render(request, "people/invitation_refused.html", context, status=status)


@require_POST
@needs("people.view_person")
def person_invite(request: HttpRequest, pid: str) -> HttpResponse:
    """Invite somebody who has no account yet."""
    one = visible_person(request, pid)
    check(request, "people.invite_person", one)
    try:
        services.invite(actor=person(request), user=one, reason=request.POST.get("reason", "")[:200])
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The invitation is on its way."))
    return redirect("people:person_detail", pid)


@require_POST
@needs("people.view_person")
def person_invitation_renew(request: HttpRequest, pid: str) -> HttpResponse:
    """Send a new link; the old one dies."""
    invitation = _open_invitation(request, pid)
    if invitation is not None:
        services.renew_invitation(actor=person(request), invitation=invitation)
        messages.success(request, _("A new link is on its way. The old one no longer works."))
    return redirect("people:person_detail", pid)


@require_POST
@needs("people.view_person")
def person_invitation_revoke(request: HttpRequest, pid: str) -> HttpResponse:
    """Take the invitation back."""
    invitation = _open_invitation(request, pid)
    if invitation is not None:
        services.revoke_invitation(actor=person(request), invitation=invitation)
        messages.success(request, _("The invitation was revoked. Its link no longer works."))
    return redirect("people:person_detail", pid)


@never_cache
@require_POST
@needs("people.view_person")
def person_invitation_share(request: HttpRequest, pid: str) -> HttpResponse:
    """Show the words and the link for WhatsApp. It opens the account, so showing it is written down."""
    invitation = _open_invitation(request, pid)
    if invitation is None:
        return redirect("people:person_detail", pid)
    share = services.share_invitation(actor=person(request), invitation=invitation)
    context = {"one": invitation.user, "share": share, "invitation": invitation}
    return render(request, "people/person_invitation_share.html", context)


def _open_invitation(request: HttpRequest, pid: str) -> Invitation | None:
    one = visible_person(request, pid)
    check(request, "people.invite_person", one)
    found = next((row for row in queries.invitations_of(one)[:5] if row.is_open), None)
    if found is None:
        messages.error(request, _("There is no open invitation any more. Look at the person’s page again."))
    return found
