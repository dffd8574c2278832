"""The sign-off sheet: every part and unit with name, time, verdict, reason and digest."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from lms.people import clock
from lms.people.enums import Column
from lms.programme.services import close_on_record
from tests.conftest import Cast
from tests.factories.people import make_reviewer
from tests.factories.programme import make_review, sign_all
from tests.programme.asking import address, as_user, edit, part_of, queries, send, status, tokens

pytestmark = pytest.mark.django_db
PASKER, ILO = Column.PASKER, Column.ILO


def test_who_may(cast: Cast) -> None:
    path = address("review_sheet", make_review().public_id)
    assert status(None, "get", path) == 401
    for user in (cast.admin, cast.coordinator, cast.facilitator, cast.reviewer):
        assert status(user, "get", path) == 200
    for user in (cast.supervisor, cast.unit_contact, cast.outsider, make_reviewer(Column.BALAI)):
        assert status(user, "get", path) == 404
    assert status(cast.coordinator, "post", path) == 405
    assert status(cast.coordinator, "get", address("review_sheet", "0" * 12)) == 404


def test_names_reasons_and_digests_stand_on_it(cast: Cast) -> None:
    review = make_review(parts=1)
    sign_all(review, ILO, actor=cast.reviewer, verdict="approve_notes", reason="Periksa <ejaan>")
    page = as_user(cast.coordinator).get(address("review_sheet", review.public_id))
    assert cast.reviewer.display_name in page.text
    assert "Periksa &lt;ejaan&gt;" in page.text
    assert part_of(review).digest in page.text
    (_part, cells), *_rest = page.context["parts"]
    assert [word.state for _unit, word in cells] == ["awaited", "approved_with_notes"]


def test_the_day_stands_on_the_paper_with_its_year() -> None:
    with clock.at(clock.at_midday(date(2026, 3, 2))):
        review = make_review(parts=1)
        signer = sign_all(review, ILO)
        page = as_user(signer).get(address("review_sheet", review.public_id))
    assert page.text.count("Senin, 2 Maret 2026, 12.00 WIB") == 2, "opened, and signed"


def test_an_objection_closed_on_record_is_printed_with_both_reasons(cast: Cast) -> None:
    review = make_review(parts=1, days=0)
    sign_all(review, ILO, actor=cast.reviewer, verdict="object", reason="Jadwal bentrok")
    with clock.at(clock.at_midday(clock.today() + timedelta(days=1))):
        close_on_record(review=review, reason="Diputuskan rapat", actor=cast.admin)
        page = as_user(cast.coordinator).get(address("review_sheet", review.public_id))
    assert [word.reason for word in page.context["objections"]] == ["Jadwal bentrok"]
    assert "Diputuskan rapat" in page.text


def test_what_no_longer_or_never_counted_stays_on_record(cast: Cast) -> None:
    review = make_review(parts=1)
    sign_all(review, ILO, actor=cast.reviewer)
    sign_all(review, ILO, actor=cast.reviewer, verdict="object", reason="Jadwal bentrok")
    edit(review, 1, "Judul baru")
    sign_all(review, ILO, actor=cast.reviewer)
    sign_all(review, PASKER)
    seen = tokens(cast.reviewer, review.get_absolute_url())
    late = {"column": ILO, "part": [part_of(review).public_id], "verdict": "object", "reason": "Terlambat"}
    assert send(cast.reviewer, review, seen, **late).status_code == 302
    record = as_user(cast.coordinator).get(address("review_sheet", review.public_id)).context["record"]
    assert [(word.verdict, word.after_closing) for word in record] == [
        ("approve", False),
        ("object", False),
        ("object", True),
    ]


@pytest.mark.parametrize("parts", [1, 3, 30])
def test_the_same_queries_however_many_parts(cast: Cast, parts: int) -> None:
    review = make_review(parts=parts)
    sign_all(review, ILO, actor=cast.reviewer)
    sign_all(review, ILO, actor=cast.reviewer, verdict="object", reason="Jadwal bentrok")
    assert queries(as_user(cast.reviewer), address("review_sheet", review.public_id)) == 9
