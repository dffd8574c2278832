"""Taking in what the dry run has shown."""

from __future__ import annotations

from typing import Any

from assignments.models import Question
from tests.assignments.interchange.test_xlsx import GOOD, sheet
from tests.assignments.views.asking_bank import address, as_user, check_doors
from tests.assignments.views.test_question_import import FAULTY, sent
from tests.conftest import Cast
from tests.factories.assignments.bank import make_topic


def confirmed(cast: Cast, data: dict[str, Any], *, user: Any = None) -> str:
    client = as_user(user or cast.facilitator)
    answer = client.post(address("question_import_confirm"), data, follow=True)
    return str(answer.redirect_chain[-1][0])


def test_doors(cast: Cast) -> None:
    check_doors(cast, address("question_import_confirm"), "post")


def test_the_valid_rows_alone_and_a_second_time_nothing(cast: Cast) -> None:
    make_topic(code="lkp-1")
    data = sent(cast, sheet(GOOD, *FAULTY)).context["confirm"].initial
    assert confirmed(cast, data) == address("question_list")
    assert [question.code for question in Question.objects.all()] == ["s-1"]
    # Sent again by a double click, the file is gone: nothing happens twice.
    assert confirmed(cast, data) == address("question_import")
    assert Question.objects.get().versions.count() == 1


def test_another_person_s_file_cannot_be_confirmed(cast: Cast) -> None:
    make_topic(code="lkp-1")
    data = sent(cast, sheet(GOOD)).context["confirm"].initial
    assert confirmed(cast, data, user=cast.coordinator) == address("question_import")
    assert not Question.objects.exists()


def test_a_changed_row_becomes_a_new_version(cast: Cast) -> None:
    make_topic(code="lkp-1")
    confirmed(cast, sent(cast, sheet(GOOD)).context["confirm"].initial)
    answer = sent(cast, sheet({**GOOD, "Kunci": "A"}))
    assert len(answer.context["found"].changed) == 1
    confirmed(cast, answer.context["confirm"].initial)
    question = Question.objects.select_related("current").get()
    assert question.current.number == 2
    assert [option["key"] for option in question.current.body["options"] if option["correct"]] == ["a"]


def test_bad_input(cast: Cast) -> None:
    for digest in ("", "x", "../../etc/passwd", "0" * 64):
        assert confirmed(cast, {"digest": digest}) == address("question_import")
