"""The register, and one certificate: read, downloaded, revoked, issued anew, signed elsewhere."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from courses.drawing import qr
from lms.evaluation import certificate_archives
from lms.evaluation.certificate_papers import verify_url
from lms.evaluation.forms.certificates import RegisterForm, ReissueForm, RevokeForm, SignedForm
from lms.evaluation.models import Certificate
from lms.evaluation.queries import certificates as queries
from lms.evaluation.queries.certificate_facts import IDENTITY, corrections_of, display_name
from lms.evaluation.queries.eligibility import outlived
from lms.evaluation.queries.outcomes import outcome_of
from lms.evaluation.registry import certificate_links
from lms.evaluation.services import certificates as services
from lms.evaluation.services.numbering import file_stem
from lms.evaluation.services.signed_copies import add_signed_copy
from lms.evaluation.verify_codes import code_in_groups
from lms.evaluation.views.certificates.cohort import ISSUE, workbook
from lms.people.access import check, found, person, signed_in
from lms.people.errors import Refusal
from lms.ui.downloads import PDF, file_answer
from lms.ui.form_pages import GET_POST, done, form_page, posted


@require_safe
@signed_in
def certificate_list(request: HttpRequest) -> HttpResponse:
    """The certificates one may see: the register for organisers, the own for everybody."""
    form = RegisterForm(request.GET)
    rows = queries.register_of(queries.certificates_visible_to(person(request)), **form.wanted())
    page = Paginator(rows, queries.PAGE).get_page(request.GET.get("page"))
    query = f"?{request.GET.urlencode()}" if request.GET else ""
    context = {"form": form, "page": page, "query": query, "may_issue": person(request).has_perm(ISSUE)}
    return render(request, "evaluation/certificate_list.html", context)


@require_safe
@signed_in
def certificate_register(request: HttpRequest) -> HttpResponse:
    """The whole register as a spreadsheet, or what the filter leaves of it."""
    check(request, ISSUE)
    form = RegisterForm(request.GET)
    return workbook(queries.register_of(Certificate.objects.all(), **form.wanted()), _("register"))


@require_safe
@signed_in
def certificate_detail(request: HttpRequest, pid: str) -> HttpResponse:
    """One certificate: what it says, what became of it, and the ways to it."""
    certificate = _certificate(request, pid)
    may_issue = person(request).has_perm(ISSUE, certificate.enrolment.cohort)
    facts = certificate.facts
    context = {
        "certificate": certificate,
        "name": display_name(facts),
        "facts": queries.public_facts(facts),
        "code": code_in_groups(certificate.code),
        "url": verify_url(certificate),
        "qr": qr(verify_url(certificate), title=_("QR code that leads to the public page of this certificate")),
        "links": certificate_links(certificate),
        "signed": queries.signed_file_of(certificate),
        "copy": next(iter(certificate.signed_copies.all()), None),
        "ending": queries.ending_of(certificate),
        "corrections": corrections_of(certificate) if may_issue and certificate.is_valid else {},
        "outlived": _outlived(certificate) if may_issue else (),
        "own": certificate.enrolment.user_id == person(request).pk,
        "may_issue": may_issue,
    }
    return render(request, "evaluation/certificate_detail.html", context)


@require_safe
@signed_in
def certificate_pdf(request: HttpRequest, pid: str) -> HttpResponse:
    """The paper: the copy that was signed elsewhere, where there is one. One that does not hold is given to organisers alone."""
    certificate = _certificate(request, pid)
    if not certificate.is_valid and not person(request).has_perm(ISSUE, certificate.enrolment.cohort):
        raise Refusal(
            _("This certificate does not hold any more, so it is not given out. Its page says what became of it.")
        )
    name = _("certificate") + f"-{file_stem(certificate.number)}.pdf"
    answer = file_answer(certificate_archives.bodies_of([certificate])[0], PDF, name)
    answer["Cache-Control"] = "private, no-cache"
    return answer


@require_http_methods(GET_POST)
@signed_in
def certificate_revoke(request: HttpRequest, pid: str) -> HttpResponse:
    """Take a certificate back, after a look at what that means."""
    certificate = _to_change(request, pid)

    def act(data: dict[str, Any]) -> HttpResponse:
        services.revoke(actor=person(request), certificate=certificate, cause=data["cause"], reason=data["reason"])
        return done(request, _("The certificate is revoked; the person is told."), "evaluation:certificate_detail", pid)

    context = {"certificate": certificate, "name": display_name(certificate.facts)}
    form = RevokeForm(posted(request))
    return form_page(request, template="evaluation/certificate_revoke.html", form=form, act=act, context=context)


@require_http_methods(GET_POST)
@signed_in
def certificate_reissue(request: HttpRequest, pid: str) -> HttpResponse:
    """Issue a certificate anew: what the register says otherwise is shown first."""
    certificate = _to_change(request, pid)
    form = ReissueForm(posted(request), certificate=certificate)

    def act(data: dict[str, Any]) -> HttpResponse:
        fields = data.get("fields_anew", IDENTITY)
        new = services.reissue(
            actor=person(request), certificate=certificate, reason=data["reason"], fields=fields,
            signatory=data["signatory"],
        )  # fmt: skip
        words = _("Issued anew as number %(number)s; the person is told.") % {"number": new.number}
        return done(request, words, "evaluation:certificate_detail", new.public_id)

    context = {"certificate": certificate, "name": display_name(certificate.facts)}
    return form_page(request, template="evaluation/certificate_reissue.html", form=form, act=act, context=context)


@require_http_methods(GET_POST)
@signed_in
def certificate_sign(request: HttpRequest, pid: str) -> HttpResponse:
    """Add a copy that was signed elsewhere."""
    certificate = _to_change(request, pid)
    form = SignedForm(posted(request), request.FILES or None)

    def act(data: dict[str, Any]) -> HttpResponse:
        file = data["file"]
        add_signed_copy(
            actor=person(request), certificate=certificate, name=file.name or "", content=file.read(),
            compared=data["compared"],
        )  # fmt: skip
        words = _("The signed copy is kept. Once it is checked it is what is handed out.")
        return done(request, words, "evaluation:certificate_detail", pid)

    context = {"certificate": certificate, "name": display_name(certificate.facts)}
    return form_page(request, template="evaluation/certificate_sign.html", form=form, act=act, context=context)


def _outlived(certificate: Certificate) -> tuple[str, ...]:
    facts, enrolment = certificate.facts, certificate.enrolment
    return outlived(enrolment, outcome_of(enrolment), certificate, score=facts["score"], band=facts["band"])


def _certificate(request: HttpRequest, pid: str) -> Certificate:
    return found(queries.with_all(queries.certificates_visible_to(person(request))), public_id=pid)


def _to_change(request: HttpRequest, pid: str) -> Certificate:
    certificate = _certificate(request, pid)
    check(request, ISSUE, certificate.enrolment.cohort)
    return certificate
