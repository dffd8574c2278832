"""What was handed in: its state and versions, a receipt, papers, and what changed between two versions."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from assignments import papers, schema
from assignments.models import Submission, SubmissionVersion
from assignments.queries.results import result_of_submission
from assignments.queries.submissions import (
    changes_between,
    clock_is_off,
    comments_on,
    evidence_of,
    reachable,
    references_in,
    submissions_visible_to,
)
from assignments.registry import traces_of
from lms.people.access import found, person, signed_in
from lms.ui.downloads import PDF, file_answer


@require_safe
@signed_in
def submission_detail(request: HttpRequest, pid: str) -> HttpResponse:
    """Where a form stands: its newest version with comments, and every version with its receipt."""
    submission = _submission(request, pid)
    if submission.current is None:
        raise Http404
    own = submission.enrolment.user_id == person(request).pk
    more = {
        "result": result_of_submission(submission) if own else None,
        "traces": traces_of(submission, person(request)),
    }
    return _reading(request, submission, submission.current, "assignments/submission_detail.html", more)


@require_safe
@signed_in
def submission_version(request: HttpRequest, pid: str, number: int) -> HttpResponse:
    """One version as it was handed in."""
    version = _version(request, pid, number)
    return _reading(request, version.submission, version, "assignments/submission_version.html")


@require_safe
@signed_in
def submission_compare(request: HttpRequest, pid: str) -> HttpResponse:
    """Two versions side by side, field by field: the last two unless others are asked for."""
    submission = _submission(request, pid)
    numbers = list(submission.versions.order_by("number").values_list("number", flat=True))
    if len(numbers) < 2:
        raise Http404
    before, after = (
        _version(request, pid, _asked(request, name, numbers, usual)) for name, usual in (("before", -2), ("after", -1))
    )
    after.submission = submission
    context = {
        "submission": submission,
        "before": before,
        "after": after,
        "numbers": numbers,
        "changes": changes_between(before, after, get_language() or "id"),
    }
    return render(request, "assignments/submission_compare.html", context)


@require_safe
@signed_in
def submission_receipt(request: HttpRequest, pid: str, number: int) -> HttpResponse:
    """The receipt: number, time, digest, and what was handed in with it."""
    version = _version(request, pid, number)
    context = {
        "version": version,
        "submission": version.submission,
        "own": version.submission.enrolment.user_id == person(request).pk,
        "evidence": evidence_of(version),
        "clock_is_off": clock_is_off(version),
    }
    return render(request, "assignments/submission_receipt.html", context)


@require_safe
@signed_in
def submission_receipt_pdf(request: HttpRequest, pid: str, number: int) -> HttpResponse:
    """The receipt as paper."""
    version = _version(request, pid, number)
    return _paper(papers.receipt_pdf(version, evidence_of(version)), f"tanda-terima-{version.receipt}.pdf")


@require_safe
@signed_in
def submission_pdf(request: HttpRequest, pid: str, number: int) -> HttpResponse:
    """The form as paper, with the list of its evidence."""
    version = _version(request, pid, number)
    code = version.submission.form_version.form.code.lower()
    return _paper(papers.form_pdf(version, evidence_of(version)), f"{code}-{version.receipt}.pdf")


def _submission(request: HttpRequest, pid: str) -> Submission:
    related = ("task__cohort", "form_version__form", "enrolment__user", "enrolment__work_unit", "current")
    return found(submissions_visible_to(person(request)).select_related(*related), public_id=pid)


def _version(request: HttpRequest, pid: str, number: int) -> SubmissionVersion:
    submission = _submission(request, pid)
    version: SubmissionVersion = found(submission.versions.all(), number=number)
    version.submission = submission
    return version


def _reading(
    request: HttpRequest,
    submission: Submission,
    version: SubmissionVersion,
    template: str,
    more: dict[str, Any] | None = None,
) -> HttpResponse:
    language, form = get_language() or "id", submission.form_version.schema
    refs = references_in(form, version.answers)
    context: dict[str, Any] = {
        "submission": submission,
        "version": version,
        "sections": schema.display(form, version.answers, language, refs),
        "reachable": reachable(person(request), refs),
        "evidence": {one.file.public_id: one.file for one in evidence_of(version)},
        "comments": comments_on(version),
        "versions": submission.versions.order_by("-number"),
        "events": submission.events.select_related("actor", "version").order_by("-at", "-id"),
        "own": submission.enrolment.user_id == person(request).pk,
        "clock_is_off": clock_is_off(version),
    }
    return render(request, template, context | (more or {}))


def _asked(request: HttpRequest, name: str, numbers: list[int], usual: int) -> int:
    text = request.GET.get(name, "")
    asked = int(text) if text.isascii() and text.isdigit() and len(text) < 6 else numbers[usual]
    return asked if asked in numbers else numbers[usual]


def _paper(content: bytes, name: str) -> HttpResponse:
    answer = file_answer(content, PDF, name)
    answer["Cache-Control"] = "private, no-store"
    return answer
