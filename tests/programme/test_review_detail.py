"""A review on one page: what changed since one's unit signed, the parts, the verdict, who has signed."""

from __future__ import annotations

from datetime import timedelta

import pytest

from lms.people import clock
from lms.people.enums import Column, Role
from lms.programme.enums import ReviewState
from lms.programme.models import Review
from lms.programme.queries import reviews as reading
from lms.programme.queries.reviews import PartRow
from lms.programme.services import close_on_record, comment_on, open_review, withdraw_review
from tests.conftest import Cast
from tests.factories.people import give_role, make_reviewer
from tests.factories.programme import change_part, make_review, sign_all
from tests.programme.asking import address, as_user, edit, part_of, queries, status

pytestmark = pytest.mark.django_db
PASKER, ILO = Column.PASKER, Column.ILO


def rows(cast: Cast, review: Review) -> dict[str, PartRow]:
    page = as_user(cast.reviewer).get(review.get_absolute_url())
    return {row.part.key: row for row in page.context["rows"]}


def test_who_may(cast: Cast) -> None:
    review = make_review()
    path = review.get_absolute_url()
    assert status(None, "get", path) == 401
    for user in (cast.admin, cast.coordinator, cast.facilitator, cast.reviewer):
        assert status(user, "get", path) == 200
    for user in (cast.supervisor, cast.unit_contact, cast.outsider, make_reviewer(Column.BALAI)):
        assert status(user, "get", path) == 404
    assert status(cast.reviewer, "post", path) == 405
    assert status(cast.reviewer, "get", address("review_detail", "0" * 12)) == 404


def test_only_those_who_sign_have_the_form(cast: Cast) -> None:
    review = make_review()
    sign = address("review_sign", review.public_id)
    assert sign in as_user(cast.reviewer).get(review.get_absolute_url()).text
    for user in (cast.admin, cast.coordinator, cast.facilitator):
        assert sign not in as_user(user).get(review.get_absolute_url()).text


def test_somebody_of_two_units_chooses_for_which(cast: Cast) -> None:
    review = make_review()
    give_role(cast.reviewer, Role.REVIEWER, column=PASKER)
    client = as_user(cast.reviewer)
    assert client.get(review.get_absolute_url()).context["column"] == PASKER
    page = client.get(review.get_absolute_url(), {"unit": "ILO"})
    assert page.context["column"] == ILO
    assert [tab["current"] for tab in page.context["units"]] == [False, True]
    assert client.get(review.get_absolute_url(), {"unit": "BALAI"}).context["column"] == PASKER


def test_what_changed_since_it_was_signed_is_open_and_marked(cast: Cast) -> None:
    review = make_review(parts=2)
    sign_all(review, ILO, actor=cast.reviewer)
    edit(review, 2, "Judul <baru>")
    page = as_user(cast.reviewer).get(review.get_absolute_url())
    assert [row.part.key for row in page.context["differing"]] == ["activity-2"]
    assert "<baru>" not in page.text
    assert "<ins>" in page.text
    assert page.text.count("<details open>") == 1
    assert rows(cast, review)["activity-1"].changes == ""


def test_a_new_round_says_what_changed_since_the_round_before(cast: Cast) -> None:
    review = make_review(parts=3)
    sign_all(review, ILO, actor=cast.reviewer)
    sign_all(review, PASKER)
    change_part(review, 2, "Judul baru")
    again = open_review(subject=review.subject, activity_no=1, due_on=clock.today(), actor=review.opened_by)
    assert again.round == 2
    found = rows(cast, again)
    assert [row.unchanged for row in found.values()] == [True, False, True]
    assert found["activity-2"].differs
    assert "baru" in found["activity-2"].changes
    assert all(row.awaited for row in found.values())
    assert [row.html is None for row in found.values()] == [True, False, True]


def test_what_an_other_unit_or_an_objection_said_before_vouches_for_nothing(cast: Cast) -> None:
    review = make_review(parts=1, days=0)
    sign_all(review, PASKER)
    sign_all(review, ILO, verdict="object", reason="Jadwal bentrok")
    with clock.at(clock.at_midday(clock.today() + timedelta(days=1))):
        close_on_record(review=review, reason="Diputuskan rapat", actor=cast.admin)
        again = open_review(subject=review.subject, activity_no=1, due_on=clock.today(), actor=review.opened_by)
        row = rows(cast, again)["activity-1"]
        assert (row.unchanged, row.differs, row.html is None) == (False, False, False)
        assert "Jadwal bentrok" in as_user(cast.reviewer).get(again.get_absolute_url()).text


def test_a_review_of_another_text_says_nothing_about_this_one(cast: Cast) -> None:
    former = make_review(parts=1)
    sign_all(former, ILO, actor=cast.reviewer)
    former.subject.activities.update(no=9)
    Review.objects.filter(pk=former.pk).update(subject_id=former.subject_id + 1000)
    change_part(former, 9, "Lain")
    fresh = open_review(subject=former.activity.programme, activity_no=9, due_on=clock.today(), actor=cast.coordinator)
    assert all(row.before is None for row in rows(cast, fresh).values())


def test_long_parts_are_read_on_their_own_page(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    review = make_review(parts=3)
    monkeypatch.setattr(reading, "READ_AT_ONCE", 1)
    assert [row.html is None for row in rows(cast, review).values()] == [False, True, True]


def test_one_message_a_unit_for_those_who_steer(cast: Cast) -> None:
    review = make_review()
    sign_all(review, PASKER)
    found = as_user(cast.coordinator).get(review.get_absolute_url()).context["reminders"]
    assert [(one.unit, one.parts) for one in found] == [("ILO-Jakarta", 2)]
    assert f"http://testserver{review.get_absolute_url()}" in found[0].text
    assert as_user(cast.reviewer).get(review.get_absolute_url()).context["reminders"] == []


def test_a_closed_review_offers_a_late_objection_and_nothing_else(cast: Cast) -> None:
    review = make_review(parts=1)
    sign_all(review, PASKER)
    sign_all(review, ILO)
    page = as_user(cast.reviewer).get(review.get_absolute_url())
    assert page.text.count('type="radio"') == 1
    assert 'name="approve_all"' not in page.text


def test_a_withdrawn_review_is_read_only(cast: Cast) -> None:
    review = make_review()
    withdraw_review(review=review, reason="Salah <naskah>", actor=review.opened_by)
    page = as_user(cast.reviewer).get(review.get_absolute_url())
    assert page.context["review"].state == ReviewState.WITHDRAWN
    assert address("review_sign", review.public_id) not in page.text
    assert "Salah &lt;naskah&gt;" in page.text


@pytest.mark.parametrize("parts", [1, 3, 30])
def test_the_same_queries_however_many_parts(cast: Cast, parts: int) -> None:
    review = make_review(parts=parts)
    sign_all(review, ILO, actor=cast.reviewer)
    for no in range(1, parts + 1):
        comment_on(part=part_of(review, no), text="Kapan?", actor=review.opened_by)
    edit(review, 1, "Judul baru")
    assert queries(as_user(cast.reviewer), review.get_absolute_url()) == 14
