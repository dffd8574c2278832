"""Digital credentials, open to everybody: each by the code of its certificate, with what is needed to check it anywhere."""

from __future__ import annotations

import json

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from lms.evaluation.badges.proofs import Document
from lms.evaluation.forms.credentials import CheckForm
from lms.evaluation.queries import credentials as queries
from lms.people.errors import Refusal
from lms.people.limits import address, within_limit
from lms.ui.downloads import file_answer
from lms.ui.form_pages import GET_POST, posted

CREDENTIAL, DID, JSON = "application/vc", "application/did", "application/json"
# Of one visitor in ten minutes: enough for an employer with a pile, too few to try codes.
MOST, WINDOW = 60, 600


@require_safe
def credential_detail(request: HttpRequest, code: str) -> HttpResponse:
    """The credential of one certificate. Asked too often, everybody is asked to wait, whether the code exists or not."""
    if not within_limit("credential", address(request), limit=MOST, seconds=WINDOW):
        return _wait(request)
    return _json(queries.credential(code), CREDENTIAL, seconds=0, name=f"kredensial-{code}.json")


@require_safe
def status_list_detail(request: HttpRequest, number: int) -> HttpResponse:
    """One list of what no longer holds."""
    return _json(queries.list_of_revoked(number), CREDENTIAL, seconds=300)


@require_safe
def issuer_did(request: HttpRequest) -> HttpResponse:
    """The issuer's keys, where `did:web` looks for them."""
    return _json(queries.did_document(), DID, seconds=300)


@require_safe
def issuer_detail(request: HttpRequest) -> HttpResponse:
    """Who issues."""
    return _json(queries.issuer().profile_document(), JSON, seconds=300)


@require_http_methods(GET_POST)
def credential_check(request: HttpRequest) -> HttpResponse:
    """Say of a file whether it is a credential of ours, unchanged and valid. Nothing is kept."""
    form = CheckForm(posted(request), request.FILES or None)
    context: dict[str, object] = {"form": form, "issuer": queries.issuer()}
    if request.method == "POST":
        if not within_limit("credential_check", address(request), limit=MOST, seconds=WINDOW):
            return _wait(request)
        if form.is_valid():
            context["finding"] = queries.checked(form.cleaned_data["file"].read())
    return render(request, "evaluation/credential_check.html", context, status=422 if form.errors else 200)


def _wait(request: HttpRequest) -> HttpResponse:
    words = Refusal(_("Too many tries from this address. Wait ten minutes, then try again."))
    return HttpResponse(
        str(words), status=429, content_type="text/plain; charset=utf-8", headers={"Retry-After": "600"}
    )


def _json(document: Document | None, kind: str, *, seconds: int, name: str = "") -> HttpResponse:
    """Answer with a document that programs of any site may read; with a name, to keep."""
    if document is None:
        raise Http404
    body = json.dumps(document, ensure_ascii=False, indent=2)
    answer = file_answer(body, kind, name) if name else HttpResponse(body, content_type=kind)
    answer["Access-Control-Allow-Origin"] = "*"
    answer["Cache-Control"] = f"public, max-age={seconds}" if seconds else "private, no-store"
    return answer
