"""A participant's tasks, and one form. Everything here works without JavaScript; with it the browser keeps and sends by itself."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from assignments import schema
from assignments.enums import SubmissionState
from assignments.forms.submissions import answers_from, new_files, sheet_view
from assignments.forms.submissions.sheet import Around
from assignments.purposes import SUBMISSION
from assignments.queries.submissions import (
    comments_on,
    files_by_id,
    references_for,
    references_in,
    tasks_of_person,
)
from assignments.queries.submissions.filling import auto_texts
from assignments.services import submissions
from assignments.services.submissions import DraftMoved, Incomplete
from assignments.views.submissions.shared import AtHand, form_at_hand, kept_by_phone, own_task
from assignments.words import words
from lms.files import limits
from lms.files.services import receive_whole
from lms.people.access import person
from lms.people.errors import Refusal

OPEN = {SubmissionState.DRAFT, SubmissionState.RETURNED}


@require_safe
@kept_by_phone
def task_list(request: HttpRequest) -> HttpResponse:
    """My tasks by what is next, and what this phone has not sent yet."""
    context = {"mine": tasks_of_person(person(request)), "told": {"words": words(), **_addresses(request)}}
    return render(request, "assignments/task_list.html", context)


@require_safe
@kept_by_phone
def task_detail(request: HttpRequest, pid: str) -> HttpResponse:
    """Lead to the form of a task that is next: one that came back, or the first not handed in; else the last one."""
    task, enrolment = own_task(request, pid)
    states = dict(task.submissions.filter(enrolment=enrolment).values_list("ordinal", "state"))
    numbers = range(1, task.count + 1)
    returned = [number for number in numbers if states.get(number) == SubmissionState.RETURNED]
    unsent = [number for number in numbers if states.get(number, SubmissionState.DRAFT) == SubmissionState.DRAFT]
    return redirect("assignments:task_fill", pid, (returned or unsent or [task.count])[0])


@require_http_methods(["GET", "HEAD", "POST"])
@kept_by_phone
def task_fill(request: HttpRequest, pid: str, ordinal: int) -> HttpResponse:
    """One form: filled in, saved, handed in."""
    form = form_at_hand(request, pid, ordinal)
    if request.method == "POST":
        return _posted(request, form)
    if form.submission is not None and form.submission.state not in OPEN:
        return redirect("assignments:submission_detail", form.submission.public_id)
    draft = form.submission.draft if form.submission else {}
    return _page(request, form, draft)


def _posted(request: HttpRequest, form: AtHand) -> HttpResponse:
    submission = form.begun(request.POST.get("version", ""))
    to_hand_in, key = request.POST.get("do") == "hand_in", request.POST.get("key", "")
    known = submission.versions.filter(idempotency_key=key).first() if to_hand_in else None
    if known is not None:
        return redirect("assignments:submission_receipt", submission.public_id, known.number)
    answers = answers_from(request.POST, form.form_version.schema)
    faults = _attach(request, form, answers)
    try:
        seq = submissions.save_draft(
            actor=person(request), submission=submission, answers=answers, seq=_number(request.POST.get("seq", ""))
        )
        submission.draft_seq = seq
        if faults or not to_hand_in:
            return _saved(request, form, answers, faults)
        version = submissions.hand_in(
            actor=person(request), submission=submission, answers=answers, idempotency_key=key, seq=seq
        )
    except DraftMoved as moved:
        submission.draft_seq = moved.seq
        return _page(request, form, answers, elsewhere=moved.answers, status=409)
    except Incomplete as incomplete:
        return _page(request, form, answers, faults=incomplete.faults, status=422)
    except Refusal as refusal:
        return _page(request, form, answers, refused=str(refusal), status=refusal.status)
    messages.success(request, _("Handed in. Receipt number: %(receipt)s.") % {"receipt": version.receipt})
    return redirect("assignments:submission_receipt", submission.public_id, version.number)


def _saved(request: HttpRequest, form: AtHand, answers: dict[str, Any], faults: list[schema.Fault]) -> HttpResponse:
    """Show the saved form again: with what was wrong with a file, with one more row, or as it stands."""
    more = request.POST.get("do", "").removeprefix("more:") if request.POST.get("do", "").startswith("more:") else ""
    if faults or more:
        return _page(request, form, answers, faults=faults, more_rows=more, status=422 if faults else 200)
    messages.success(request, _("Saved. You can go on later, on any device."))
    return redirect("assignments:task_fill", form.task.public_id, form.ordinal)


def _attach(request: HttpRequest, form: AtHand, answers: dict[str, Any]) -> list[schema.Fault]:
    """Take the files chosen on a page without JavaScript, and add them to their fields. Returns what was refused."""
    faults = []
    for key, file in new_files(request.FILES, form.form_version.schema):
        try:
            content = file.read(limits.LARGEST_FILE + 1)
            kept = receive_whole(actor=person(request), purpose=SUBMISSION, name=file.name or "", content=content)
        except Refusal as refusal:
            faults.append(schema.Fault(key, str(refusal)))
        else:
            answers[key] = list(dict.fromkeys([*answers.get(key, []), kept.public_id]))
    return faults


def _page(
    request: HttpRequest,
    form: AtHand,
    answers: dict[str, Any],
    *,
    faults: list[schema.Fault] | None = None,
    elsewhere: dict[str, Any] | None = None,
    refused: str = "",
    more_rows: str = "",
    status: int = 200,
) -> HttpResponse:
    sheet = form.form_version.schema
    answers = answers | _fixed(form)
    comments = comments_on(form.submission.current if form.submission else None)
    around = Around(
        faults=faults or [],
        files=files_by_id(_files_in(answers, sheet), owner=person(request)),
        refs=references_for(sheet, form.enrolment),
        comments=comments if form.state == SubmissionState.RETURNED else {},
        elsewhere=_differing(sheet, answers, elsewhere) if elsewhere is not None else {},
        more_rows=more_rows,
    )
    context = {
        "form": form,
        "sheet": sheet_view(sheet, answers, around),
        "intro": schema.local(sheet["intro"]),
        "standing": form.standing,
        "comments": around.comments,
        "elsewhere": elsewhere is not None,
        "refused": refused,
        "key": uuid.uuid4().hex,
        "seq": form.submission.draft_seq if form.submission else 0,
        "saved_at": form.submission.draft_at if form.submission else None,
    }
    context["told"] = _told(request, form, answers, context)
    return render(request, "assignments/task_fill.html", context, status=status)


def _fixed(form: AtHand) -> dict[str, Any]:
    """Return what the system fills in, for the page; the service fills it in by itself."""
    texts = auto_texts(form.task, form.enrolment, form.ordinal)
    autos = [one for one in schema.fields_of(form.form_version.schema) if one["type"] == "auto"]
    return {one["key"]: texts.get(one["source"], "") for one in autos}


def _files_in(answers: dict[str, Any], sheet: schema.Schema) -> list[str]:
    keys = [one["key"] for one in schema.fields_of(sheet) if one["type"] == "file"]
    return [str(pid) for key in keys if isinstance(answers.get(key), list) for pid in answers[key]]


def _differing(sheet: schema.Schema, mine: dict[str, Any], theirs: dict[str, Any]) -> dict[str, str]:
    """Return in words what the other draft says, by field, where it says something else."""
    language, refs = get_language() or "id", references_in(sheet, mine, theirs)
    here, there = (
        {row.key: row for section in schema.display(sheet, one, language, refs) for row in section.rows}
        for one in (mine, theirs)
    )
    return {key: _in_words(row) for key, row in there.items() if row != here.get(key) and row.type != "auto"}


def _in_words(row: schema.ShownRow) -> str:
    rows = "; ".join(" · ".join(cells) for cells in row.rows)
    files = _("%s files") % len(row.files) if row.files else ""
    return row.text or rows or files or row.ref or _("(empty)")


def _told(request: HttpRequest, form: AtHand, answers: dict[str, Any], context: dict[str, Any]) -> dict[str, Any]:
    """What the browser's module needs; nothing while looking as somebody else."""
    return {
        **_addresses(request),
        "words": words(),
        "url": reverse("assignments:task_fill", args=[form.task.public_id, form.ordinal]),
        "title": f"{form.form_version.form.code} {form.form_version.local_title}",
        "version": form.form_version.public_id,
        "seq": context["seq"],
        "stamp": form.submission.draft_stamp if form.submission else "",
        "answers": answers,
        "rules": context["sheet"].rules,
    }


def _addresses(request: HttpRequest) -> dict[str, Any]:
    return {
        "person": "" if getattr(request, "viewed_as", None) else person(request).public_id,
        "session": reverse("assignments:task_session"),
        "offline": reverse("assignments:task_offline"),
        "list": reverse("assignments:task_list"),
        "uploads": reverse("files:upload_begin"),
        "purpose": SUBMISSION,
        "largest": limits.LARGEST_FILE,
        "language": get_language() or "id",
    }


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
