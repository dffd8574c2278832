"""Writing a question: every kind, rows by buttons, faults at their fields, everything typed kept."""

from __future__ import annotations

from typing import Any

import pytest

from assignments.enums import QuestionKind
from assignments.models import Question
from assignments.questions.drafts import tidied
from tests.assignments.views.asking_bank import address, as_user, body_fields, check_doors, status
from tests.conftest import Cast
from tests.factories.assignments.bank import body_of, make_question, make_topic

K = QuestionKind


def sent(cast: Cast, kind: str, body: dict[str, Any], **change: Any) -> Any:
    topic = make_topic()
    data = {"topic": topic.pk, "points": "2,5", "code": "", "do": "save", **body_fields(kind, body), **change}
    return as_user(cast.facilitator).post(address("question_add", kind), data)


def test_doors(cast: Cast) -> None:
    check_doors(cast, address("question_add", "one"), "get", "post")
    assert status(cast.facilitator, "get", address("question_add", "lain")) == 404


@pytest.mark.parametrize("kind", K.values)
def test_every_kind_can_be_written(cast: Cast, kind: str) -> None:
    assert as_user(cast.facilitator).get(address("question_add", kind)).status_code == 200
    answer = sent(cast, kind, body_of(kind))
    question = Question.objects.select_related("current").get()
    assert answer["Location"] == address("question_detail", question.public_id)
    assert question.current.body == tidied(kind, body_of(kind))
    assert str(question.current.points) == "2.50"


def without_keys(body: Any) -> Any:
    if isinstance(body, list):
        return [without_keys(row) for row in body]
    return (
        {name: without_keys(value) for name, value in body.items() if name != "key"} if isinstance(body, dict) else body
    )


@pytest.mark.parametrize("kind", K.values)
def test_new_rows_get_keys_of_their_own(cast: Cast, kind: str) -> None:
    body = without_keys(body_of(kind))
    if "variants" in body:
        body["variants"] = body_of(kind)["variants"]
    answer = sent(cast, kind, body)
    assert answer.status_code == 302
    body = Question.objects.get().current.body
    rows = [row for name in ("options", "pairs", "extra", "steps", "parts") for row in body.get(name, [])]
    assert all(row["key"] for row in rows)
    assert len({row["key"] for row in rows}) == len(rows)


def test_a_case_needs_no_sentence_before_its_questions(cast: Cast) -> None:
    assert sent(cast, K.SCENARIO, body_of(K.SCENARIO) | {"prompt": ""}).status_code == 302


@pytest.mark.parametrize("kind", K.values)
def test_sent_empty_it_comes_back_with_faults_at_their_fields(cast: Cast, kind: str) -> None:
    make_topic()
    answer = as_user(cast.facilitator).post(address("question_add", kind), {"do": "save"})
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    targets = [entry.target for entry in answer.context["entries"]]
    assert all(f'id="{target}"' in answer.text for target in targets if target)
    lists = [one.rows for one in answer.context["editor"].lists if one.name != "extra"]
    assert all(len(rows) >= 2 for rows in lists)
    assert not Question.objects.exists()


def test_a_fault_stands_at_its_row_and_what_was_typed_stays(cast: Cast) -> None:
    body = body_of(K.MATCHING)
    body["pairs"][1]["right"] = ""
    answer = sent(cast, K.MATCHING, body, points="nol")
    assert answer.status_code == 422
    assert 'id="body-pairs-2-right_error"' in answer.text
    assert 'value="kiri 2"' in answer.text
    assert "pengecoh" in answer.text
    assert 'value="nol"' in answer.text


def test_a_fault_inside_a_case_leads_to_its_part(cast: Cast) -> None:
    body = body_of(K.SCENARIO)
    body["parts"][0]["body"]["options"][0]["text"] = ""
    body["parts"][1]["points"] = "0"
    answer = sent(cast, K.SCENARIO, body)
    assert {entry.target for entry in answer.context["entries"]} == {
        "body-parts-1-options-1-text",
        "body-parts-2-points",
    }
    assert 'id="body-parts-1-options-1-text_error"' in answer.text
    assert 'id="body-parts-2-points_error"' in answer.text


@pytest.mark.parametrize(
    ("action", "rows", "focus"),
    [
        ("add:body-steps", 6, "body-steps-6-text"),
        ("drop:body-steps-2", 4, "body-steps"),
        ("up:body-steps-2", 5, "body-steps-1"),
        ("down:body-steps-5", 5, ""),
        ("up:body-steps-1", 5, ""),
        ("drop:body-steps-99", 5, ""),
        ("add:body-nothing", 5, ""),
        ("add:body-prompt", 5, ""),
        ("part-essay:body-parts", 5, ""),
        ("sing", 5, ""),
        ("", 5, ""),
        ("drop:body-steps-２", 5, ""),
    ],
)
def test_a_button_of_a_row_writes_nothing_and_keeps_everything(cast: Cast, action: str, rows: int, focus: str) -> None:
    answer = sent(cast, K.ORDERING, body_of(K.ORDERING), do=action, points="banyak")
    assert answer.status_code == 200
    editor = answer.context["editor"]
    assert (len(editor.body["steps"]), editor.focus) == (rows, focus)
    assert 'value="banyak"' in answer.text
    assert 'role="alert"' not in answer.text
    assert not Question.objects.exists()


def test_steps_change_places(cast: Cast) -> None:
    answer = sent(cast, K.ORDERING, body_of(K.ORDERING), do="up:body-steps-3")
    assert [step["text"][-1] for step in answer.context["editor"].body["steps"]] == list("13245")


def test_a_case_gets_a_part_and_a_part_gets_a_row(cast: Cast) -> None:
    answer = sent(cast, K.SCENARIO, body_of(K.SCENARIO), do="part-ordering:body-parts")
    parts = answer.context["editor"].body["parts"]
    assert [part["kind"] for part in parts] == ["one", "numeric", "ordering"]
    assert 'id="body-parts-3-steps-1-text"' in answer.text
    answer = sent(cast, K.SCENARIO, body_of(K.SCENARIO), do="add:body-parts-1-options")
    assert len(answer.context["editor"].body["parts"][0]["body"]["options"]) == 3


def test_never_more_rows_than_a_question_may_have(cast: Cast) -> None:
    many = {"prompt": "Urutkan", "steps": [{"text": f"langkah {n}"} for n in range(20)]}
    answer = sent(cast, K.ORDERING, many, do="add:body-steps")
    assert len(answer.context["editor"].body["steps"]) == 20
    flood = sent(cast, K.ORDERING, many, **{"body-steps-rows": "999999999", "do": "x"})
    assert len(flood.context["editor"].body["steps"]) == 20


def test_a_code_that_is_taken_is_told_at_its_field(cast: Cast) -> None:
    make_question(actor=cast.facilitator, code="ada")
    answer = sent(cast, K.ONE, body_of(K.ONE), code="ada")
    assert answer.status_code == 422
    assert answer.context["form"].errors["code"]
    assert Question.objects.count() == 1
