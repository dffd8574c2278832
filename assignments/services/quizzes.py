"""Setting a quiz for a cohort: planning, changing, opening, closing, and allowing one person more."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from assignments.drawing import TooFew, draw
from assignments.enums import AttemptState, QuizKind, QuizState, ReviewMoment
from assignments.models import Attempt, Question, Quiz, QuizAllowance, QuizPart, Topic
from assignments.queries.quizzes import fingerprint, parts_of, pools_of
from assignments.services.attempts import end_with_quiz, redue
from assignments.timing import SECOND_CLICK
from courses.models import Cohort, Enrolment
from lms.people import audit, clock
from lms.people.errors import Conflict, Refusal
from lms.people.models import User
from lms.ui.times import instant_in_words


@dataclass(frozen=True)
class PartPlan:
    """A line of a quiz: a fixed question, or how many are drawn from a topic."""

    question: Question | None = None
    topic: Topic | None = None
    count: int = 1


@dataclass(frozen=True)
class QuizPlan:
    """Everything about a quiz that is set on its page, its parts aside."""

    title: str
    intro: str = ""
    opens_at: datetime | None = None
    closes_at: datetime | None = None
    minutes: int | None = None
    grace_seconds: int = 120
    attempts: int = 1
    shuffle_questions: bool = True
    shuffle_options: bool = True
    pass_mark: Decimal | None = None
    review: str = ReviewMoment.AFTER_HAND_IN
    weight: Decimal = Decimal(0)


@transaction.atomic
def plan_quiz(
    *, actor: User, cohort: Cohort, kind: str, plan: QuizPlan, parts: Sequence[PartPlan], pre_test: Quiz | None = None
) -> Quiz:
    """Prepare a quiz, which nobody sees before it is set. A post-test is tied to its pre-test, and asks by the same blueprint.

    Without parts a post-test takes over those of its pre-test. Raises Refusal for a pre-test of another cohort or kind, one
    that has a post-test already, another blueprint, a question twice, or a window that ends before it begins. Clicked twice it is
    planned once. Locks the cohort.
    """
    _check_window(plan)
    Cohort.objects.select_for_update(of=("self",)).get(pk=cohort.pk)
    if pre_test is not None:
        parts = parts or [PartPlan(one.question, one.topic, one.count) for one in parts_of(pre_test)]
    if twice := _planned_just_now(actor, cohort, kind, plan, parts):
        return twice
    if pre_test is not None:
        _check_pre_test(cohort, kind, pre_test)
    quiz = Quiz.objects.create(
        cohort=cohort, kind=kind, pre_test=pre_test, created_by=actor, created_at=clock.now(), **_fields(plan)
    )
    _write_parts(quiz, parts)
    audit.record(actor, "assignments.quiz.create", quiz, {"title": [None, quiz.title], "kind": [None, str(kind)]})
    return quiz


@transaction.atomic
def edit_quiz(*, actor: User, quiz: Quiz, seen: str, plan: QuizPlan, parts: Sequence[PartPlan]) -> None:
    """Change a quiz. `seen` is the fingerprint of what the editor saw: Conflict when it has changed since.

    Once somebody has begun, the questions stay as they are (Refusal), and a new limit or closing only ever lengthens the time
    of attempts that are under way. A closed quiz is opened again first.
    """
    locked = _lock(quiz)
    if fingerprint(locked) != seen:
        raise Conflict(_("Somebody changed this quiz meanwhile. Compare with the quiz as it is now, then save again."))
    if locked.state == QuizState.CLOSED:
        raise Refusal(_("This quiz is closed. Set it again first, then change it."))
    _check_window(plan)
    changes = _changes(locked, plan)
    before = _asked(locked)
    if before != [_ids(one) for one in parts]:
        if locked.tries.exists():
            raise Refusal(_("Somebody has begun this quiz: its questions stay. Plan another quiz for other questions."))
        locked.parts.all().delete()
        _write_parts(locked, parts)
        changes["parts"] = [len(before), len(parts)]
    for name, value in _fields(plan).items():
        setattr(locked, name, value)
    locked.save()
    if locked.state == QuizState.OPEN:
        _check_can_be_drawn(locked)
        redue(locked.tries.filter(state=AttemptState.OPEN))
    if changes:
        audit.record(actor, "assignments.quiz.edit", locked, changes)


@transaction.atomic
def open_quiz(*, actor: User, quiz: Quiz) -> None:
    """Set a quiz: from its opening time on it can be taken. A closed one is set again, so that its time can be changed.

    Raises Refusal when its questions cannot be drawn or its blueprint is not that of its pre-test, Conflict when it is set.
    """
    locked = _lock(quiz)
    if locked.state == QuizState.OPEN:
        raise Conflict(_("This quiz is set already."))
    _check_can_be_drawn(locked)
    if locked.pre_test and blueprint(parts_of(locked.pre_test)) != blueprint(parts_of(locked)):
        raise Refusal(
            _("A post-test asks as many questions of each topic as its pre-test, so that the two can be compared.")
        )
    if locked.closes_at and locked.closes_at <= clock.now() and locked.state == QuizState.DRAFT:
        raise Refusal(_("Its closing time has passed. Change the time first."))
    before, locked.state = locked.state, QuizState.OPEN
    locked.save(update_fields=["state"])
    quiz.state = locked.state
    if before == QuizState.CLOSED:
        # Who went on in it had an earlier end meanwhile.
        redue(locked.tries.filter(state=AttemptState.OPEN))
    audit.record(actor, "assignments.quiz.open", locked, {"state": [before, QuizState.OPEN.value]})


@transaction.atomic
def delete_quiz(*, actor: User, quiz: Quiz) -> None:
    """Delete a quiz that was never set, with its list of questions; the questions stay in the bank, the step in the audit trail.

    Raises Refusal once it was set, when a post-test is tied to it, or somebody was given more time in it.
    """
    locked = _lock(quiz)
    if locked.state != QuizState.DRAFT or locked.tries.exists():
        raise Refusal(_("This quiz was set: it stays on record. It can be closed."))
    if Quiz.objects.filter(pre_test=locked).exists():
        raise Refusal(_("A post-test is tied to this quiz. Delete that one first."))
    if locked.allowances.exists():
        raise Refusal(_("Somebody was given more time or attempts in this quiz: it stays on record."))
    audit.record(actor, "assignments.quiz.delete", locked, {"title": [locked.title, None]})
    locked.delete()


@transaction.atomic
def close_quiz(*, actor: User, quiz: Quiz) -> int:
    """Close a quiz now; what is under way is handed in as it stands. Returns how many attempts that were. Conflict when not set.

    Those to whom it was opened longer go on until then, and may begin.
    """
    locked = _lock(quiz)
    if locked.state != QuizState.OPEN:
        raise Conflict(_("This quiz is not set. Reload the page to see where it stands."))
    locked.state = quiz.state = QuizState.CLOSED
    locked.save(update_fields=["state"])
    under_way = list(locked.tries.filter(state=AttemptState.OPEN).values_list("pk", flat=True))
    closed = sum(end_with_quiz(attempt_id=pk) for pk in under_way)
    changes = {"state": [QuizState.OPEN.value, QuizState.CLOSED.value], "handed_in": closed}
    audit.record(actor, "assignments.quiz.close", locked, changes)
    return closed


@transaction.atomic
def allow(
    *,
    actor: User,
    quiz: Quiz,
    enrolment: Enrolment,
    reason: str,
    extra_minutes: int = 0,
    extra_attempts: int = 0,
    open_until: datetime | None = None,
) -> QuizAllowance:
    """Give one person more time or attempts or a later closing, with the reason; an attempt under way is lengthened at once.

    Clicked twice it is given once. A closing given again takes the place of the one before, an earlier one too. Raises Refusal
    without a reason, when nothing is given, for a closing that has passed or is no later than everybody's, or for somebody of
    another cohort. Locks the enrolment.
    """
    if not reason.strip():
        raise Refusal(_("Say why: the reason stays on record."))
    if extra_minutes < 1 and extra_attempts < 1 and open_until is None:
        raise Refusal(_("Give minutes, attempts or a later closing."))
    if open_until is not None and open_until <= clock.now():
        raise Refusal(_("The later closing has passed already. Choose a time to come."))
    if open_until is not None and quiz.state != QuizState.CLOSED and quiz.closes_at and open_until <= quiz.closes_at:
        raise Refusal(_("To everybody the test is open until then already. Choose a time after its closing time."))
    if enrolment.cohort_id != quiz.cohort_id:
        raise Refusal(_("This person is not in the quiz's cohort."))
    Enrolment.objects.select_for_update(of=("self",)).get(pk=enrolment.pk)
    what: dict[str, Any] = {
        "quiz": quiz,
        "enrolment": enrolment,
        "extra_minutes": max(0, extra_minutes),
        "extra_attempts": max(0, extra_attempts),
        "open_until": open_until,
        "reason": reason.strip()[:300],
        "actor": actor,
    }
    twice: QuizAllowance | None = QuizAllowance.objects.filter(**what, at__gt=clock.now() - SECOND_CLICK).first()
    if twice is not None:
        return twice
    allowance = QuizAllowance.objects.create(**what, at=clock.now())
    redue(Attempt.objects.filter(quiz=quiz, enrolment=enrolment, state=AttemptState.OPEN))
    given = {"minutes": [None, extra_minutes], "attempts": [None, extra_attempts], "person": enrolment.public_id}
    if open_until is not None:
        given["open_until"] = [None, instant_in_words(open_until, style="paper")]
    audit.record(actor, "assignments.quiz.allow", quiz, {**given, "reason": reason})
    return allowance


def _planned_just_now(actor: User, cohort: Cohort, kind: str, plan: QuizPlan, parts: Sequence[PartPlan]) -> Quiz | None:
    """Return the draft that this click has made already, when it was sent twice."""
    since = clock.now() - SECOND_CLICK
    drafts = Quiz.objects.filter(
        cohort=cohort, kind=kind, created_by=actor, created_at__gt=since, state=QuizState.DRAFT, **_fields(plan)
    )
    asked = [_ids(part) for part in parts]
    return next((one for one in drafts if _asked(one) == asked), None)


def blueprint(parts: Sequence[QuizPart]) -> Counter[int]:
    """Return how many questions a quiz asks of each topic, by the topic's id; what a pre-test and its post-test share."""
    asked: Counter[int] = Counter()
    for part in parts:
        asked[part.question.topic_id if part.question else part.topic_id or 0] += part.count
    return asked


