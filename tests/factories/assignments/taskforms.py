"""Task forms, their versions and tasks for tests. All come about through the services."""

from __future__ import annotations

import itertools
from datetime import date, timedelta
from typing import Any

from assignments.enums import FormState
from assignments.models import FormVersion, Task, TaskForm
from assignments.queries.taskforms import open_reviews
from assignments.services import taskforms, tasks
from assignments.services.tasks import TaskSettings
from courses.models import Cohort
from lms.people import clock
from lms.people.models import User
from lms.programme.models import Activity
from lms.programme.services import close_on_record
from tests.factories.programme import make_programme

# One row of codes for every factory of forms, far from the programme's own: two counters met at LT-123.
_count = itertools.count(1001)


def form_code() -> str:
    """A code no other form of this process has."""
    return f"LT-{next(_count)}"


def form_schema(code: str = "LT-20", **fields: Any) -> dict[str, Any]:
    """A form of one section: initials, a story shown when there is a problem, a number."""
    return {
        "code": code,
        "title": {"id": f"Formulir {code}", "en": f"Form {code}"},
        "sections": [
            {
                "key": "isi",
                "title": {"id": "Isi", "en": "Content"},
                "fields": [
                    {"key": "inisial", "type": "text", "label": {"id": "Inisial"}, "client_data": True},
                    {"key": "kendala", "type": "bool", "label": {"id": "Ada kendala"}},
                    {
                        "key": "uraian",
                        "type": "textarea",
                        "label": {"id": "Uraian"},
                        "show_when": [{"field": "kendala", "operator": "is", "value": "ya"}],
                    },
                    {"key": "jumlah", "type": "number", "label": {"id": "Jumlah"}, "required": False},
                ],
            }
        ],
        **fields,
    }


def make_form(*, actor: User, code: str = "", **fields: Any) -> TaskForm:
    """A form in the editor."""
    return taskforms.write_form(actor=actor, schema=form_schema(code or form_code(), **fields))


def make_form_version(
    *, actor: User, form: TaskForm | None = None, state: str = FormState.PUBLISHED, closer: User | None = None
) -> FormVersion:
    """A version led to `state` by the services; its review is closed on record by `closer` (an administrator)."""
    version = taskforms.freeze_form(form=form or make_form(actor=actor), actor=actor)
    if state == FormState.DRAFT:
        return version
    if not Activity.objects.filter(no=5).exists():
        make_programme(activities=5)
    taskforms.send_to_review(version=version, due_on=clock.today(), actor=actor)
    if state != FormState.IN_REVIEW:
        with clock.at(clock.now() + timedelta(days=1)):
            for review in open_reviews(version):
                close_on_record(review=review, reason="Disetujui dalam rapat", actor=closer or actor)
            taskforms.publish_version(version=version, actor=actor)
            if state == FormState.RETIRED:
                version = FormVersion.objects.get(pk=version.pk)
                taskforms.retire_version(version=version, actor=actor)
    return FormVersion.objects.select_related("form").get(pk=version.pk)


def make_task(
    *, actor: User, cohort: Cohort, version: FormVersion, opened: bool = True, days: int = 14, **settings: Any
) -> Task:
    """A task from today on, due after `days`."""
    opens_on: date = settings.pop("opens_on", clock.today())
    due_on = settings.pop("due_on", opens_on + timedelta(days=days))
    task = tasks.create_task(
        actor=actor, cohort=cohort, version=version, settings=TaskSettings(opens_on=opens_on, due_on=due_on, **settings)
    )
    if opened:
        tasks.open_tasks(actor=actor, cohort=cohort, tasks=[task])
    return Task.objects.select_related("cohort", "form_version__form").get(pk=task.pk)
