"""The sheet to fill in."""

from __future__ import annotations

import io

from python_calamine import CalamineWorkbook

from tests.assignments.views.asking_bank import address, as_user, check_doors
from tests.conftest import Cast
from tests.factories.assignments.bank import make_topic


def test_doors(cast: Cast) -> None:
    check_doors(cast, address("question_template"), "get")


def test_it_names_the_topics_that_are_there(cast: Cast) -> None:
    make_topic(code="lkp-1", name="Layanan")
    answer = as_user(cast.facilitator).get(address("question_template"))
    assert 'filename="templat-soal.xlsx"' in answer["Content-Disposition"]
    book = CalamineWorkbook.from_filelike(io.BytesIO(answer.content))
    assert ["lkp-1", "Layanan"] in [row[:2] for row in book.get_sheet_by_name("Petunjuk").to_python()]
