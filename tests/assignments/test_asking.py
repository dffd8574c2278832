"""How a question is shown, and how what was posted becomes an answer."""

from __future__ import annotations

import json
from decimal import Decimal
from random import Random
from typing import Any

import pytest
from django.http import QueryDict
from django.template.loader import render_to_string

from assignments.enums import QuestionKind
from assignments.questions.asking import LONGEST, missing, parts_of, read_answer, shown_order
from assignments.questions.marking import points_for, right_answer
from assignments.questions.presenting import Presented, Result, presented
from tests.assignments.test_marking import BODIES, options

K = QuestionKind
ALL: dict[str, dict[str, Any]] = {
    **BODIES,
    K.ESSAY: {"prompt": "Jelaskan.", "guidance": "Rahasia penilai"},
    K.MATCHING: {**BODIES[K.MATCHING], "extra": [{"key": "x", "right": "pengecoh"}]},
}


def posted(kind: str, body: dict[str, Any], shown: Any, answer: Any, prefix: str = "q") -> dict[str, list[str]]:
    """What a browser sends for an answer."""
    if kind == K.SCENARIO:
        fields: dict[str, list[str]] = {}
        for part, order, name in parts_of(body, shown, prefix):
            if part["key"] in answer:
                fields |= posted(part["kind"], part["body"], order, answer[part["key"]], name)
        return fields
    if kind == K.MATCHING:
        numbers = {pair["key"]: number for number, pair in enumerate(body["pairs"], 1)}
        return {f"{prefix}-{numbers[left]}": [str(shown.index(right))] for left, right in answer.items()}
    if kind == K.ORDERING:
        return {f"{prefix}-{shown.index(key)}": [str(rank)] for rank, key in enumerate(answer, 1)}
    if kind in LONGEST:
        return {prefix: [str(answer)]}
    keys = answer if isinstance(answer, list) else [answer]
    return {prefix: [str(shown.index(key)) for key in keys]}


def data(fields: dict[str, list[str]]) -> QueryDict:
    query = QueryDict(mutable=True)
    for name, values in fields.items():
        query.setlist(name, values)
    return query


@pytest.mark.parametrize("kind", BODIES)
@pytest.mark.parametrize("seed", range(5))
def test_the_right_answer_comes_back_from_the_form_and_earns_everything(kind: str, seed: int) -> None:
    body = ALL[kind]
    shown = shown_order(kind, body, Random(seed))
    answer = read_answer(kind, body, shown, data(posted(kind, body, shown, right_answer(kind, body))), "q")
    assert points_for(kind, body, answer, Decimal(2)) == 2
    assert missing(kind, body, answer) == 0


@pytest.mark.parametrize("kind", ALL)
@pytest.mark.parametrize("junk", ["", " ", "99", "-1", "a", "٣", "1e3", "999999999999"])
def test_what_was_never_shown_is_no_answer(kind: str, junk: str) -> None:
    body = ALL[kind]
    shown = shown_order(kind, body, Random(1))
    names = ["q", *(f"q-{n}" for n in range(6)), *(f"q-{n}-{m}" for n in range(3) for m in range(3))]
    answer = read_answer(kind, body, shown, data({name: [junk] for name in names}), "q")
    if kind in LONGEST:
        assert answer == (junk.strip() or None)
    elif kind == K.SCENARIO:
        assert answer == ({"q": junk.strip()} if junk.strip() else None)
    else:
        assert answer is None
        assert missing(kind, body, answer) > 0


def test_long_answers_are_cut() -> None:
    assert len(read_answer(K.ESSAY, ALL[K.ESSAY], [], data({"q": ["x" * 30_000]}), "q")) == 20_000


@pytest.mark.parametrize("kind", [K.NUMERIC, K.SHORT, K.ESSAY])
def test_what_the_database_cannot_hold_is_no_part_of_an_answer(kind: str) -> None:
    assert read_answer(kind, ALL[kind], [], data({"q": ["\x00 dua\x07\r\nbaris"]}), "q") == "dua\r\nbaris"
    assert read_answer(kind, ALL[kind], [], data({"q": ["\x00"]}), "q") is None


