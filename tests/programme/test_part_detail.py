"""One part: to read in full, with what changed since it was signed, the verdict, and the talk."""

from __future__ import annotations

import pytest

from lms.people.enums import Column, Role
from lms.programme.models import ReviewPart
from lms.programme.services import comment_on, resolve_comment
from tests.conftest import Cast
from tests.factories.people import give_role, make_reviewer
from tests.factories.programme import make_review, sign_all
from tests.programme.asking import SEEN, address, as_user, edit, part_address, part_of, queries, send, status

pytestmark = pytest.mark.django_db
PASKER, ILO = Column.PASKER, Column.ILO


def test_who_may(cast: Cast) -> None:
    review, other = make_review(), "0" * 12
    path = part_address(review)
    assert status(None, "get", path) == 401
    for user in (cast.admin, cast.coordinator, cast.facilitator, cast.reviewer):
        assert status(user, "get", path) == 200
    for user in (cast.supervisor, cast.unit_contact, cast.outsider, make_reviewer(Column.BALAI)):
        assert status(user, "get", path) == 404
    assert status(cast.reviewer, "post", path) == 405
    assert status(cast.reviewer, "get", address("part_detail", review.public_id, other)) == 404
    assert status(cast.reviewer, "get", address("part_detail", other, part_of(review).public_id)) == 404


def test_those_who_do_not_sign_read_and_have_no_form(cast: Cast) -> None:
    review = make_review()
    sign = address("review_sign", review.public_id)
    assert sign in as_user(cast.reviewer).get(part_address(review)).text
    for user in (cast.admin, cast.coordinator, cast.facilitator):
        assert sign not in as_user(user).get(part_address(review)).text


def test_what_changed_since_the_unit_signed_is_compared(cast: Cast) -> None:
    review = make_review(parts=2)
    sign_all(review, ILO, actor=cast.reviewer)
    assert as_user(cast.reviewer).get(part_address(review, 2)).context["row"].changes == ""
    edit(review, 2, "Judul <baru>")
    page = as_user(cast.reviewer).get(part_address(review, 2))
    assert "<ins>" in page.text
    assert "<del>" in page.text
    assert "<baru>" not in page.text
    assert page.context["row"].differs


def test_compared_for_the_unit_that_is_asked_for(cast: Cast) -> None:
    review = make_review(parts=1)
    give_role(cast.reviewer, Role.REVIEWER, column=PASKER)
    sign_all(review, ILO, actor=cast.reviewer)
    edit(review, 1, "Judul baru")
    client = as_user(cast.reviewer)
    assert client.get(part_address(review), {"unit": "ILO"}).context["row"].differs
    assert not client.get(part_address(review), {"unit": "PASKER"}).context["row"].differs
    assert client.get(part_address(review), {"unit": "BALAI"}).context["column"] == PASKER


def test_who_speaks_for_two_units_stays_with_the_one_chosen(cast: Cast) -> None:
    """Else the next part would be signed for the other unit."""
    review = make_review(parts=3)
    give_role(cast.reviewer, Role.REVIEWER, column=PASKER)
    page = as_user(cast.reviewer).get(part_address(review, 2), {"unit": "ILO"})
    for path in (part_address(review, 1), part_address(review, 3), review.get_absolute_url()):
        assert f'href="{path}?unit=ILO"' in page.text
    data = {"column": ILO, "from": "part", "verdict": "approve", "part": [part_of(review, 2).public_id]}
    answer = send(cast.reviewer, review, SEEN.findall(page.text), **data)
    assert answer["Location"] == f"{part_address(review, 1)}?unit=ILO"


