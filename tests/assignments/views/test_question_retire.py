"""Drawing a question no more."""

from __future__ import annotations

from tests.assignments.views.asking_bank import address, as_user, check_doors, status
from tests.conftest import Cast
from tests.factories.assignments.bank import make_question


def test_doors(cast: Cast) -> None:
    check_doors(cast, address("question_retire", make_question(actor=cast.facilitator).public_id), "post")
    assert status(cast.facilitator, "post", address("question_retire", "000000000000")) == 404


def test_it_is_retired_once(cast: Cast) -> None:
    question = make_question(actor=cast.facilitator)
    for _ in range(2):
        assert as_user(cast.coordinator).post(address("question_retire", question.public_id)).status_code == 302
    question.refresh_from_db()
    assert question.retired_at is not None
    assert (
        address("question_restore", question.public_id)
        in as_user(cast.admin).get(address("question_detail", question.public_id)).text
    )
