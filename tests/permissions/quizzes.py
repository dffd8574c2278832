"""The world's quizzes: one set in `own` with a post-test, taken by a colleague; a draft there; one in `other`."""

from __future__ import annotations

from assignments.enums import QuizKind
from courses.models import Cohort, Enrolment
from lms.people.models import User, WorkUnit
from tests.factories.assignments.quizzes import begin, make_quiz, sit

Objects = dict[str, dict[str, str]]


def quizzes(people: dict[str, User], _far: WorkUnit) -> Objects:
    """Make them by the services that clicks call."""
    actor = people["coordinator"]
    own, other = Cohort.objects.get(name="Own"), Cohort.objects.get(name="Other")
    enrolments = {name: Enrolment.objects.get(user=people[name], cohort=own) for name in ("participant", "colleague")}
    set_one = make_quiz(actor=actor, cohort=own, attempts=3)
    make_quiz(actor=actor, cohort=own, kind=QuizKind.POST_TEST, pre_test=set_one)
    draft = make_quiz(actor=actor, cohort=own, opened=False, kind=QuizKind.TEST)
    elsewhere = make_quiz(actor=actor, cohort=other)
    handed_in = sit(set_one, enrolments["participant"], right=2)
    colleague = sit(set_one, enrolments["colleague"], right=1)
    attempt = begin(set_one, enrolments["participant"])
    code = handed_in.items.get(order=1).version.question.code
    found = {
        "quiz.own": set_one.public_id,
        "quiz.draft": draft.public_id,
        "quiz.other": elsewhere.public_id,
        "attempt.own": attempt.public_id,
        "attempt.done": handed_in.public_id,
        "attempt.colleague": colleague.public_id,
    }
    objects: Objects = {name: {"pid": pid} for name, pid in found.items()}
    return objects | {
        "regrade.own": {"pid": set_one.public_id, "code": code},
        "regrade.other": {"pid": elsewhere.public_id, "code": code},
    }
