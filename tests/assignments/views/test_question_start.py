"""Which kind of question to write."""

from __future__ import annotations

from assignments.enums import QuestionKind
from tests.assignments.views.asking_bank import address, as_user, check_doors
from tests.conftest import Cast
from tests.factories.assignments.bank import make_topic


def test_doors(cast: Cast) -> None:
    check_doors(cast, address("question_start"), "get")


def test_every_kind_is_offered_once_there_is_a_topic(cast: Cast) -> None:
    client = as_user(cast.facilitator)
    assert address("topic_add") in client.get(address("question_start")).text
    make_topic()
    page = client.get(address("question_start")).text
    assert all(address("question_add", kind) in page for kind in QuestionKind.values)