def _lock(quiz: Quiz) -> Quiz:
    return Quiz.objects.select_for_update(of=("self",)).select_related("cohort", "pre_test").get(pk=quiz.pk)


def _fields(plan: QuizPlan) -> dict[str, Any]:
    # asdict would copy what a value holds; these are plain values.
    return asdict(plan)


def _changes(quiz: Quiz, plan: QuizPlan) -> dict[str, Any]:
    pairs = ((name, getattr(quiz, name), value) for name, value in _fields(plan).items())
    return {name: [str(before), str(after)] for name, before, after in pairs if before != after}


def _ids(part: PartPlan) -> tuple[int | None, int | None, int]:
    return part.question.pk if part.question else None, part.topic.pk if part.topic else None, part.count


def _asked(quiz: Quiz) -> list[tuple[int | None, int | None, int]]:
    return [(one.question_id, one.topic_id, one.count) for one in quiz.parts.order_by("order")]


def _write_parts(quiz: Quiz, parts: Sequence[PartPlan]) -> None:
    asked = [_ids(part)[:2] for part in parts]
    if len(set(asked)) != len(asked):
        raise Refusal(_("Each question and each topic stands in a quiz once."))
    QuizPart.objects.bulk_create(
        QuizPart(quiz=quiz, order=order, question=part.question, topic=part.topic, count=part.count)
        for order, part in enumerate(parts, start=1)
    )


