"""What the pages of a real pre-test (twenty questions of the starter bank) weigh on the wire."""

from __future__ import annotations

import pytest

from assignments.models import Topic
from assignments.services.quizzes import PartPlan
from assignments.services.starter import load_bank
from assignments.starter import usual_blueprint
from tests.assignments.quizzes.asking import address
from tests.bench.markup import Markup
from tests.e2e.test_page_weight import COLD, REQUESTS, WARM, Learning, _on_the_wire, in_the_online_stage, learning
from tests.factories.assignments.quizzes import begin, finish, make_quiz

__all__ = ["in_the_online_stage", "learning"]
pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("page", ["quiz_list", "quiz_detail", "attempt_detail", "attempt_result"])
def test_a_page_is_light(learning: Learning, page: str) -> None:
    actor, enrolment = learning.coordinator, learning.enrolment
    load_bank(actor=actor)
    topics = Topic.objects.in_bulk(field_name="code")
    parts = [PartPlan(topic=topics[code], count=count) for code, count in usual_blueprint().items()]
    quiz = make_quiz(actor=actor, cohort=learning.cohort, parts=parts, minutes=30)
    attempt = begin(quiz, enrolment)
    if page == "attempt_result":
        finish(attempt)
    path = address(page, *{"quiz_list": [], "quiz_detail": [quiz.public_id]}.get(page, [attempt.public_id]))
    status, text, reached = learning.browser.read(path)
    assert (status, reached) == (200, path)
    warm = len(learning.browser.call(path).body)
    links = Markup(text).parts
    assert warm <= WARM
    assert warm + sum(_on_the_wire(learning.browser, part) for part in links) <= COLD
    assert 1 + len(links) <= REQUESTS
