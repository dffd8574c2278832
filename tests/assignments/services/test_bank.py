"""Writing into the bank: versions that never change, the one that stands swapped only by who saw it."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from assignments.enums import QuestionKind
from assignments.models import Question, Topic
from assignments.queries.bank import plan_import
from assignments.questions.drafts import Draft
from assignments.services import bank
from lms.people import clock
from lms.people.errors import Conflict, Refusal
from lms.people.models import AuditEntry
from tests.conftest import Cast
from tests.factories.assignments.bank import body_of, make_question, make_topic, options

K = QuestionKind


def edited(cast: Cast, question: Question, *, seen: int = 1, **change: Any) -> bool:
    fresh = Question.objects.select_related("topic", "current").get(pk=question.pk)
    given = {"topic": fresh.topic, "body": fresh.current.body, "points": fresh.current.points, **change}
    return bank.edit_question(actor=cast.coordinator, question=fresh, seen=seen, **given)


def test_a_question_begins_with_version_1_and_a_code_of_its_topic(cast: Cast) -> None:
    topic = make_topic(code="lkp-9")
    first = make_question(actor=cast.facilitator, topic=topic)
    # The same click, sent twice.
    assert make_question(actor=cast.facilitator, topic=topic) == first
    with clock.at(clock.now() + timedelta(minutes=2)):
        second = make_question(actor=cast.facilitator, topic=topic)
    assert [first.code, second.code] == ["lkp-9-001", "lkp-9-002"]
    assert (first.current.number, first.current.points, first.current.made_by) == (1, 2, cast.facilitator)
    assert AuditEntry.objects.filter(action="assignments.question.add").count() == 2


@pytest.mark.parametrize("kind", K.values)
def test_every_kind_is_kept_as_it_was_written(cast: Cast, kind: str) -> None:
    question = make_question(actor=cast.facilitator, kind=kind)
    assert edited(cast, question) is False
    assert question.versions.count() == 1


def test_what_is_wrong_is_refused(cast: Cast) -> None:
    question = make_question(actor=cast.facilitator)
    with pytest.raises(Refusal):
        edited(cast, question, body={"prompt": "?", "options": options("a", "b", right="ab")})
    with pytest.raises(Refusal):
        make_question(actor=cast.facilitator, code=question.code)
    assert question.versions.count() == 1


def test_an_edit_is_a_new_version_and_the_old_one_stays(cast: Cast) -> None:
    question = make_question(actor=cast.facilitator)
    body = {**question.current.body, "prompt": "Mana yang tepat?"}
    assert edited(cast, question, body=body, note="Lebih jelas.") is True
    question.refresh_from_db()
    assert [version.number for version in question.versions.all()] == [1, 2]
    assert (question.current.number, question.current.note, question.current.made_by) == (
        2,
        "Lebih jelas.",
        cast.coordinator,
    )
    assert question.versions.get(number=1).body["prompt"].startswith("Soal one?")


def test_who_saw_an_older_version_overwrites_nothing(cast: Cast) -> None:
    question = make_question(actor=cast.facilitator)
    stale = Question.objects.select_related("topic", "current").get(pk=question.pk)
    edited(cast, question, points=Decimal(3))
    with pytest.raises(Conflict):
        edited(cast, question, points=Decimal(4), seen=1)
    with pytest.raises(Conflict):
        bank.edit_question(
            actor=cast.admin, question=stale, seen=1, topic=stale.topic, body=stale.current.body, points=Decimal(5)
        )
    question.refresh_from_db()
    assert (question.current.number, question.current.points) == (2, 3)
    assert question.versions.count() == 2


def test_another_topic_alone_makes_no_version(cast: Cast) -> None:
    question, topic = make_question(actor=cast.facilitator), make_topic()
    assert edited(cast, question, topic=topic) is True
    question.refresh_from_db()
    assert (question.topic, question.versions.count()) == (topic, 1)


def test_an_entry_keeps_its_key_while_its_text_stays_and_a_key_is_never_used_again(cast: Cast) -> None:
    question = make_question(
        actor=cast.facilitator, body={"prompt": "?", "options": options("Satu", "Dua", "Tiga", right="b")}
    )
    without = [{"text": "Dua", "correct": True}, {"text": "Satu", "correct": False}]
    edited(cast, question, body={"prompt": "?", "options": without})
    question.refresh_from_db()
    assert [option["key"] for option in question.current.body["options"]] == ["b", "a"]
    again = [*without, {"text": "Baru", "correct": False}]
    edited(cast, question, seen=2, body={"prompt": "?", "options": again})
    question.refresh_from_db()
    assert [option["key"] for option in question.current.body["options"]] == ["b", "a", "d"]


def test_retiring_and_restoring_are_safe_to_repeat(cast: Cast) -> None:
    question = make_question(actor=cast.facilitator)
    for _ in range(2):
        bank.retire_question(actor=cast.facilitator, question=question)
    question.refresh_from_db()
    assert question.retired_at is not None
    for _ in range(2):
        bank.restore_question(actor=cast.facilitator, question=question)
    question.refresh_from_db()
    assert question.retired_at is None
    actions = AuditEntry.objects.filter(action__startswith="assignments.question.re").values_list("action", flat=True)
    assert sorted(actions) == ["assignments.question.restore", "assignments.question.retire"]


def test_topics_have_codes_of_their_own(cast: Cast) -> None:
    topic = bank.save_topic(actor=cast.admin, code="a", name="Satu", sops=[3, 1])
    assert topic.sops == [1, 3]
    with pytest.raises(Refusal):
        bank.save_topic(actor=cast.admin, code="a", name="Dua")
    bank.save_topic(actor=cast.admin, topic=topic, code="a", name="Satu lagi")
    assert Topic.objects.get(code="a").name == "Satu lagi"


def drafts(topic: str = "lkp-1", **change: Any) -> list[Draft]:
    return [
        Draft(f"d-{kind}", topic, kind, {**body_of(kind), **change}, Decimal(2))
        for kind in (K.ONE, K.NUMERIC, K.MATCHING)
    ]


def test_an_import_done_twice_changes_nothing_and_a_change_is_a_version(cast: Cast) -> None:
    make_topic(code="lkp-1")
    done = bank.import_questions(actor=cast.facilitator, drafts=drafts())
    assert (done.added, done.changed, done.unchanged, done.refused) == (3, 0, 0, 0)
    done = bank.import_questions(actor=cast.facilitator, drafts=drafts())
    assert (done.added, done.changed, done.unchanged, done.refused) == (0, 0, 3, 0)
    done = bank.import_questions(
        actor=cast.facilitator, drafts=[*drafts(prompt="Baru?")[:1], *drafts()[1:]], note="Berkas"
    )
    assert (done.added, done.changed, done.unchanged) == (0, 1, 2)
    question = Question.objects.get(code="d-one")
    assert (question.current.number, question.current.note) == (2, "Berkas")
    assert AuditEntry.objects.filter(action="assignments.question.add").count() == 3


def test_a_question_without_a_code_comes_back_to_the_same_row(cast: Cast) -> None:
    make_topic(code="lkp-1")
    nameless = [Draft("", "lkp-1", K.ONE, body_of(K.ONE))]
    assert bank.import_questions(actor=cast.facilitator, drafts=nameless).added == 1
    assert bank.import_questions(actor=cast.facilitator, drafts=nameless).unchanged == 1


def test_the_plan_names_what_cannot_be_taken(cast: Cast) -> None:
    make_topic(code="lkp-1")
    make_question(actor=cast.facilitator, kind=K.NUMERIC, code="lama")
    rows = [
        Draft("a", "tidak-ada", K.ONE, body_of(K.ONE)),
        Draft("b", "lkp-1", K.ONE, body_of(K.ONE)),
        Draft("b", "lkp-1", K.ONE, body_of(K.ONE)),
        Draft("lama", "lkp-1", K.ONE, body_of(K.ONE)),
        Draft("kode buruk", "lkp-1", K.ONE, body_of(K.ONE)),
        Draft("c", "lkp-1", K.ONE, {"prompt": "", "options": []}),
    ]
    planned = plan_import(rows)
    assert [one.outcome for one in planned] == ["refused", "added", "refused", "refused", "refused", "refused"]
    assert [[fault.where for fault in one.faults] for one in planned] == [
        ["topic"],
        [],
        ["code"],
        ["kind"],
        ["code"],
        ["prompt", "options", "options"],
    ]


def test_an_import_costs_the_same_queries_for_few_and_many(cast: Cast, django_assert_num_queries: Any) -> None:
    make_topic(code="lkp-1")

    def some(count: int, mark: str) -> list[Draft]:
        return [Draft(f"{mark}-{n}", "lkp-1", K.ONE, body_of(K.ONE)) for n in range(count)]

    with django_assert_num_queries(8):
        bank.import_questions(actor=cast.facilitator, drafts=some(3, "x"))
    with django_assert_num_queries(8):
        bank.import_questions(actor=cast.facilitator, drafts=some(60, "y"))
