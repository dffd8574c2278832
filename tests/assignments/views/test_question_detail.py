"""One question: the preview without its key, the key beside it, the versions."""

from __future__ import annotations

from decimal import Decimal

import pytest

from assignments.enums import QuestionKind
from assignments.models import Question
from assignments.services.bank import edit_question
from tests.assignments.views.asking_bank import address, as_user, check_doors, queries, status
from tests.conftest import Cast
from tests.factories.assignments.bank import make_question

K = QuestionKind


def test_doors(cast: Cast) -> None:
    check_doors(cast, address("question_detail", make_question(actor=cast.facilitator).public_id), "get")
    assert status(cast.facilitator, "get", address("question_detail", "000000000000")) == 404


@pytest.mark.parametrize("kind", K.values)
def test_every_kind_has_a_preview_and_its_key(cast: Cast, kind: str) -> None:
    question = make_question(actor=cast.facilitator, kind=kind)
    page = as_user(cast.coordinator).get(address("question_detail", question.public_id))
    assert page.status_code == 200
    asked, answered = page.context["asked"], page.context["answered"]
    assert (asked.result, asked.answered) == (None, False)
    assert answered.result is not None
    assert (answered.result.points == 2) == (kind != K.ESSAY)
    assert 'name="preview' in page.text
    assert ("Menyebut dua hal." in page.text) == (kind == K.ESSAY)


def test_its_cost_does_not_grow_with_versions(cast: Cast) -> None:
    question, counts = make_question(actor=cast.facilitator), set()
    for seen in (1, 2, 3):
        one = Question.objects.select_related("topic", "current").get(pk=question.pk)
        edit_question(
            actor=cast.admin, question=one, seen=seen, topic=one.topic, body=one.current.body, points=Decimal(seen + 5)
        )
        counts.add(queries(as_user(cast.facilitator), address("question_detail", question.public_id)))
    assert len(counts) == 1
