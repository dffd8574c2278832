"""Who signs certificates."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lms.evaluation.forms.certificates import SignatoryForm
from lms.evaluation.queries import certificates as queries
from lms.evaluation.services import signatories as services
from lms.people.access import found, needs, person
from lms.ui.form_pages import GET_POST, done, form_page, posted

KEEP = "evaluation.keep_signatories"


@require_safe
@needs(KEEP)
def signatory_list(request: HttpRequest) -> HttpResponse:
    """Those who sign, with the pictures of their signatures."""
    return render(request, "evaluation/signatory_list.html", {"signatories": queries.signatories()})


@require_http_methods(GET_POST)
@needs(KEEP)
def signatory_add(request: HttpRequest) -> HttpResponse:
    """Add somebody who signs."""
    form = SignatoryForm(posted(request), request.FILES or None)

    def act(data: dict[str, Any]) -> HttpResponse:
        services.add_signatory(actor=person(request), **data)
        return done(request, _("Added."), "evaluation:signatory_list")

    return form_page(request, template="evaluation/signatory_edit.html", form=form, act=act, context={})


@require_http_methods(GET_POST)
@needs(KEEP)
def signatory_edit(request: HttpRequest, pid: str) -> HttpResponse:
    """Change what new certificates will bear; those that are issued stay as they are."""
    signatory = found(queries.signatories(), public_id=pid)
    form = SignatoryForm(posted(request), request.FILES or None, signatory=signatory)

    def act(data: dict[str, Any]) -> HttpResponse:
        services.edit_signatory(actor=person(request), signatory=signatory, **data)
        return done(request, _("Saved. Certificates that are issued stay as they are."), "evaluation:signatory_list")

    context = {"signatory": signatory}
    return form_page(request, template="evaluation/signatory_edit.html", form=form, act=act, context=context)


@require_POST
@needs(KEEP)
def signatory_archive(request: HttpRequest, pid: str) -> HttpResponse:
    """Put somebody away who signs no more."""
    signatory = found(queries.signatories(), public_id=pid)
    services.archive_signatory(actor=person(request), signatory=signatory)
    return redirect("evaluation:signatory_list")