def test_an_order_is_never_shown_as_it_should_be_and_true_stands_before_false() -> None:
    keys = [step["key"] for step in ALL[K.ORDERING]["steps"]]
    assert all(shown_order(K.ORDERING, ALL[K.ORDERING], Random(seed)) != keys for seed in range(40))
    assert all(shown_order(K.TRUE_FALSE, ALL[K.TRUE_FALSE], Random(seed)) == ["a", "b"] for seed in range(9))
    assert shown_order(K.ONE, ALL[K.ONE], Random(1), shuffle=False) == ["a", "b", "c"]
    assert {tuple(shown_order(K.MATCHING, ALL[K.MATCHING], Random(seed), shuffle=False)) for seed in range(9)} != {
        ("1", "2", "3", "x")
    }


def test_steps_with_the_same_number_keep_the_order_shown_and_without_one_are_missing() -> None:
    body, shown = ALL[K.ORDERING], ["3", "1", "4", "2"]
    answer = read_answer(K.ORDERING, body, shown, data({"q-0": ["2"], "q-1": ["2"], "q-2": ["1"]}), "q")
    assert answer == ["4", "3", "1"]
    assert missing(K.ORDERING, body, answer) == 1
    everywhere = read_answer(K.ORDERING, body, shown, data({f"q-{n}": ["1"] for n in range(4)}), "q")
    assert everywhere == shown


def test_an_answer_is_shown_again_as_it_was_given() -> None:
    for kind in BODIES:
        body = ALL[kind]
        shown = shown_order(kind, body, Random(3))
        answer = right_answer(kind, body)
        page = drawn(presented(kind, body, shown, answer, prefix="q7"))
        marks = (
            page.count(" checked") + page.count(" selected") + page.count('value="12,5"') + page.count('value="4"><')
        )
        assert marks or kind in {K.SHORT, K.SCENARIO}, kind
        assert 'name="q7' in page


def drawn(question: Presented) -> str:
    return render_to_string(question.template, {"question": question})


@pytest.mark.parametrize("kind", ALL)
def test_the_page_of_a_question_tells_nothing_of_its_key(kind: str) -> None:
    """The same text must come out whichever answer is right."""
    body = json.loads(json.dumps(ALL[kind]))
    body |= {"explanation": "Rahasia penjelasan"}
    for option in body.get("options", []):
        option["feedback"] = "Rahasia umpan balik"
    shown = shown_order(kind, body, Random(2))
    page = drawn(presented(kind, body, shown, None))
    assert "Rahasia" not in page
    turned = json.loads(json.dumps(body))
    for option in turned.get("options", []):
        option["correct"] = not option.get("correct")
    if kind == K.ORDERING:
        turned["steps"].reverse()
    if kind == K.NUMERIC:
        turned["value"] = "99"
    if kind == K.SHORT:
        turned["variants"] = ["lain"]
    if kind == K.MATCHING:
        rights = [pair["right"] for pair in body["pairs"]]
        names = dict(zip(rights, [pair["key"] for pair in body["pairs"]], strict=True))
        for pair, right in zip(turned["pairs"], reversed(rights), strict=True):
            pair["right"] = right
        back = {names[pair["right"]]: pair["key"] for pair in turned["pairs"]} | {"x": "x"}
        shown = [back[key] for key in shown]
    assert drawn(presented(kind, turned, shown, None)) == page


@pytest.mark.parametrize("kind", ALL)
def test_with_a_result_the_key_and_the_explanation_are_shown(kind: str) -> None:
    body = ALL[kind] | {"explanation": "Lihat pelajaran 1.2."}
    shown = shown_order(kind, body, Random(2))
    result = Result(None if kind == K.ESSAY else Decimal(0), Decimal(2))
    page = drawn(presented(kind, body, shown, None, result))
    assert "Lihat pelajaran 1.2." in page
    assert "<input" not in page
    assert "<select" not in page
    assert "Rahasia penilai" not in page


def test_feedback_of_what_was_chosen_stands_open_and_parts_of_a_case_have_their_points() -> None:
    body = {"prompt": "?", "options": options("Satu", "Dua", "Tiga", right="b")}
    body["options"][0]["feedback"] = "Bukan, karena satu."
    body["options"][2]["feedback"] = "Bukan, karena tiga."
    page = drawn(presented(K.ONE, body, ["a", "b", "c"], "a", Result(Decimal(0), Decimal(1))))
    assert '<p class="small">Bukan, karena satu.</p>' in page
    assert "<p>Bukan, karena tiga.</p></details>" in page
    case = presented(K.SCENARIO, ALL[K.SCENARIO], {}, {"q": "4"}, Result(Decimal("1.5"), Decimal(2)))
    assert [(part.result.points, part.result.points_max) for part in case.parts if part.result] == [
        (Decimal(0), Decimal("0.50")),
        (Decimal("1.50"), Decimal("1.50")),
    ]
