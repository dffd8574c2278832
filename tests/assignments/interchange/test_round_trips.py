"""What goes out into a file and comes in again is the same question, or the loss was named."""

from __future__ import annotations

from decimal import Decimal

import pytest

from assignments.enums import QuestionKind
from assignments.interchange import gift, moodle_xml, xlsx
from assignments.questions.drafts import Draft, keyed, question_digest, tidied
from assignments.questions.starter import starter_topics
from tests.factories.assignments.bank import body_of

K = QuestionKind
FORMATS = {"xlsx": xlsx, "moodle": moodle_xml, "gift": gift}


def draft_of(kind: str, **fields: object) -> Draft:
    body = tidied(kind, body_of(kind))
    return Draft(
        **{"code": f"uji-{kind}", "topic": "lkp-1", "kind": str(kind), "body": body, "points": Decimal("2.5"), **fields}
    )  # type: ignore[arg-type]


def again(name: str, draft: Draft) -> Draft:
    """Write a draft, read it, and give its entries the keys they had."""
    reading = FORMATS[name].read(FORMATS[name].write([draft]))
    assert reading.faults == []
    assert len(reading.drafts) == 1
    back = reading.drafts[0]
    body = keyed(back.kind, tidied(back.kind, back.body), draft.body)
    return Draft(back.code, back.topic, back.kind, body, back.points)


def digest(draft: Draft) -> str:
    return question_digest(draft.kind, draft.body, draft.points)


@pytest.mark.parametrize("kind", K.values)
@pytest.mark.parametrize("name", ["xlsx", "moodle"])
def test_sheet_and_moodle_carry_every_kind_whole(name: str, kind: str) -> None:
    draft = draft_of(kind)
    back = again(name, draft)
    assert back == draft
    assert digest(back) == digest(draft)


@pytest.mark.parametrize("kind", sorted(set(K.values) - {K.ORDERING, K.SCENARIO}))
def test_gift_carries_what_it_says_and_names_what_it_loses(kind: str) -> None:
    draft = draft_of(kind)
    assert gift.lost(draft)
    back = again("gift", draft)
    kept = {name: text for name, text in draft.body.items() if name not in {"lesson", "unit", "guidance"}}
    assert back.body == kept
    assert (back.code, back.topic, back.kind, back.points) == (draft.code, "lkp-1", draft.kind, 1)
    said = " ".join(gift.lost(draft))
    assert all((word in said) == (name in draft.body) for name, word in (("unit", "satuan"), ("lesson", "pelajaran")))


@pytest.mark.parametrize("kind", [K.ORDERING, K.SCENARIO])
def test_what_gift_does_not_know_stands_as_a_remark(kind: str) -> None:
    draft = draft_of(kind)
    assert "seluruh soal" in gift.lost(draft)[0]
    written = gift.write([draft]).decode()
    assert f"// {draft.code}: " in written
    assert gift.read(gift.write([draft, draft_of(K.ONE)])).drafts[0].code == "uji-one"


@pytest.mark.parametrize("name", ["xlsx", "moodle"])
def test_the_starter_bank_survives_both_whole(name: str) -> None:
    drafts = [draft for topic in starter_topics() for draft in topic.drafts]
    reading = FORMATS[name].read(FORMATS[name].write(drafts))
    assert reading.faults == []
    assert reading.notes == []
    back = [
        Draft(one.code, one.topic, one.kind, keyed(one.kind, tidied(one.kind, one.body), draft.body), one.points)
        for one, draft in zip(reading.drafts, drafts, strict=True)
    ]
    assert back == drafts


def test_the_starter_bank_survives_gift_but_for_what_was_named() -> None:
    drafts = [draft for topic in starter_topics() for draft in topic.drafts if "seluruh" not in str(gift.lost(draft))]
    reading = gift.read(gift.write([draft for topic in starter_topics() for draft in topic.drafts]))
    assert reading.faults == []
    assert [one.code for one in reading.drafts] == [draft.code for draft in drafts]
    for one, draft in zip(reading.drafts, drafts, strict=True):
        body = keyed(one.kind, tidied(one.kind, one.body), draft.body)
        assert body == {name: text for name, text in draft.body.items() if name not in {"lesson", "unit", "guidance"}}


def test_a_sheet_is_text_alone_and_holds_what_looks_like_a_formula() -> None:
    body = body_of(K.ONE) | {"prompt": '=HYPERLINK("http://x")', "explanation": "@SUM(1)"}
    back = again("xlsx", draft_of(K.ONE, body=tidied(K.ONE, body)))
    assert back.body["prompt"] == '=HYPERLINK("http://x")'
    assert back.body["explanation"] == "@SUM(1)"


def test_more_options_than_the_sheet_has_columns_are_named_and_left_out() -> None:
    body = {"prompt": "Urutkan", "steps": [{"key": str(n), "text": f"langkah {n}"} for n in range(11)]}
    draft = draft_of(K.ORDERING, body=body)
    assert xlsx.lost(draft) == ["lebih dari 10 butir"]
    assert xlsx.read(xlsx.write([draft, draft_of(K.ONE)])).drafts[0].code == "uji-one"


@pytest.mark.parametrize("name", ["xlsx", "moodle", "gift"])
def test_a_star_in_an_accepted_answer_is_a_star(name: str) -> None:
    body = tidied(K.SHORT, {"prompt": "Rumus?", "variants": ["a*b", "a kali b"]})
    assert again(name, draft_of(K.SHORT, body=body, points=Decimal(1))).body["variants"] == ["a*b", "a kali b"]


@pytest.mark.parametrize("name", ["xlsx", "moodle", "gift"])
@pytest.mark.parametrize("text", ["[html]<b>", "%50% hadir", "// bukan catatan", "$CATEGORY: x", "a = b ~ c # {d}"])
def test_what_looks_like_a_sign_of_the_format_is_text(name: str, text: str) -> None:
    options = [
        {"text": text, "correct": True, "feedback": text},
        {"text": f"{text} 2", "correct": False, "feedback": ""},
    ]
    body = tidied(K.ONE, {"prompt": text, "explanation": text, "options": options})
    draft = draft_of(K.ONE, body=keyed(K.ONE, body), points=Decimal(1))
    assert again(name, draft) == draft


def test_an_arrow_in_an_accepted_answer_is_named_before_gift_takes_it_for_a_pair() -> None:
    body = tidied(K.SHORT, {"prompt": "Urutan?", "variants": ["daftar -> seleksi"]})
    assert any("panah" in words for words in gift.lost(draft_of(K.SHORT, body=body)))


@pytest.mark.parametrize("value", ["1,125", "0,75", "-3", "1250000", "12,5"])
@pytest.mark.parametrize("name", ["xlsx", "moodle", "gift"])
def test_numbers_mean_the_same_in_every_format(name: str, value: str) -> None:
    body = tidied(K.NUMERIC, {"prompt": "Berapa?", "value": value, "tolerance": "0,125"})
    back = again(name, draft_of(K.NUMERIC, body=body, points=Decimal(1)))
    assert (back.body["value"], back.body["tolerance"]) == (value, "0,125")
