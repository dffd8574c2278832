"""Reading GIFT as people and other programs write it."""

from __future__ import annotations

from typing import Any

import pytest

from assignments.enums import QuestionKind
from assignments.interchange import gift
from lms.people.errors import Refusal

K = QuestionKind


def only(text: str) -> Any:
    reading = gift.read(text.encode(), topic="lkp-1")
    assert reading.faults == []
    assert len(reading.drafts) == 1
    return reading.drafts[0]


def test_one_choice_with_title_category_feedback_and_explanation() -> None:
    text = "// catatan\n$CATEGORY: $course$/lkp-4\n\n::s-1:: Berapa\\: 2 \\= dua? {\n=ya#Tepat.\n~tidak#Bukan.\n####Sebab begitu.\n}\n"
    draft = only(text)
    assert (draft.code, draft.topic, draft.kind) == ("s-1", "lkp-4", K.ONE)
    assert draft.body["prompt"] == "Berapa: 2 = dua?"
    assert draft.body["explanation"] == "Sebab begitu."
    assert [(o["text"], o["correct"], o["feedback"]) for o in draft.body["options"]] == [
        ("ya", True, "Tepat."),
        ("tidak", False, "Bukan."),
    ]


@pytest.mark.parametrize(
    ("answers", "kind", "body"),
    [
        ("~%50%a ~%50%b ~%-100%c", K.SEVERAL, [True, True, False]),
        ("T", K.TRUE_FALSE, [True, False]),
        ("FALSE#salahnya#benarnya", K.TRUE_FALSE, [False, True]),
        ("=a -> 1 =b -> 2", K.MATCHING, None),
        ("#12.5:0.5", K.NUMERIC, ("12,5", "0,5")),
        ("#1..5", K.NUMERIC, ("3", "2")),
        ("#=7", K.NUMERIC, ("7", "")),
        ("=satu =dua", K.SHORT, None),
        ("", K.ESSAY, None),
    ],
)
def test_the_kinds(answers: str, kind: str, body: Any) -> None:
    draft = only(f"Soal? {{{answers}}}")
    assert draft.kind == kind
    if kind in {K.SEVERAL, K.TRUE_FALSE}:
        assert [option["correct"] for option in draft.body["options"]] == body
    if kind == K.NUMERIC:
        assert (draft.body["value"], draft.body["tolerance"]) == body


def test_feedback_of_true_or_false_goes_to_the_answer_it_is_for() -> None:
    yes, no = only("S? {F#keliru#betul}").body["options"]
    assert (yes["feedback"], no["feedback"]) == ("keliru", "betul")


def test_a_word_missing_in_the_middle_leaves_a_gap() -> None:
    assert only("Kartu {=AK1 ~AK2} dibuat di dinas.").body["prompt"] == "Kartu _____ dibuat di dinas."


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Soal tanpa jawaban", "kurung"),
        ("::judul Soal? {=a ~b}", "::"),
        ("Soal? {=%50%a =%50%b ~c}", "separuh"),
        ("Soal? {=a#umpan =b}", "####"),
        ("Soal? {=a -> 1 =b}", "->"),
        ("Soal? {#tiga}", "12.5"),
        ("Soal? {a b}", "="),
        ("[html]<img src=x> {=a ~b}", "gambar"),
    ],
)
def test_what_cannot_be_kept_names_its_line_and_the_remedy(text: str, said: str) -> None:
    reading = gift.read(f"Baik? {{=a ~b}}\n\n{text}\n".encode())
    assert len(reading.drafts) == 1
    assert (reading.faults[0].sheet, reading.faults[0].row) == ("GIFT", 3)
    assert said in reading.faults[0].message


def test_other_encodings_are_refused() -> None:
    with pytest.raises(Refusal, match="UTF-8"):
        gift.read("Soal é {=a ~b}".encode("latin-1"))
