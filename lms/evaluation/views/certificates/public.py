"""The public page of a certificate's facts. Whoever holds a code sees them; nobody finds a code by trying."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from lms.evaluation.forms.certificates import CodeForm
from lms.evaluation.models import Certificate
from lms.evaluation.queries import certificates as queries
from lms.evaluation.queries.certificate_facts import digest_of
from lms.evaluation.registry import certificate_links
from lms.evaluation.verify_codes import code_in_groups, read_code
from lms.people.limits import address, times_tried, within_limit

log = logging.getLogger(__name__)
View = Callable[..., HttpResponse]
# Looks of one address in a minute, and codes that are none in an hour: an office checks a pile of papers, nobody checks a thousand codes.
LOOKS, MISSES = 60, 30


def open_to_all(view: View) -> View:
    """A page for who holds a code: the state is asked anew each time, no search engine lists it, its address goes to no other site."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        answer = view(request, *args, **kwargs)
        answer["Cache-Control"] = "private, no-store"
        answer["Referrer-Policy"] = "same-origin"
        answer["X-Robots-Tag"] = "noindex, nofollow"
        return answer

    return guarded


@open_to_all
@require_safe
def certificate_check(request: HttpRequest) -> HttpResponse:
    """Where a code is typed in from paper."""
    if "code" not in request.GET:
        return render(request, "evaluation/certificate_check.html", {"form": CodeForm()})
    form = CodeForm(request.GET)
    if form.is_valid():
        if code := read_code(form.cleaned_data["code"]):
            return redirect("evaluation:certificate_verify", code)
        form.add_error(
            "code", _("This is no code of a certificate: it has 16 letters and figures. Compare it once more.")
        )
    return render(request, "evaluation/certificate_check.html", {"form": form}, status=422)


@open_to_all
@require_safe
def certificate_verify(request: HttpRequest, code: str) -> HttpResponse:
    """What a certificate says, and whether it holds. A code that is none gets the same answer whatever it looks like."""
    here = address(request)
    if not within_limit("verify", here, limit=LOOKS, seconds=60) or times_tried("verify-miss", here) >= MISSES:
        return render(request, "429.html", status=429)
    certificate = queries.by_code(code)
    if certificate is None:
        within_limit("verify-miss", here, limit=MISSES, seconds=3600)
        context = {"form": CodeForm(initial={"code": code[:40]})}
        return render(request, "evaluation/certificate_unknown.html", context, status=404)
    return render(request, "evaluation/certificate_verify.html", _facts(certificate))


def _facts(certificate: Certificate) -> dict[str, Any]:
    signed = queries.signed_file_of(certificate)
    altered = digest_of(certificate.facts) != certificate.digest
    if altered:
        log.error("The facts of certificate %s are not what was issued.", certificate.public_id)
    return {
        "certificate": certificate,
        # Nothing is said in the issuer's name that was not issued.
        "altered": altered,
        "code": code_in_groups(certificate.code),
        "issuer": queries.issuer_of(certificate.facts),
        "facts": queries.public_facts(certificate.facts),
        "ending": queries.ending_of(certificate),
        "newer": getattr(certificate, "replaced_by", None),
        "links": certificate_links(certificate),
        # What a file in somebody's hands is compared with, on that person's own device.
        # Each signed copy that was ever handed out is one of ours.
        "digests": [one for one in (certificate.paper.sha256, *queries.signed_digests(certificate)) if one],
        "signed": signed,
    }
