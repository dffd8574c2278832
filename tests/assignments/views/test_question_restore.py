"""Drawing a retired question again."""

from __future__ import annotations

from assignments.services.bank import retire_question
from tests.assignments.views.asking_bank import address, as_user, check_doors, status
from tests.conftest import Cast
from tests.factories.assignments.bank import make_question


def test_doors(cast: Cast) -> None:
    check_doors(cast, address("question_restore", make_question(actor=cast.facilitator).public_id), "post")
    assert status(cast.facilitator, "post", address("question_restore", "000000000000")) == 404


def test_it_is_in_use_again(cast: Cast) -> None:
    question = make_question(actor=cast.facilitator)
    retire_question(actor=cast.facilitator, question=question)
    as_user(cast.coordinator).post(address("question_restore", question.public_id))
    question.refresh_from_db()
    assert question.retired_at is None
