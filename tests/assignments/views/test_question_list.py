"""The bank: who sees it, its filters, its cost."""

from __future__ import annotations

from typing import Any

from assignments.enums import QuestionKind
from assignments.services.bank import retire_question
from tests.assignments.views.asking_bank import address, as_user, check_doors, queries
from tests.conftest import Cast
from tests.factories.assignments.bank import body_of, make_question, make_topic

K = QuestionKind


def shown(cast: Cast, **wanted: str) -> set[str]:
    page = as_user(cast.facilitator).get(address("question_list"), wanted).context["page"]
    return {question.code for question in page.object_list}


def test_doors(cast: Cast) -> None:
    check_doors(cast, address("question_list"), "get")
    for user in (cast.facilitator, cast.coordinator, cast.admin):
        assert as_user(user).get(address("question_list")).status_code == 200


def test_filters(cast: Cast) -> None:
    topic, other = make_topic(code="satu"), make_topic(code="dua")
    make_question(
        actor=cast.facilitator, topic=topic, code="a", body=body_of(K.ONE) | {"prompt": "Tentang rujukan hangat"}
    )
    make_question(actor=cast.facilitator, topic=other, code="b", kind=K.NUMERIC)
    make_question(actor=cast.facilitator, topic=other, code="c", kind=K.SCENARIO)
    retire_question(actor=cast.facilitator, question=make_question(actor=cast.facilitator, topic=topic, code="d"))
    assert shown(cast) == {"a", "b", "c"}
    assert shown(cast, topic="satu") == {"a"}
    assert shown(cast, kind="numeric") == {"b"}
    assert shown(cast, state="retired") == {"d"}
    assert shown(cast, state="all") == {"a", "b", "c", "d"}
    assert shown(cast, text="hangat RUJUKAN") == {"a"}
    assert shown(cast, text="datang ke kios") == {"c"}
    assert shown(cast, text="b", topic="dua") == {"b", "c"}
    assert shown(cast, topic="tidak-ada", kind="lain", state="?") == {"a", "b", "c"}


def test_an_empty_bank_says_what_to_do_next(cast: Cast) -> None:
    client = as_user(cast.facilitator)
    assert address("topic_add") in client.get(address("question_list")).text
    make_topic()
    assert address("question_start") in client.get(address("question_list"), {"kind": "one"}).text


def test_the_same_queries_for_one_and_three(cast: Cast) -> None:
    client, counts = as_user(cast.facilitator), set()
    for _ in range(3):
        make_question(actor=cast.facilitator)
        counts.add(queries(client, address("question_list")))
    assert len(counts) == 1


def test_the_page_weighs_the_same_whatever_stands_in_it(cast: Cast, django_assert_max_num_queries: Any) -> None:
    topic = make_topic()
    for number in range(30):
        make_question(actor=cast.facilitator, topic=topic, code=f"soal-{number:02}")
    page = as_user(cast.facilitator).get(address("question_list"))
    assert len(page.context["page"].object_list) == 25
    assert "?page=2" in page.text
