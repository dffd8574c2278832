"""The dry run: what a file would do, row by row; nothing is written."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from assignments.interchange import xlsx
from assignments.models import Question
from tests.assignments.interchange.test_xlsx import GOOD, sheet
from tests.assignments.views.asking_bank import address, as_user, check_doors
from tests.conftest import Cast
from tests.factories.assignments.bank import make_topic

FAULTY = [
    {**GOOD, "Kode": "s-2", "Kunci": "F"},
    {**GOOD, "Kode": "s-3", "Jenis": "Pilihan"},
    {**GOOD, "Kode": "s-4", "Topik": "tidak-ada"},
    {**GOOD, "Kode": "s-5", "Soal": ""},
]


def sent(cast: Cast, content: bytes, name: str = "soal.xlsx", **more: str) -> Any:
    return as_user(cast.facilitator).post(
        address("question_import"), {"file": SimpleUploadedFile(name, content), **more}
    )


def test_doors(cast: Cast) -> None:
    check_doors(cast, address("question_import"), "get", "post")


def test_four_faulty_rows_are_named_and_the_good_one_is_offered_alone(cast: Cast) -> None:
    make_topic(code="lkp-1")
    answer = sent(cast, sheet(GOOD, *FAULTY))
    found = answer.context["found"]
    assert [(fault.row, fault.column) for fault in found.faults] == [
        (3, "Kunci"),
        (4, "Jenis"),
        (5, "Topik"),
        (6, "Soal"),
    ]
    assert (len(found.added), found.refused) == (1, 4)
    for fault in found.faults:
        assert fault.message in answer.text.replace("&quot;", '"')
    assert "confirm" in answer.context
    assert not Question.objects.exists()


def test_a_file_of_the_wrong_kind_is_told_so_in_one_sentence(cast: Cast) -> None:
    make_topic(code="lkp-1")
    for content in (
        b"",
        b"   ",
        b"PK\x03\x04",
        b"<html></html>",
        b"hanya kata",
        "é".encode("latin-1"),
        xlsx.template([], []),
    ):
        answer = sent(cast, content)
        assert answer.status_code in {200, 422}
        assert "confirm" not in answer.context, content
    assert as_user(cast.facilitator).post(address("question_import"), {}).status_code == 422


def test_gift_and_moodle_come_in_by_the_same_door(cast: Cast) -> None:
    make_topic(code="lkp-1")
    assert len(sent(cast, b"::g-1:: Mana? {=a ~b}", "soal.txt", topic="lkp-1").context["found"].added) == 1
    xml = b'<quiz><question type="essay"><name><text>e</text></name><questiontext><text>Jelaskan</text></questiontext></question></quiz>'
    assert len(sent(cast, xml, "soal.xml", topic="lkp-1").context["found"].added) == 1


def test_when_everything_is_there_already_nothing_is_offered(cast: Cast) -> None:
    make_topic(code="lkp-1")
    content = sheet(GOOD)
    confirm = sent(cast, content).context["confirm"].initial
    as_user(cast.facilitator).post(address("question_import_confirm"), confirm)
    answer = sent(cast, content)
    assert answer.context["found"].unchanged == 1
    assert "confirm" not in answer.context
