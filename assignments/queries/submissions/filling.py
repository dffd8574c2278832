"""What a form is filled in with that the form itself does not know: who fills it in, the own files, the own other forms."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from zoneinfo import ZoneInfo

from assignments import schema
from assignments.enums import FieldType
from assignments.models import Submission, Task
from assignments.purposes import SUBMISSION
from assignments.queries.tasks import zone_of
from courses.models import Enrolment
from lms.files.enums import FileState
from lms.files.models import StoredFile
from lms.people import clock
from lms.people.models import User


def auto_texts(task: Task, enrolment: Enrolment, ordinal: int) -> dict[str, str]:
    """Return the texts the system fills in, by their source."""
    unit = enrolment.work_unit
    code = task.form_version.form.code
    return {
        "participant": enrolment.user.display_name,
        "unit": unit.name if unit else "",
        "number": f"{code}/{ordinal:02}",
    }


def context_for(submission: Submission, answers: Mapping[str, Any], *, final: bool) -> schema.Context:
    """Return what a form's answers are checked against: today is the day at the own unit. A draft's files and references are not checked."""
    auto = auto_texts(submission.task, submission.enrolment, submission.ordinal)
    today = clock.now().astimezone(ZoneInfo(zone_of(submission.enrolment))).date()
    if not final:
        return schema.Context(auto=auto, today=today)
    form = submission.form_version.schema
    files = files_named(answers, form, owner=submission.enrolment.user)
    refs = {one.public_id for one in references_for(form, submission.enrolment)}
    ids = frozenset(file.public_id for _field, file in files)
    return schema.Context(auto=auto, today=today, files=ids, refs=frozenset(refs))


def files_named(answers: Mapping[str, Any], form: schema.Schema, *, owner: User) -> list[tuple[str, StoredFile]]:
    """Return the owner's files that answers name, each with its field, in the order of the form. Refused ones are left out."""
    wanted = _ids_by_field(answers, form)
    ids = {pid for pids in wanted.values() for pid in pids}
    if not ids:
        return []
    rows = StoredFile.objects.filter(public_id__in=ids, owner=owner, purpose=SUBMISSION).exclude(
        state=FileState.REFUSED
    )
    known = {file.public_id: file for file in rows}
    return [(field, known[pid]) for field, pids in wanted.items() for pid in dict.fromkeys(pids) if pid in known]


def _ids_by_field(answers: Mapping[str, Any], form: schema.Schema) -> dict[str, list[str]]:
    keys = [one["key"] for one in schema.fields_of(form) if one["type"] == FieldType.FILE]
    found = {key: answers.get(key) for key in keys}
    return {key: [str(pid) for pid in value] for key, value in found.items() if isinstance(value, list)}


def references_for(form: schema.Schema, enrolment: Enrolment) -> list[Submission]:
    """Return the own handed-in forms that reference fields of this form can name. None asked for: no query."""
    codes = {one.get("form", "") for one in schema.fields_of(form) if one["type"] == FieldType.REF}
    if not codes:
        return []
    rows = Submission.objects.filter(enrolment=enrolment, current__isnull=False, form_version__form__code__in=codes)
    return list(rows.select_related("form_version__form", "current").order_by("form_version__form__code", "ordinal"))
