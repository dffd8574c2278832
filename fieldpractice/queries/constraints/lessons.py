"""Lessons that answer constraints: which there are, what a later version made of them, what waits to be recorded."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from cms.enums import ItemKind, VersionState
from cms.models import CurriculumVersion, VersionItem
from cms.readable import readable
from courses.queries.outline import Lesson, outline_of
from fieldpractice.enums import ConstraintState
from fieldpractice.models import Constraint, ConstraintAnswer
from lms.programme.comparing import compare


@dataclass(frozen=True)
class Change:
    """A lesson in two versions: where it stood and where it stands, each with its digest. `before` is None for a new lesson."""

    before: VersionItem | None
    after: VersionItem

    @property
    def differs(self) -> bool:
        return self.before is None or self.before.digest != self.after.digest

    @property
    def title(self) -> str:
        return f"{self.after.code} {self.after.title}"

    def as_text(self) -> str:
        """The changed words as markup, each addition and removal marked."""
        old = readable(self.before.frozen.compared) if self.before else ""
        return str(compare(old, readable(self.after.frozen.compared)))


def lessons_of(version: CurriculumVersion) -> Sequence[Lesson]:
    """Return the lessons of a version in reading order, from memory."""
    return outline_of(version.public_id, version.digest).lessons


def lesson_of(version: CurriculumVersion, key: UUID | None) -> VersionItem | None:
    """Return a lesson of a version by its key."""
    if key is None:
        return None
    return VersionItem.objects.filter(version=version, key=key, kind=ItemKind.LESSON).select_related("frozen").first()


def read_before(constraint: Constraint, key: UUID) -> CurriculumVersion:
    """Return the version a change is measured from: the one noted when the lesson was named, else what the cohort reads.

    Where the lesson has answered this constraint before, it is measured from the version that did: what did not help is no answer twice.
    """
    noted = constraint.lesson_version if constraint.lesson_key == key else None
    start: CurriculumVersion = noted or constraint.cohort.version
    answers = ConstraintAnswer.objects.filter(constraint=constraint, lesson_key=key, after__number__gt=start.number)
    last = (
        answers.filter(after__curriculum=start.curriculum_id).select_related("after").order_by("-after__number").first()
    )
    return last.after if last is not None and last.after is not None else start


def later_versions(constraint: Constraint) -> QuerySet[CurriculumVersion]:
    """Return the published versions of the cohort's curriculum that are newer than what the constraint was met with."""
    start = constraint.lesson_version or constraint.cohort.version
    rows = CurriculumVersion.objects.filter(curriculum_id=start.curriculum_id, state=VersionState.PUBLISHED)
    return rows.filter(number__gt=start.number).order_by("-number")


def change_in(constraint: Constraint, key: UUID, after: CurriculumVersion) -> Change | None:
    """Return what a later version made of a lesson; None when it is not in it."""
    return change_from(read_before(constraint, key), key, after)


def change_from(before: CurriculumVersion, key: UUID, after: CurriculumVersion) -> Change | None:
    """Return what a later version made of a lesson of `before`; None when it is not in it."""
    item = lesson_of(after, key)
    return Change(lesson_of(before, key), item) if item is not None else None


def offer_for(constraint: Constraint) -> tuple[CurriculumVersion, Change] | None:
    """Return the newest published version that changed the lesson linked to a constraint, with the change, if there is one."""
    if constraint.state != ConstraintState.ASSIGNED or constraint.lesson_key is None:
        return None
    before = read_before(constraint, constraint.lesson_key)
    for version in later_versions(constraint).filter(number__gt=before.number):
        change = change_from(before, constraint.lesson_key, version)
        if change is not None and change.differs:
            return version, change
    return None


def with_material_ready() -> QuerySet[Constraint]:
    """Return the constraints whose linked lesson a later published version changed, and nobody has recorded it. One query.

    A version that has answered the constraint before, and what it left as it was, does not count again.
    """
    answered = ConstraintAnswer.objects.filter(constraint=OuterRef(OuterRef("pk")), lesson_key=OuterRef("key"))
    used = answered.filter(after__number__gte=OuterRef("version__number"))
    old = VersionItem.objects.filter(version=OuterRef(OuterRef("lesson_version")), key=OuterRef(OuterRef("lesson_key")))
    changed = VersionItem.objects.filter(
        key=OuterRef("lesson_key"),
        kind=ItemKind.LESSON,
        version__state=VersionState.PUBLISHED,
        version__curriculum=OuterRef("lesson_version__curriculum"),
        version__number__gt=OuterRef("lesson_version__number"),
    ).exclude(digest__in=old.values("digest"))
    changed = changed.exclude(Exists(used)).exclude(digest__in=answered.values("digest_after"))
    rows = Constraint.objects.filter(state=ConstraintState.ASSIGNED, merged_into__isnull=True)
    return rows.filter(Q(Exists(changed)), lesson_key__isnull=False).order_by(F("due_on").asc(nulls_last=True), "pk")


def change_of(answer: ConstraintAnswer) -> Change | None:
    """Return the change an answer by material stands for, as it was recorded."""
    if not answer.is_material or answer.after is None or answer.before is None:
        return None
    after = lesson_of(answer.after, answer.lesson_key)
    return Change(lesson_of(answer.before, answer.lesson_key), after) if after else None
