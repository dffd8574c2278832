"""What a participant's screens read: few queries, slim rows, the rest from memory."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Any, NamedTuple
from uuid import UUID

from django.utils.translation import get_language

from courses.enums import LEARNING, CohortState, EnrolmentState
from courses.models import Cohort, Enrolment, LessonProgress
from courses.queries.gating import closed_because, is_done
from courses.queries.outline import Lesson, Module, Outline, local_title, outline_of, title_in
from courses.queries.plans import CohortPlan, plan_of
from lms.people import clock
from lms.people.models import User
from lms.people.prepared import Prepared

# Enrolments that make somebody a participant.
HELD = frozenset(EnrolmentState.values) - {EnrolmentState.DECLINED, EnrolmentState.WITHDRAWN}


@dataclass(frozen=True, slots=True)
class CohortFacts:
    """What the player needs to know of a cohort."""

    id: int
    public_id: str
    name: str
    state: str
    plan_no: int
    version_id: int
    version_public_id: str
    version_digest: str

    @property
    def outline(self) -> Outline:
        """The pinned version's outline."""
        return outline_of(self.version_public_id, self.version_digest)

    @property
    def plan(self) -> CohortPlan:
        """Stages and gates."""
        return plan_of(self.public_id, self.plan_no)


@dataclass(frozen=True, slots=True)
class Learner:
    """One enrolment of the reader's own."""

    id: int
    public_id: str
    state: str
    listed_at: datetime | None
    resume_key: UUID | None
    lessons_done: int
    jp_done: int
    class_jp: int
    cohort: CohortFacts


@dataclass(frozen=True, slots=True)
class Mark:
    """How far somebody is with one lesson."""

    done_at: datetime | None
    done_digest: str
    position: int


COHORT_FIELDS = ("id", "public_id", "name", "state", "plan_no", "version_id", "version__public_id", "version__digest")
LEARNER_FIELDS = ("id", "public_id", "state", "listed_at", "resume_key", "lessons_done", "jp_done", "class_jp")


def my_enrolments(user: User) -> list[Learner]:
    """Return the user's enrolments that count, newest cohort first: one query for each request, kept on the user."""
    kept: list[Learner] | None = getattr(user, "_enrolments", None)
    if kept is None:
        kept = learners_of(user)
        # Not through __dict__: a request's user is a lazy wrapper, and the wrapped one must be the one that remembers.
        setattr(user, "_enrolments", kept)  # noqa: B010 - no field of the model
    return kept


def learners_of(user: User) -> list[Learner]:
    """Return the user's enrolments that count, read anew."""
    return [_learner(*row) for row in _held(user.pk)]


_held = Prepared(
    lambda user_id: (
        Enrolment.objects.filter(user_id=user_id, state__in=sorted(HELD))
        .order_by("-cohort__number")
        .values_list(*LEARNER_FIELDS, *(f"cohort__{name}" for name in COHORT_FIELDS))
    )
)


def _learner(*row: Any) -> Learner:
    public = dict(zip(LEARNER_FIELDS, row, strict=False))
    return Learner(**public, cohort=CohortFacts(*row[len(LEARNER_FIELDS) :]))


def facts_of(cohort: Cohort) -> CohortFacts:
    """Return the facts of a cohort that was read with its version (`select_related("version")`)."""
    version = cohort.version
    return CohortFacts(
        cohort.pk, cohort.public_id, cohort.name, cohort.state, cohort.plan_no, version.pk, version.public_id,
        version.digest,
    )  # fmt: skip


def marks_of(enrolment_id: int) -> dict[UUID, Mark]:
    """Return how far somebody is, by the key of the lesson: one query."""
    return {key: Mark(done_at, digest, position) for key, done_at, digest, position in _marked(enrolment_id)}


_marked = Prepared(
    lambda enrolment_id: (
        LessonProgress.objects.filter(enrolment_id=enrolment_id)
        .order_by()
        .values_list("lesson_key", "done_at", "done_digest", "position")
    )
)


