"""What each format carries, and what it loses."""

from __future__ import annotations

from assignments.enums import QuestionKind
from tests.assignments.views.asking_bank import address, as_user, check_doors, queries
from tests.conftest import Cast
from tests.factories.assignments.bank import make_question, make_topic

K = QuestionKind


def test_doors(cast: Cast) -> None:
    check_doors(cast, address("question_export"), "get")


def test_what_does_not_fit_is_said_before_the_file_is_taken(cast: Cast) -> None:
    make_question(actor=cast.facilitator, kind=K.ORDERING, code="urut")
    page = as_user(cast.facilitator).get(address("question_export"))
    lost = {offer.format.code: [code for code, _words in offer.lost] for offer in page.context["offers"]}
    assert lost == {"xlsx": [], "moodle": [], "gift": ["urut"]}
    assert address("question_export_file", "xlsx") in page.text


def test_the_same_queries_for_one_and_three(cast: Cast) -> None:
    topic, counts = make_topic(), set()
    for _ in range(3):
        make_question(actor=cast.facilitator, topic=topic)
        counts.add(queries(as_user(cast.facilitator), address("question_export")))
    assert len(counts) == 1