def test_a_talk_leaves_whoever_speaks_for_two_units_with_the_one_chosen(cast: Cast) -> None:
    """Else the signature after a remark would be given for the other unit."""
    review = make_review(parts=2)
    give_role(cast.reviewer, Role.REVIEWER, column=PASKER)
    client, part = as_user(cast.reviewer), part_of(review)
    remark = comment_on(part=part, text="Kapan?", actor=cast.reviewer)
    settled = comment_on(part=part, text="Di mana?", actor=cast.reviewer)
    resolve_comment(comment=settled, actor=cast.reviewer)
    page = client.get(part_address(review), {"unit": "ILO"})
    say = f"{address('part_comment', review.public_id, part.public_id)}?unit=ILO"
    resolve = f"{address('comment_resolve', remark.public_id)}?unit=ILO"
    reopen = f"{address('comment_reopen', settled.public_id)}?unit=ILO"
    assert [page.text.count(f'action="{path}"') for path in (say, resolve, reopen)] == [2, 1, 1]
    here = f"{part_address(review)}?unit=ILO"
    assert client.post(say, {"text": "Oleh siapa?"})["Location"].startswith(f"{here}#comment-")
    assert client.post(say, {"text": "Nanti.", "parent": remark.public_id})["Location"].startswith(f"{here}#comment-")
    refused = client.post(say, {"text": ""})
    assert (refused.status_code, refused.context["column"]) == (422, ILO)
    for path in (resolve, reopen):
        assert client.post(path)["Location"] == here
        late = client.post(path)
        assert (late.status_code, late.context["column"]) == (409, ILO)
    assert "unit" not in client.post(f"{say}X", {"text": "Lain"})["Location"]


def test_the_crumb_keeps_the_unit_and_the_verdict_names_it_where_there_are_two(cast: Cast) -> None:
    review = make_review()
    heading = '<h2 id="sign">Keputusan unit Anda atas bagian ini'
    crumb = f'<li><a href="{review.get_absolute_url()}'
    page = as_user(cast.reviewer).get(part_address(review), {"unit": "ILO"})
    assert f"{heading}</h2>" in page.text
    assert f'{crumb}">' in page.text
    give_role(cast.reviewer, Role.REVIEWER, column=PASKER)
    page = as_user(cast.reviewer).get(part_address(review), {"unit": "ILO"})
    assert f"{heading}: {ILO.label}</h2>" in page.text
    assert f'{crumb}?unit=ILO">' in page.text


def test_the_way_to_the_parts_before_and_after(cast: Cast) -> None:
    review = make_review(parts=3)
    context = as_user(cast.reviewer).get(part_address(review, 2)).context
    assert (context["before"], context["after"]) == (part_of(review, 1), part_of(review, 3))
    assert (context["place"], context["total"]) == (2, 3)
    assert as_user(cast.reviewer).get(part_address(review, 1)).context["before"] is None
    assert as_user(cast.reviewer).get(part_address(review, 3)).context["after"] is None


def test_a_part_that_was_taken_out_is_read_and_not_signed(cast: Cast) -> None:
    review = make_review(parts=2)
    ReviewPart.objects.filter(pk=part_of(review, 2).pk).update(is_present=False)
    page = as_user(cast.reviewer).get(part_address(review, 2))
    assert page.context["place"] is None
    assert address("review_sign", review.public_id) not in page.text


def test_open_remarks_come_first_and_markup_in_them_is_text(cast: Cast) -> None:
    review = make_review()
    settled = comment_on(part=part_of(review), text="Sudah", actor=cast.reviewer)
    resolve_comment(comment=settled, actor=cast.reviewer)
    comment_on(part=part_of(review), text="<script>alert(1)</script>", actor=review.opened_by)
    page = as_user(cast.reviewer).get(part_address(review))
    assert [thread.comment.resolved_at is None for thread in page.context["threads"]] == [True, False]
    assert "<script>alert" not in page.text


@pytest.mark.parametrize("many", [1, 3, 30])
def test_the_same_queries_however_long_the_talk(cast: Cast, many: int) -> None:
    review = make_review(parts=many)
    sign_all(review, ILO, actor=cast.reviewer)
    edit(review, 1, "Judul baru")
    for no in range(many):
        remark = comment_on(part=part_of(review), text=f"Kapan? {no}", actor=cast.reviewer)
        comment_on(part=part_of(review), text="Nanti.", actor=review.opened_by, parent=remark)
    assert queries(as_user(cast.reviewer), part_address(review)) == 11
