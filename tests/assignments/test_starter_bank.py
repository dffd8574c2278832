"""The starter bank keeps what it promises: enough questions of every kind, each of which teaches."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from assignments.enums import QuestionKind
from assignments.models import Question, Topic
from assignments.questions.bodies import CHOICES
from assignments.questions.drafts import Draft
from assignments.questions.marking import plain
from assignments.questions.starter import starter_topics
from assignments.services.bank import edit_question
from assignments.services.starter import load_bank
from cms.models import LessonPage
from cms.services import build_site
from lms.people.enums import Evidence
from tests.conftest import Cast
from tests.factories.people import make_user

K = QuestionKind
TOPICS = starter_topics()
DRAFTS = [draft for topic in TOPICS for draft in topic.drafts]
STARTER = Path(__file__).resolve().parents[2] / "cms" / "starter"
LESSONS = {
    match[1]
    for path in STARTER.glob("01-dasar-lkp/*/*.md")
    if (match := re.search(r"^code: (LKP-\d\.\d)$", path.read_text(encoding="utf-8"), re.MULTILINE))
}


def bodies(draft: Draft) -> Iterator[tuple[str, dict[str, Any]]]:
    yield draft.kind, draft.body
    for part in draft.body.get("parts", []):
        yield part["kind"], part["body"]


def test_there_are_enough_of_every_kind() -> None:
    count = Counter(draft.kind for draft in DRAFTS)
    assert len(DRAFTS) >= 120
    assert 0.5 <= (count[K.ONE] + count[K.SEVERAL]) / len(DRAFTS) <= 0.7
    assert all(count[kind] >= 6 for kind in (K.SCENARIO, K.NUMERIC, K.MATCHING, K.ORDERING, K.TRUE_FALSE))
    assert count[K.ESSAY] >= 4
    assert count[K.SHORT] >= 4
    assert len(TOPICS) == 8
    assert all(len(topic.drafts) >= 12 for topic in TOPICS)


@pytest.mark.parametrize("draft", DRAFTS, ids=lambda draft: draft.code)
def test_each_question_can_be_asked_marked_and_learned_from(draft: Draft) -> None:
    assert draft.faults() == []
    assert draft.evidence == Evidence.INFERRED
    assert draft.body["lesson"] in LESSONS
    assert re.search(r"pelajaran LKP-\d\.\d", draft.body["explanation"], re.IGNORECASE)
    for kind, body in bodies(draft):
        assert body["explanation"]
        if kind in CHOICES:
            assert all(len(option["feedback"]) > 15 for option in body["options"])
            assert len({plain(option["text"]) for option in body["options"]}) == len(body["options"])
            assert not any(
                re.search(r"semua (jawaban )?benar|semuanya benar|\ba dan b\b", option["text"].lower())
                for option in body["options"]
            )
        if kind == K.ONE:
            assert len(body["options"]) >= 3
        if kind == K.ESSAY:
            assert len(body["guidance"]) > 80


def test_no_question_stands_twice() -> None:
    prompts = [plain(draft.body.get("case", "") + draft.body["prompt"]) for draft in DRAFTS]
    assert [prompt for prompt, times in Counter(prompts).items() if times > 1] == []
    assert len({draft.code for draft in DRAFTS}) == len(DRAFTS)


def test_neither_place_nor_length_gives_the_right_answer_away() -> None:
    ones = [body["options"] for draft in DRAFTS for kind, body in bodies(draft) if kind == K.ONE]
    places = Counter(
        next(n for n, option in enumerate(options) if option["correct"]) for options in ones if len(options) == 4
    )
    assert max(places.values()) <= 0.32 * sum(places.values())
    assert min(places.values()) >= 0.18 * sum(places.values())
    longest = sum(max(options, key=lambda option: len(option["text"]))["correct"] for options in ones)
    assert 0.15 <= longest / len(ones) <= 0.4
    truths = Counter(
        next(option["text"] for option in body["options"] if option["correct"])
        for draft in DRAFTS
        for kind, body in bodies(draft)
        if kind == K.TRUE_FALSE
    )
    assert min(truths["Benar"], truths["Salah"]) >= 3


def test_loading_it_twice_changes_nothing_and_people_s_work_stays(cast: Cast) -> None:
    done = load_bank(actor=cast.facilitator)
    assert (done.added, done.changed, done.refused) == (len(DRAFTS), 0, 0)
    question = Question.objects.select_related("topic", "current").get(code="lkp-1-001")
    body = {**question.current.body, "prompt": "Diubah orang."}
    edit_question(
        actor=cast.coordinator,
        question=question,
        seen=1,
        topic=question.topic,
        body=body,
        points=question.current.points,
    )
    Topic.objects.filter(code="lkp-1").update(name="Nama sendiri")
    again = load_bank(actor=cast.facilitator)
    assert (again.added, again.changed, again.unchanged) == (0, 0, len(DRAFTS))
    question.refresh_from_db()
    assert question.current.body["prompt"] == "Diubah orang."
    assert Topic.objects.get(code="lkp-1").name == "Nama sendiri"
    assert load_bank(actor=cast.facilitator, update=True).changed == 1


def test_topics_find_their_lessons_in_the_curriculum(cast: Cast) -> None:
    curriculum = build_site().curriculum
    load_bank(actor=cast.facilitator)
    assert not Topic.objects.get(code="lkp-4").lessons.exists()
    from tests.factories.cms import make_pages

    make_pages(lessons=1)
    page = LessonPage.objects.first()
    assert page is not None
    LessonPage.objects.filter(pk=page.pk).update(code="LKP-4.2")
    load_bank(actor=cast.facilitator)
    assert [row.lesson_key for row in Topic.objects.get(code="lkp-4").lessons.all()] == [page.translation_key]
    assert curriculum is not None


@pytest.mark.django_db
def test_the_command_says_what_it_did(capsys: pytest.CaptureFixture[str]) -> None:
    user = make_user(email="pembuat@example.test")
    call_command("load_bank", actor="Pembuat@example.test")
    assert f"{len(DRAFTS)} questions added" in capsys.readouterr().out
    assert Question.objects.first().created_by == user  # type: ignore[union-attr]
    with pytest.raises(CommandError):
        call_command("load_bank", actor="tidak@ada.test")
