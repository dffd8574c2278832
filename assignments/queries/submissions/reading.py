"""Reading what was handed in: by whom, with which evidence and comments, and what changed between versions."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from assignments import schema
from assignments.enums import FieldType, WorkState
from assignments.models import Evidence, FieldComment, Submission, SubmissionVersion, Task
from courses.models import CohortFacilitator
from lms.files.models import StoredFile
from lms.people.enums import Role
from lms.people.models import User
from lms.people.roles import hats_of

# A phone this far off is told of; a few minutes are nothing.
CLOCK_IS_OFF = timedelta(minutes=10)


def submissions_visible_to(user: User) -> QuerySet[Submission]:
    """Everyone sees the own; organisers all; facilitators those of their cohorts and named graders those of their tasks.

    Of a task graded without names only the organisers and the participant see whose it is: graders read it at their desk.
    """
    if hats_of(user).has(Role.ADMINISTRATOR, Role.COORDINATOR):
        return Submission.objects.all()
    return Submission.objects.filter(Q(enrolment__user=user) | Q(_graded_by(user), task__anonymous=False))


def reachable(user: User, ids: Collection[str]) -> set[str]:
    """Return which of these submissions somebody may open. None asked for: no query."""
    rows = submissions_visible_to(user).filter(public_id__in=ids).values_list("public_id", flat=True) if ids else ()
    return set(rows)


def may_read_file(user: User, file: StoredFile) -> bool:
    """Whether somebody may have a file: who sent it, and who sees or grades a form it was handed in with."""
    if file.owner_id == user.pk:
        return True
    rows = Evidence.objects.filter(file=file)
    if hats_of(user).has(Role.ADMINISTRATOR, Role.COORDINATOR):
        return rows.exists()
    if not hats_of(user).has(Role.FACILITATOR):
        return False
    return Submission.objects.filter(_graded_by(user), versions__in=rows.values("version")).exists()


def _graded_by(user: User) -> Q:
    if not hats_of(user).has(Role.FACILITATOR):
        return Q(pk__in=[])
    charge = CohortFacilitator.objects.valid().filter(user=user, cohort=OuterRef("task__cohort"))
    named = Task.graders.through.objects.filter(task=OuterRef("task"), user=user)
    return Q(Exists(charge)) | Q(Exists(named))


def evidence_of(version: SubmissionVersion) -> list[Evidence]:
    """Return the files of a version, in the order they were handed in."""
    return list(version.evidence.select_related("file").order_by("id"))


def references_in(form: schema.Schema, *answers: Mapping[str, Any], nameless: bool = False) -> dict[str, str]:
    """Return in words, by their ids, the other forms that these answers to a form refer to. None named: no query.

    `nameless` leaves the receipts out: where the other form is read with a name, its receipt would say whose this one is.
    """
    keys = [one["key"] for one in schema.fields_of(form) if one["type"] == FieldType.REF]
    named = {str(each[key]) for each in answers for key in keys if each.get(key)}
    if not named:
        return {}
    rows = Submission.objects.filter(public_id__in=named).select_related("form_version__form", "current")
    return {
        one.public_id: one.sheet if nameless else one.reference
        for one in rows.defer("form_version__schema", "current__answers", "draft")
    }


def open_comments(prefix: str = "") -> Q:
    """Comments that may be read beside a form: those of a return, and those of a grade once it is released."""
    return Q(**{f"{prefix}grade__isnull": True}) | Q(**{f"{prefix}grade__work__state": WorkState.RELEASED})


def comments_on(version: SubmissionVersion | None) -> dict[str, list[FieldComment]]:
    """Return the comments on a version that may be read, by field; "" is the whole."""
    found: dict[str, list[FieldComment]] = {}
    if version is not None:
        for comment in version.comments.filter(open_comments()).select_related("author"):
            found.setdefault(comment.field, []).append(comment)
    return found


def clock_is_off(version: SubmissionVersion) -> bool:
    """Whether the phone's clock was so far off that its times mislead."""
    return version.clock_ahead is not None and abs(version.clock_ahead) > CLOCK_IS_OFF.total_seconds()


@dataclass(frozen=True)
class FileShown:
    """A file as a page shows it, whatever has become of it."""

    public_id: str
    name: str
    state: str
    bytes: int
    is_picture: bool
    has_preview: bool
    refused: str
    sha256: str

    @classmethod
    def of(cls, file: StoredFile) -> FileShown:
        return cls(
            file.public_id,
            file.name,
            file.state,
            file.stored_bytes or file.received_bytes,
            file.is_picture,
            bool(file.preview_path),
            file.refused_because,
            file.received_sha256,
        )


def files_by_id(ids: Iterable[str], *, owner: User) -> dict[str, FileShown]:
    """Return a person's files of these ids."""
    wanted = set(ids)
    if not wanted:
        return {}
    rows = StoredFile.objects.filter(public_id__in=wanted, owner=owner)
    return {file.public_id: FileShown.of(file) for file in rows}


@dataclass(frozen=True)
class FieldChange:
    """A field with what it said before and after."""

    label: str
    before: str
    after: str

    @property
    def kind(self) -> str:
        """What happened to it: same, added, removed, changed."""
        if self.before == self.after:
            return "same"
        return "added" if not self.before else "removed" if not self.after else "changed"

    @property
    def word(self) -> str:
        """What happened to it, in a word."""
        return {"added": _("added"), "removed": _("removed"), "changed": _("changed")}.get(self.kind, "")


def changes_between(before: SubmissionVersion, after: SubmissionVersion, language: str) -> list[FieldChange]:
    """Return every field of two versions of one submission, side by side, in the order of the form. Two queries, three with a reference."""
    form = after.submission.form_version.schema
    names, refs = _names([before, after]), references_in(form, before.answers, after.answers)
    old, new = (
        {
            row.key: _as_text(row, names)
            for section in schema.display(form, one.answers, language, refs)
            for row in section.rows
        }
        for one in (before, after)
    )
    labels = {one["key"]: schema.local(one["label"], language) for one in schema.fields_of(form)}
    return [
        FieldChange(label, old.get(key, ""), new.get(key, ""))
        for key, label in labels.items()
        if key in old or key in new
    ]


def _names(versions: list[SubmissionVersion]) -> dict[str, str]:
    rows = Evidence.objects.filter(version__in=versions).values_list("file__public_id", "file__name")
    return dict(rows)


def _as_text(row: Any, names: dict[str, str]) -> str:
    """Return a row as one text, so that two can be compared and shown side by side."""
    if row.rows:
        return "\n".join(
            " · ".join(f"{head}: {cell}" for head, cell in zip(row.header, cells, strict=True) if cell)
            for cells in row.rows
        )
    if row.files:
        return "\n".join(names.get(pid, pid) for pid in row.files)
    return str(row.text or row.ref)
