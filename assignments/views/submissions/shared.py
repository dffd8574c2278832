"""What the screens of a participant's forms share: the form at hand, and pages that a phone keeps for its person alone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from assignments.enums import TaskState
from assignments.models import FormVersion, Submission, Task
from assignments.queries.tasks import SHOWN, SetTask, set_task, versions_of
from assignments.services import submissions
from courses.enums import LEARNING
from courses.models import Enrolment
from lms.people.access import found, needs, person
from lms.people.errors import NotAllowed


@dataclass
class AtHand:
    """One form of a task of the person's own; `submission` is None until something is saved."""

    task: Task
    enrolment: Enrolment
    ordinal: int
    form_version: FormVersion
    submission: Submission | None

    @property
    def standing(self) -> SetTask:
        return set_task(self.task, self.enrolment)

    @property
    def state(self) -> str:
        return str(self.submission.state) if self.submission else "draft"

    def begun(self, version_pid: str = "") -> Submission:
        """Return its submission, begun now if need be, on the version of the form the page was made from."""
        if self.submission is None:
            wanted = next((one for one in versions_of(self.task) if one.public_id == version_pid), None)
            self.submission = submissions.begin(
                actor=self.enrolment.user,
                enrolment=self.enrolment,
                task=self.task,
                ordinal=self.ordinal,
                form_version=wanted,
            )
            self.form_version = self.submission.form_version
        return self.submission


def own_task(request: HttpRequest, pid: str) -> tuple[Task, Enrolment]:
    """Return a task that was set for this person. One that was not does not exist."""
    rows = Task.objects.filter(state__in=SHOWN, public_id=pid)
    task = found(rows.select_related("form_version__form", "rubric", "cohort"), public_id=pid)
    mine = Enrolment.objects.filter(user=person(request), state__in=LEARNING)
    return task, found(mine.select_related("user", "cohort", "work_unit"), cohort=task.cohort_id)


def form_at_hand(request: HttpRequest, pid: str, ordinal: int) -> AtHand:
    """Return one form of an own task. Raises Http404 when the task asks for fewer, NotAllowed before it opens."""
    task, enrolment = own_task(request, pid)
    rows = Submission.objects.filter(task=task, enrolment=enrolment, ordinal=ordinal)
    submission = rows.select_related("form_version__form", "current").first()
    if submission is None and not 1 <= ordinal <= task.count:
        raise Http404
    if submission is not None:
        submission.task, submission.enrolment = task, enrolment
    elif not set_task(task, enrolment).has_opened:
        raise NotAllowed(_("This task has not opened yet."))
    elif task.state != TaskState.OPEN:
        raise NotAllowed(_("This task is closed, and nothing was begun for it."))
    version = submission.form_version if submission else task.form_version
    return AtHand(task, enrolment, ordinal, version, submission)


def kept_by_phone(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A participant's page that a phone may keep for when there is no line, marked with whose it is.

    The browser's own cache keeps none of it; looking as somebody else leaves no mark, so that nothing is kept.
    """

    @wraps(view)
    def marked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        answer = view(request, *args, **kwargs)
        if request.user.is_authenticated and not getattr(request, "viewed_as", None):
            answer["X-Padan-Person"] = person(request).public_id
        answer["Cache-Control"] = "private, no-store"
        return answer

    return needs("assignments.list_own_tasks")(marked)
