"""Whom the steps of grading are told to: always the participant whose work it is."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from assignments import kinds
from assignments.models import RegradeRequest, Submission, SubmissionVersion, Work
from assignments.queries.desk import titles_of
from assignments.queries.graders import graders_of, organiser_ids
from lms.notices.registry import Telling
from lms.notices.services import tell, tell_many, withdraw
from lms.notices.wording import in_each_language
from lms.people.enums import Language
from lms.people.models import User

BATCH = 500


def returned(*, actor: User, submission: Submission, version: SubmissionVersion, reason: str) -> None:
    """A hand-in came back to be improved."""
    tell(
        kind=kinds.RETURNED,
        to=submission.enrolment.user,
        path=reverse("assignments:task_fill", args=[submission.task.public_id, submission.ordinal]),
        values={
            "task": _title(f"task:{submission.task_id}"),
            "reason": reason or _("Read the comments beside the fields."),
        },
        key=f"{kinds.RETURNED}:{version.pk}",
        about=submission,
        actor=actor,
    )


def handed_in_again(*, submission: Submission) -> None:
    """It is improved and back: nothing is waited for any more."""
    withdraw(about=submission, kinds=[kinds.RETURNED])


def released(*, actor: User | None, works: Sequence[Work]) -> None:
    """Results are there to read. The points stand on the page only, not in the mail."""
    rest = iter(works)
    while batch := [work.pk for work in islice(rest, BATCH)]:
        rows = list(Work.objects.filter(pk__in=batch).select_related("enrolment__user").order_by("pk"))
        titles = _titles({row.subject for row in rows})
        tell_many(
            Telling(
                kinds.RELEASED,
                row.enrolment.user,
                _result(row),
                {"task": titles[row.subject]},
                f"{kinds.RELEASED}:{row.pk}",
                row,
                actor,
            )
            for row in rows
        )


def changed(*, actor: User, work: Work, reason: str, was_asked: bool) -> None:
    """A result that was there to read is another now: by itself, or as the answer to a request to look again."""
    if was_asked:
        _tell_of_result(kinds.ANSWERED, actor, work, {"answer": reason}, str(work.grade_id))
    else:
        _tell_of_result(kinds.CHANGED, actor, work, {"reason": reason}, str(work.grade_id))


def changed_many(*, actor: User, works: Sequence[Work], reason: str) -> None:
    """Results that were there to read are others now, all for one reason: their rubric was improved."""
    rows = list(
        Work.objects.filter(pk__in=[work.pk for work in works]).select_related("enrolment__user").order_by("pk")
    )
    titles = _titles({row.subject for row in rows})
    tell_many(
        Telling(
            kinds.CHANGED,
            row.enrolment.user,
            _result(row),
            {"task": titles[row.subject], "reason": reason},
            f"{kinds.CHANGED}:{row.pk}:{row.grade_id}",
            row,
            actor,
        )
        for row in rows
    )


def asked(*, request: RegradeRequest) -> None:
    """Somebody asks to look again: told to who graded it, or, where that person grades here no more, to all who do; if nobody does, to those who organise."""
    work = request.work
    graded_by = request.grade.grader
    if graded_by.has_perm("assignments.grade_work", work.cohort):
        told = [graded_by]
    else:
        told = list(graders_of(work.cohort_id)) or list(User.objects.filter(pk__in=organiser_ids()))
    tell_many(
        Telling(
            kinds.ASKED,
            one,
            reverse("assignments:work_detail", args=[work.public_id]),
            {"name": work.enrolment.user.name, "task": _title(work.subject), "reason": request.reason},
            f"{kinds.ASKED}:{request.pk}:{one.pk}",
            request,
            work.enrolment.user,
        )
        for one in sorted(told, key=lambda one: one.pk)
    )


def answered(*, request: RegradeRequest) -> None:
    """It has its answer: graders need not look any more."""
    withdraw(about=request, kinds=[kinds.ASKED])


def upheld(*, actor: User, request: RegradeRequest, answer: str) -> None:
    """The one request to look again has its answer: the grade stays."""
    _tell_of_result(kinds.ANSWERED, actor, request.work, {"answer": answer}, str(request.pk))


def _tell_of_result(kind: str, actor: User, work: Work, values: dict[str, str], of: str) -> None:
    tell(
        kind=kind,
        to=work.enrolment.user,
        path=_result(work),
        values={"task": _title(work.subject), **values},
        key=f"{kind}:{work.pk}:{of}",
        about=work,
        actor=actor,
    )


def _result(work: Work) -> str:
    return reverse("assignments:result_detail", args=[work.public_id])


def _title(subject: str) -> dict[str, str]:
    return in_each_language(lambda: titles_of({subject}).get(subject, ""))


def _titles(subjects: set[str]) -> dict[str, dict[str, str]]:
    """Return by subject what it is called in each language."""
    called: dict[str, dict[str, str]] = {subject: {} for subject in subjects}
    for code in Language.values:
        with override(code):
            found = titles_of(subjects)
        for subject, titles in called.items():
            titles[code] = found.get(subject, "")
    return called
