"""Questions as a file: those that were wanted, and nobody else gets them."""

from __future__ import annotations

import pytest

from assignments.interchange import gift, moodle_xml, xlsx
from tests.assignments.views.asking_bank import address, as_user, check_doors, status
from tests.conftest import Cast
from tests.factories.assignments.bank import make_question, make_topic


def test_doors(cast: Cast) -> None:
    check_doors(cast, address("question_export_file", "xlsx"), "get")
    assert status(cast.facilitator, "get", address("question_export_file", "qti")) == 404


@pytest.mark.parametrize(
    ("form", "module", "ending"), [("xlsx", xlsx, "xlsx"), ("moodle", moodle_xml, "xml"), ("gift", gift, "txt")]
)
def test_only_what_was_wanted_goes_out(cast: Cast, form: str, module: object, ending: str) -> None:
    make_question(actor=cast.facilitator, topic=make_topic(code="satu"), code="a")
    make_question(actor=cast.facilitator, topic=make_topic(code="dua"), code="b")
    answer = as_user(cast.coordinator).get(address("question_export_file", form), {"topic": "dua"})
    assert answer["Content-Disposition"].endswith(f'{ending}"')
    assert [draft.code for draft in module.read(answer.content).drafts] == ["b"]  # type: ignore[attr-defined]