def _check_window(plan: QuizPlan) -> None:
    if plan.opens_at and plan.closes_at and plan.closes_at <= plan.opens_at:
        raise Refusal(_("The quiz closes before it opens."))


def _check_pre_test(cohort: Cohort, kind: str, pre_test: Quiz) -> None:
    if kind != QuizKind.POST_TEST or pre_test.kind != QuizKind.PRE_TEST or pre_test.cohort_id != cohort.pk:
        raise Refusal(_("A post-test is tied to a pre-test of the same cohort, and nothing else is."))
    if Quiz.objects.filter(pre_test=pre_test).exists():
        raise Refusal(_("“%(quiz)s” has a post-test already.") % {"quiz": pre_test})


def _check_can_be_drawn(quiz: Quiz) -> None:
    parts = parts_of(quiz)
    if not parts:
        raise Refusal(_("The quiz has no questions yet."))
    for part in parts:
        if part.question and part.question.current is None:
            raise Refusal(_("Question %(code)s has no text yet.") % {"code": part.question.code})
    try:
        draw(parts, pools_of(parts), seed="", shuffle_questions=False, shuffle_options=False)
    except TooFew as few:
        raise Refusal(
            _("The topic “%(topic)s” has %(there)s questions to draw from, and %(count)s are asked.")
            % {"topic": few.part.topic, "there": few.there, "count": few.part.count}
        ) from few
