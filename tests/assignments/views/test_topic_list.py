"""Topics with their questions."""

from __future__ import annotations

from assignments.services.bank import retire_question
from tests.assignments.views.asking_bank import address, as_user, check_doors, queries
from tests.conftest import Cast
from tests.factories.assignments.bank import make_question, make_topic


def test_doors(cast: Cast) -> None:
    check_doors(cast, address("topic_list"), "get")


def test_counts_what_is_in_use(cast: Cast) -> None:
    topic = make_topic()
    make_question(actor=cast.facilitator, topic=topic)
    retire_question(actor=cast.facilitator, question=make_question(actor=cast.facilitator, topic=topic, code="lain"))
    rows = as_user(cast.facilitator).get(address("topic_list")).context["rows"]
    assert [(row.in_use, row.all_of) for row, _lessons in rows] == [(1, 2)]


def test_the_same_queries_for_one_and_three(cast: Cast) -> None:
    client, counts = as_user(cast.facilitator), set()
    for _ in range(3):
        make_question(actor=cast.facilitator)
        counts.add(queries(client, address("topic_list")))
    assert len(counts) == 1
