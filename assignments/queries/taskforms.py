"""Task forms and their versions: lists, and where a version stands with its review."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Count, Prefetch, QuerySet
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from assignments.enums import FormState
from assignments.models import FormVersion, TaskForm
from assignments.parts import ACTIVITY
from assignments.schema import Schema
from assignments.schema.building import schema_of
from assignments.schema.describing import head_text, section_text
from lms.people.models import User
from lms.programme.comparing import compare
from lms.programme.enums import ReviewState
from lms.programme.models import Review, ReviewPart
from lms.programme.reviewable import digest_of

DECIDED = frozenset({ReviewState.CLOSED, ReviewState.CLOSED_ON_RECORD})


@dataclass(frozen=True)
class FormRow:
    """A form in the list: the version in use, and the one that is being made."""

    form: TaskForm
    published: FormVersion | None
    open: FormVersion | None

    @property
    def newest(self) -> FormVersion | None:
        """The version to look at first."""
        return self.open or self.published


@dataclass(frozen=True)
class PartChange:
    """A part that differs between two versions: its title, and the changed lines as markup."""

    title: str
    text: SafeString


def form_rows(user: User) -> list[FormRow]:
    """Return all forms in order of their codes. Two queries."""
    seen = FormVersion.objects.visible_to(user).defer("schema").order_by("-number")
    forms = TaskForm.objects.defer("sections").prefetch_related(Prefetch("versions", queryset=seen, to_attr="seen"))
    return [_row(form) for form in forms]


def _row(form: Any) -> FormRow:
    published = next((one for one in form.seen if one.state == FormState.PUBLISHED), None)
    return FormRow(form, published, next((one for one in form.seen if one.is_open), None))


def versions_of_form(form: TaskForm, user: User) -> QuerySet[FormVersion]:
    """Return the versions of a form that somebody may see, newest first, with the number of tasks on each."""
    versions = FormVersion.objects.visible_to(user).filter(form=form).defer("schema")
    return versions.select_related("created_by").annotate(task_count=Count("tasks")).order_by("-number")


def present_digest(form: TaskForm) -> str:
    """Return the digest of the form as it stands in the editor."""
    return digest_of(schema_of(form))


def published_versions() -> QuerySet[FormVersion]:
    """Return the versions that may be set as tasks."""
    return FormVersion.objects.filter(state=FormState.PUBLISHED).select_related("form").order_by("form__code")


def version_before(version: FormVersion) -> FormVersion | None:
    """Return the version of the same form that came before."""
    return FormVersion.objects.filter(form_id=version.form_id, number__lt=version.number).order_by("-number").first()


def changes_between(before: FormVersion, after: FormVersion) -> list[PartChange]:
    """Return what changed from one version of a form to another, part by part, in the order of the newer one."""
    old = {part.key: part for part in before.digest_parts(ACTIVITY)}
    new = {part.key: part for part in after.digest_parts(ACTIVITY)}
    changed = [
        PartChange(part.title, compare(old[key].text if key in old else "", part.text))
        for key, part in new.items()
        if key not in old or old[key].digest != part.digest
    ]
    gone = [PartChange(part.title, compare(part.text, "")) for key, part in old.items() if key not in new]
    return [*changed, *gone]


def reviews_of(version: FormVersion) -> QuerySet[Review]:
    """Return all rounds of a version's review, newest first."""
    subject_type = ContentType.objects.get_for_model(FormVersion)
    rounds = Review.objects.filter(subject_type=subject_type, subject_id=version.pk)
    return rounds.select_related("activity").order_by("-round")


def open_reviews(version: FormVersion) -> list[Review]:
    """Return the review of a version that still waits for signatures, if any."""
    return list(reviews_of(version).filter(state=ReviewState.OPEN))


def blocker(version: FormVersion, review: Review | None) -> str:
    """Return why a version in review cannot be published yet; empty when it can. One query at most."""
    if review is None or review.state == ReviewState.WITHDRAWN:
        return _("The review of activity 5 has not been opened.")
    if review.state not in DECIDED:
        return _("The review of activity 5 is still open.")
    if not _signed_present_text(version, review):
        return _("The form changed after its review closed. Open a new round.")
    return ""


def is_asked(version: FormVersion, review: Review | None) -> bool:
    """Whether the units have been asked about the form as it stands."""
    if review is None or review.state == ReviewState.WITHDRAWN:
        return False
    return review.state == ReviewState.OPEN or _signed_present_text(version, review)


def _signed_present_text(version: FormVersion, review: Review) -> bool:
    signed = ReviewPart.objects.filter(review=review, is_present=True).values_list("key", "digest")
    return dict(signed) == {part.key: part.digest for part in version.digest_parts(ACTIVITY)}


@dataclass(frozen=True)
class ImportPlan:
    """What taking a form in would do: a new one, or new text for one that is here, with its changed lines."""

    existing: TaskForm | None
    changes: list[PartChange]

    @property
    def changes_nothing(self) -> bool:
        """Whether the editor says exactly this already."""
        return self.existing is not None and not self.changes


def import_plan(schema: Schema) -> ImportPlan:
    """Return what taking a form in would do. One query."""
    existing = TaskForm.objects.filter(code=schema["code"]).first()
    old = _texts(schema_of(existing)) if existing else {}
    new = _texts(schema)
    changes = [
        PartChange(title, compare(old[key][1] if key in old else "", text))
        for key, (title, text) in new.items()
        if key not in old or old[key][1] != text
    ]
    changes += [PartChange(title, compare(text, "")) for key, (title, text) in old.items() if key not in new]
    return ImportPlan(existing, changes)


def _texts(schema: Schema) -> dict[str, tuple[str, str]]:
    head = {"head": (_("What the form is for"), head_text(schema))}
    return head | {
        section["key"]: (section["title"]["id"], section_text(schema, section)) for section in schema["sections"]
    }
