"""What a version changed, in words."""

from __future__ import annotations

from decimal import Decimal

from assignments.models import Question
from assignments.services.bank import edit_question
from tests.assignments.views.asking_bank import address, as_user, check_doors, status
from tests.conftest import Cast
from tests.factories.assignments.bank import make_question, options


def test_doors(cast: Cast) -> None:
    question = make_question(actor=cast.facilitator)
    check_doors(cast, address("question_compare", question.public_id, 1), "get")
    assert status(cast.facilitator, "get", address("question_compare", question.public_id, 2)) == 404
    assert status(cast.facilitator, "get", address("question_compare", "000000000000", 1)) == 404


def test_a_changed_key_can_be_read(cast: Cast) -> None:
    question = make_question(
        actor=cast.facilitator, body={"prompt": "Mana?", "options": options("Satu", "Dua", right="a")}
    )
    one = Question.objects.select_related("topic", "current").get(pk=question.pk)
    body = {"prompt": "Mana?", "options": options("Satu", "Dua", right="b")}
    edit_question(
        actor=cast.coordinator,
        question=one,
        seen=1,
        topic=one.topic,
        body=body,
        points=Decimal(2),
        note="Kunci keliru.",
    )
    page = as_user(cast.facilitator).get(address("question_compare", question.public_id, 2)).text
    assert "Kunci keliru." in page
    assert page.count("<del") >= 2
    assert page.count("<ins") >= 2
    first = as_user(cast.facilitator).get(address("question_compare", question.public_id, 1)).text
    assert "<del" not in first
