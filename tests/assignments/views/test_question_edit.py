"""Writing a new version, and what happens when somebody else did meanwhile."""

from __future__ import annotations

from typing import Any

import pytest

from assignments.enums import QuestionKind
from assignments.models import Question
from tests.assignments.views.asking_bank import address, as_user, body_fields, check_doors, status
from tests.conftest import Cast
from tests.courses.asking import newest_link
from tests.factories.assignments.bank import make_question, make_topic

K = QuestionKind


def sent(cast: Cast, question: Question, **change: Any) -> Any:
    current = Question.objects.select_related("current").get(pk=question.pk).current
    data = {"topic": question.topic_id, "points": "2", "note": "", "seen": current.number, "do": "save"}
    fields = {**data, **body_fields(question.kind, current.body), **change}
    return as_user(cast.coordinator).post(address("question_edit", question.public_id), fields)


def test_doors(cast: Cast) -> None:
    check_doors(cast, address("question_edit", make_question(actor=cast.facilitator).public_id), "get", "post")
    assert status(cast.facilitator, "get", address("question_edit", "000000000000")) == 404


@pytest.mark.parametrize("kind", K.values)
def test_the_form_holds_the_question_and_saving_it_untouched_changes_nothing(cast: Cast, kind: str) -> None:
    question = make_question(actor=cast.facilitator, kind=kind)
    page = as_user(cast.coordinator).get(address("question_edit", question.public_id))
    assert page.status_code == 200
    assert "Anda mulai dari versi 1." in page.text
    assert sent(cast, question)["Location"] == address("question_detail", question.public_id)
    assert question.versions.count() == 1


def test_a_change_is_a_new_version_with_its_note(cast: Cast) -> None:
    question = make_question(actor=cast.facilitator)
    sent(cast, question, **{"body-prompt": "Mana yang tepat?", "note": "Lebih jelas."})
    question.refresh_from_db()
    assert (question.current.number, question.current.note) == (2, "Lebih jelas.")
    assert [option["key"] for option in question.current.body["options"]] == ["a", "b", "c"]


def test_somebody_else_was_first_and_nothing_typed_is_lost(cast: Cast) -> None:
    question = make_question(actor=cast.facilitator)
    sent(cast, question, **{"body-prompt": "Punya orang lain."})
    answer = sent(cast, question, seen="1", **{"body-prompt": "Punya saya."})
    assert answer.status_code == 422
    assert "Punya saya." in answer.text
    assert newest_link(address("question_detail", question.public_id)) in answer.text
    assert "Anda mulai dari versi" not in answer.text, "what was typed started from an older one"
    question.refresh_from_db()
    assert question.current.body["prompt"] == "Punya orang lain."
    seen = answer.context["form"]["seen"].value()
    assert sent(cast, question, seen=seen, **{"body-prompt": "Punya saya."}).status_code == 302
    question.refresh_from_db()
    assert question.current.body["prompt"] == "Punya saya."


def test_bad_input(cast: Cast) -> None:
    question = make_question(actor=cast.facilitator)
    for change in ({"points": "-1"}, {"topic": ""}, {"seen": "x"}, {"body-options-correct": "9"}, {"body-prompt": " "}):
        answer = sent(cast, question, **change)
        assert answer.status_code == 422, change
        assert newest_link(address("question_detail", question.public_id)) not in answer.text, change
    assert question.versions.count() == 1


def test_moving_it_to_another_topic(cast: Cast) -> None:
    question, topic = make_question(actor=cast.facilitator), make_topic()
    sent(cast, question, topic=topic.pk)
    question.refresh_from_db()
    assert (question.topic, question.versions.count()) == (topic, 1)
