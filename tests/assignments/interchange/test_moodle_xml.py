"""Reading what Moodle exports: HTML becomes words, and whatever has no place here is said."""

from __future__ import annotations

import pytest

from assignments.enums import QuestionKind
from assignments.interchange import moodle_xml
from lms.people.errors import Refusal

K = QuestionKind


def quiz(*questions: str) -> bytes:
    return f'<?xml version="1.0" encoding="UTF-8"?><quiz>{"".join(questions)}</quiz>'.encode()


def question(kind: str, inside: str, *, text: str = "<p>Mana?</p>", idnumber: str = "soal-1") -> str:
    return (
        f'<question type="{kind}"><name><text>nama</text></name><questiontext format="html"><text><![CDATA[{text}]]></text>'
        f"</questiontext><idnumber>{idnumber}</idnumber>{inside}</question>"
    )


def answer(text: str, fraction: int, feedback: str = "") -> str:
    said = f"<feedback><text>{feedback}</text></feedback>" if feedback else ""
    return f'<answer fraction="{fraction}" format="html"><text>{text}</text>{said}</answer>'


ONE = "<single>true</single>" + answer("Satu", 0, "Bukan.") + answer("Dua", 100)
CATEGORY = '<question type="category"><category><text>$course$/top/Bank/lkp-3</text></category></question>'


def test_a_category_is_a_topic_and_html_becomes_words() -> None:
    text = "<p>Baris&nbsp;satu<br>dua</p><ul><li>butir</li></ul>"
    draft = moodle_xml.read(quiz(CATEGORY, question("multichoice", ONE, text=text))).drafts[0]
    assert (draft.code, draft.topic, draft.kind) == ("soal-1", "lkp-3", K.ONE)
    assert draft.body["prompt"] == "Baris satu\ndua\n– butir"
    assert [(o["text"], o["correct"], o["feedback"]) for o in draft.body["options"]] == [
        ("Satu", False, "Bukan."),
        ("Dua", True, ""),
    ]


def test_without_a_category_the_chosen_topic_stands_in() -> None:
    assert moodle_xml.read(quiz(question("multichoice", ONE)), topic="lkp-8").drafts[0].topic == "lkp-8"


@pytest.mark.parametrize(
    ("xml", "said"),
    [
        (question("calculated", ""), "calculated"),
        (question("description", ""), "Uraian"),
        (question("multichoice", ONE, text='<img src="@@PLUGINFILE@@/x.png">'), "gambar"),
        (question("multichoice", "<single>true</single>" + answer("a", 100) + answer("b", 50)), "separuh"),
        (question("multichoice", "<single>true</single>" + answer("a", 50) + answer("b", 0)), "separuh"),
        (question("truefalse", answer("true", 100)), "false"),
        (question("numerical", answer("3", 100) + answer("4", 100)), "2"),
        (question("numerical", answer("tiga", 100)), "1"),
        (question("shortanswer", answer("kartu*", 100)), "*"),
        (question("multichoice", ONE + "<defaultgrade>0</defaultgrade>"), "Nilai bawaan"),
    ],
)
def test_what_cannot_be_kept_is_a_fault_that_names_the_question(xml: str, said: str) -> None:
    reading = moodle_xml.read(quiz(xml, question("multichoice", ONE, idnumber="baik")))
    assert [draft.code for draft in reading.drafts] == ["baik"]
    assert (reading.faults[0].sheet, reading.faults[0].row, reading.faults[0].value) == ("XML", 1, "soal-1")
    assert said in reading.faults[0].message


@pytest.mark.parametrize(
    ("xml", "said"),
    [
        (
            question("multichoice", "<single>false</single>" + answer("a", 30) + answer("b", 70) + answer("c", -50)),
            "berbobot",
        ),
        (question("shortanswer", answer("AK1", 100) + answer("AK", 50)), "separuh"),
        (question("shortanswer", answer("AK1", 100, "Bagus")), "umpan balik"),
        (question("numerical", answer("3", 100, "Ya")), "umpan balik"),
    ],
)
def test_a_smaller_loss_is_a_note(xml: str, said: str) -> None:
    reading = moodle_xml.read(quiz(xml))
    assert len(reading.drafts) == 1
    assert said in reading.notes[0]
    assert "soal-1" in reading.notes[0]


@pytest.mark.parametrize(
    "content",
    [
        b"<quiz>",
        b"<html></html>",
        b'<?xml version="1.0"?><!DOCTYPE quiz [<!ENTITY a "aaaa">]><quiz>&a;</quiz>',
        b'<?xml version="1.0"?><!DOCTYPE quiz SYSTEM "file:///etc/passwd"><quiz></quiz>',
        b'<?xml version="1.0" encoding="nonsense"?><quiz></quiz>',
        b"<quiz>" + b"<question/>" * 3000 + b"</quiz>",
    ],
)
def test_what_is_no_safe_moodle_xml_is_refused(content: bytes) -> None:
    with pytest.raises(Refusal):
        moodle_xml.read(content)
