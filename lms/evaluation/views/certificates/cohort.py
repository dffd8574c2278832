"""The certificates of a cohort: who can be given one and why not, issuing, the work's progress, files of all."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.files.storage import default_storage
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from courses.models import Cohort
from courses.queries.visible import cohorts_visible_to
from lms.evaluation import certificate_exports
from lms.evaluation.enums import JobKind, JobState
from lms.evaluation.forms.certificates import IssueForm, SignedManyForm, StandingForm
from lms.evaluation.models import CertificateJob
from lms.evaluation.queries import certificates as queries
from lms.evaluation.queries import eligibility
from lms.evaluation.services import certificate_jobs
from lms.evaluation.services import certificates as services
from lms.evaluation.services.signed_copies import add_signed_copies
from lms.people.access import check, found, needs, person
from lms.people.errors import Refusal
from lms.ui.downloads import XLSX, file_answer
from lms.ui.form_pages import GET_POST, form_page, posted

LIST, ISSUE = "evaluation.list_certificates", "evaluation.issue_certificates"


@require_safe
@needs(LIST)
def cohort_certificates(request: HttpRequest, pid: str) -> HttpResponse:
    """Everybody with a seat: the certificate, or what stands in its way."""
    cohort = _cohort(request, pid, LIST)
    form = StandingForm(request.GET)
    rows = eligibility.eligibility_of(cohort)
    wanted = form.wanted()
    shown = [row for row in rows if not wanted or row.standing == wanted]
    context = {
        "cohort": cohort,
        "form": form,
        "counts": eligibility.counts_of(rows),
        "page": Paginator(shown, queries.PAGE).get_page(request.GET.get("page")),
        "job": queries.open_job(cohort, JobKind.ISSUE),
        "packing": queries.open_job(cohort, JobKind.ARCHIVE),
        "archive": queries.last_archive(cohort),
        "may_issue": person(request).has_perm(ISSUE, cohort),
    }
    return render(request, "evaluation/cohort_certificates.html", context)


@require_http_methods(GET_POST)
@needs(LIST)
def certificate_issue(request: HttpRequest, pid: str) -> HttpResponse:
    """Look once more at who is given a certificate and what will stand on it, then let the worker issue them all."""
    cohort = _cohort(request, pid, ISSUE)
    if (job := queries.open_job(cohort, JobKind.ISSUE)) is not None:
        return redirect(job)
    due = eligibility.ready_of(cohort)
    form = IssueForm(posted(request), seen=eligibility.fingerprint(due))

    def act(data: dict[str, Any]) -> HttpResponse:
        data.pop("read")
        return redirect(services.issue_cohort(actor=person(request), cohort=cohort, **data))

    remarked = [row for row in due if row.remarks]
    context = {"cohort": cohort, "due": due, "remarked": remarked, "signatories": queries.signatories().exists()}
    return form_page(request, template="evaluation/certificate_issue.html", form=form, act=act, context=context)


@require_safe
@needs(LIST)
def cohort_register(request: HttpRequest, pid: str) -> HttpResponse:
    """The register of a cohort as a spreadsheet."""
    cohort = _cohort(request, pid, ISSUE)
    rows = queries.certificates_visible_to(person(request)).filter(enrolment__cohort=cohort)
    return workbook(rows, _("register") + f"-{cohort.number}")


@require_POST
@needs(LIST)
def certificate_archive(request: HttpRequest, pid: str) -> HttpResponse:
    """Ask for one file of all certificates."""
    cohort = _cohort(request, pid, ISSUE)
    try:
        return redirect(services.ask_for_archive(actor=person(request), cohort=cohort))
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("evaluation:cohort_certificates", pid)


@require_http_methods(GET_POST)
@needs(LIST)
def signed_copies(request: HttpRequest, pid: str) -> HttpResponse:
    """Send many copies that were signed elsewhere; each file is answered for."""
    cohort = _cohort(request, pid, ISSUE)
    form = SignedManyForm(posted(request), request.FILES or None)
    context: dict[str, Any] = {"cohort": cohort, "sent": []}

    def act(data: dict[str, Any]) -> HttpResponse:
        files = ((file.name or "", file.read()) for file in data["copies"])
        context["sent"] = add_signed_copies(actor=person(request), cohort=cohort, files=files)
        return render(request, "evaluation/signed_copies.html", {**context, "form": SignedManyForm()})

    return form_page(request, template="evaluation/signed_copies.html", form=form, act=act, context=context)


@require_safe
@needs(ISSUE)
def certificate_job(request: HttpRequest, pid: str) -> HttpResponse:
    """How far a work is. Asked by the page itself it answers with the part that changes."""
    job = _job(request, pid)
    troubled = job.lines.exclude(problem="").select_related("enrolment__user").order_by("place")
    context = {"job": job, "cohort": job.cohort, "troubled": troubled[: queries.PAGE]}
    part = getattr(request, "htmx", False)
    return render(request, "evaluation/_job_state.html" if part else "evaluation/certificate_job.html", context)


@require_POST
@needs(ISSUE)
def certificate_job_again(request: HttpRequest, pid: str) -> HttpResponse:
    """Go on with a work that has stopped."""
    job = _job(request, pid)
    try:
        certificate_jobs.try_again(actor=person(request), job=job)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect(job)


@require_safe
@needs(ISSUE)
def certificate_archive_file(request: HttpRequest, pid: str) -> HttpResponse:
    """The file of all certificates."""
    job = _job(request, pid)
    if job.kind != JobKind.ARCHIVE or job.state != JobState.DONE or not job.path:
        raise Http404
    if queries.is_outdated(job):
        raise Refusal(_("Certificates were issued, signed or revoked since this file was made. Make it anew."))
    try:
        source = default_storage.open(job.path)
    except FileNotFoundError as error:
        raise Http404 from error
    name = _("certificates") + f"-{job.cohort.number}.zip"
    answer = FileResponse(source, as_attachment=True, filename=name, content_type="application/zip")
    answer["Content-Encoding"] = "identity"  # nothing in it becomes smaller
    answer["Cache-Control"] = "private, no-store"
    return answer  # type: ignore[return-value]


def workbook(rows: Any, name: str) -> HttpResponse:
    """Return the register of these certificates as a download."""
    complete = queries.with_endings(rows).select_related("replaces", "replaced_by").order_by("series", "serial")
    return file_answer(certificate_exports.register_xlsx(complete.iterator(chunk_size=500)), XLSX, f"{name}.xlsx")


def _cohort(request: HttpRequest, pid: str, permission: str) -> Cohort:
    visible = cohorts_visible_to(person(request)).select_related("version", "programme")
    cohort = found(visible, public_id=pid)
    check(request, permission, cohort)
    return cohort


def _job(request: HttpRequest, pid: str) -> CertificateJob:
    job = found(CertificateJob.objects.select_related("cohort", "signatory", "asked_by"), public_id=pid)
    check(request, ISSUE, job.cohort)
    return job