@dataclass(frozen=True)
class Reading:
    """A cohort's lessons as one person may read them. Without a learner (somebody in charge) all is open and nothing is marked."""

    cohort: CohortFacts
    learner: Learner | None = None
    marks: dict[UUID, Mark] = field(default_factory=dict)
    today: date = field(default_factory=clock.today)

    @property
    def outline(self) -> Outline:
        return self.cohort.outline

    @cached_property
    def done(self) -> frozenset[UUID]:
        """Keys of the finished lessons, as far as the pinned version holds them."""
        return frozenset(key for key, mark in self.marks.items() if mark.done_at and key in self.outline.by_key)

    @property
    def may_mark(self) -> bool:
        """Whether lessons can be marked as done now."""
        return (
            self.learner is not None
            and self.learner.state == EnrolmentState.ACTIVE
            and self.cohort.state == CohortState.OPEN
        )

    def closure(self, module: Module) -> str:
        """Return why the module is closed, or "" when it is open."""
        if self.learner is None:
            return ""
        return closed_because(
            module,
            outline=self.outline,
            plan=self.cohort.plan,
            cohort_state=self.cohort.state,
            done=self.done,
            today=self.today,
        )

    def closed(self, lesson: Lesson) -> str:
        """Return why the lesson is closed, or ""."""
        return self.closure(self.outline.modules[lesson.module_key])

    def state(self, lesson: Lesson) -> str:
        """Return `done`, `updated` (done on an older text), `started` or `new`."""
        mark = self.marks.get(lesson.key)
        if mark is None:
            return "new"
        if not mark.done_at:
            return "started"
        return "done" if mark.done_digest == lesson.digest else "updated"

    @property
    def jp_done(self) -> int:
        """JP earned by lessons of the pinned version."""
        return sum(lesson.jp for lesson in self.outline.online if lesson.key in self.done)

    @cached_property
    def resume(self) -> Lesson | None:
        """The lesson to go on with: the one left unfinished, else the first unfinished one that is open, else None."""
        left = self.outline.by_key.get(self.learner.resume_key) if self.learner and self.learner.resume_key else None
        if left and left.key not in self.done and not self.closed(left):
            return left
        for module in self.outline.modules.values():
            if is_done(module, self.done) or self.closure(module):
                continue
            return next(lesson for lesson in module.lessons if lesson.key not in self.done)
        return None


def reading_of(learner: Learner) -> Reading:
    """Return the participant's own reading: one query, for the marks."""
    return Reading(cohort=learner.cohort, learner=learner, marks=marks_of(learner.id))


def learner_in(user: User, cohort_public_id: str) -> Learner | None:
    """Return the user's own enrolment in a cohort if it allows reading, else None."""
    return next(
        (one for one in my_enrolments(user) if one.cohort.public_id == cohort_public_id and one.state in LEARNING), None
    )


class LessonRow(NamedTuple):
    """A lesson as the table of contents shows it; `here` is the one to go on with."""

    slug: str
    title: str
    minutes: int
    state: str
    here: bool


class ModuleRow(NamedTuple):
    """A module as the table of contents shows it; `here` holds the lesson to go on with."""

    code: str
    title: str
    jp: int
    closed: str
    earned: int
    done: bool
    here: bool
    lessons: tuple[LessonRow, ...]


def contents(reading: Reading) -> list[dict[str, Any]]:
    """Return courses, modules and lessons as the table of contents shows them, each with its state and JP."""
    resume, language = reading.resume if reading.may_mark else None, get_language()
    return [
        {
            "course": course,
            "title": local_title(course),
            "stage": reading.cohort.plan.stage(course.stage),
            "modules": [_module_row(reading, module, resume, language) for module in course.modules],
        }
        for course in reading.outline.courses
    ]


def _module_row(reading: Reading, module: Module, resume: Lesson | None, language: str | None) -> ModuleRow:
    state, done = reading.state, reading.done
    return ModuleRow(
        code=module.code,
        title=title_in(language, module),
        jp=module.jp,
        closed=reading.closure(module),
        earned=sum(lesson.jp for lesson in module.lessons if lesson.earns and lesson.key in done),
        done=bool(module.lessons) and is_done(module, done),
        here=resume is not None and resume.module_key == module.key,
        lessons=tuple(
            LessonRow(one.slug, title_in(language, one), one.minutes, state(one), one is resume)
            for one in module.lessons
        ),
    )
