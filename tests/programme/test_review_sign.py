"""Signing: what stands on the page is what is signed; what changed meanwhile is told and nothing is signed."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest

from lms.people import clock
from lms.people.enums import Column, Role
from lms.people.models import RoleAssignment, User
from lms.programme.enums import ReviewState
from lms.programme.models import Review, SignOff
from lms.programme.services import withdraw_review
from tests.conftest import Cast
from tests.factories.people import give_role, make_reviewer
from tests.factories.programme import make_review, sign_all
from tests.programme.asking import address, as_user, edit, part_address, part_of, send, status, tokens

pytestmark = pytest.mark.django_db
PASKER, ILO = Column.PASKER, Column.ILO
STANDS = "Pernyataan ini sudah tercatat. Tidak ada yang ditambahkan."


def opened(user: User, review: Review) -> list[str]:
    """The form of the review's page, opened now."""
    return tokens(user, review.get_absolute_url())


def current(column: Column) -> dict[str, str]:
    rows = SignOff.objects.filter(column=column, is_current=True)
    return dict(rows.values_list("part__key", "verdict"))


def test_one_click_approves_all_that_was_read(cast: Cast) -> None:
    review = make_review(parts=3)
    answer = send(cast.reviewer, review, opened(cast.reviewer, review), column=ILO, approve_all="1")
    assert answer["Location"] == f"{review.get_absolute_url()}?unit=ILO"
    assert current(ILO) == dict.fromkeys(["activity-1", "activity-2", "activity-3"], "approve")
    assert current(PASKER) == {}


def test_words_beside_the_one_click_are_kept_as_notes(cast: Cast) -> None:
    review = make_review(parts=1)
    send(cast.reviewer, review, opened(cast.reviewer, review), column=ILO, approve_all="1", reason="Periksa ejaan")
    assert (SignOff.objects.get().verdict, SignOff.objects.get().reason) == ("approve_notes", "Periksa ejaan")


def test_only_the_ticked_parts_are_signed(cast: Cast) -> None:
    review = make_review(parts=2)
    ticked = part_of(review, 2).public_id
    data = {"column": ILO, "part": [ticked], "verdict": "object", "reason": "Jadwal bentrok"}
    assert send(cast.reviewer, review, opened(cast.reviewer, review), **data).status_code == 302
    assert current(ILO) == {"activity-2": "object"}


def test_one_click_leaves_the_parts_that_have_a_word(cast: Cast) -> None:
    review = make_review(parts=2)
    ticked = part_of(review, 2).public_id
    data = {"column": ILO, "part": [ticked], "verdict": "object", "reason": "Jadwal bentrok"}
    send(cast.reviewer, review, opened(cast.reviewer, review), **data)
    send(cast.reviewer, review, opened(cast.reviewer, review), column=ILO, approve_all="1")
    assert current(ILO) == {"activity-1": "approve", "activity-2": "object"}


def test_the_last_signature_closes_the_review_and_says_so(cast: Cast) -> None:
    review = make_review(parts=1)
    sign_all(review, PASKER)
    client = as_user(cast.reviewer)
    data = {"column": ILO, "approve_all": "1", "seen": opened(cast.reviewer, review)}
    page = client.post(address("review_sign", review.public_id), data, follow=True)
    review.refresh_from_db()
    assert review.state == ReviewState.CLOSED
    assert len(page.context["messages"]) == 2


def test_signing_a_part_leads_to_the_next_that_waits_and_then_back(cast: Cast) -> None:
    review = make_review(parts=2)
    for no, onwards in ((1, f"{part_address(review, 2)}?unit=ILO"), (2, f"{review.get_absolute_url()}?unit=ILO")):
        data: dict[str, Any] = {"column": ILO, "from": "part", "verdict": "approve", "reason": ""}
        seen = tokens(cast.reviewer, part_address(review, no))
        answer = send(cast.reviewer, review, seen, part=[part_of(review, no).public_id], **data)
        assert answer["Location"] == onwards


def test_a_double_click_is_one_signature(cast: Cast) -> None:
    review = make_review(parts=2)
    seen = opened(cast.reviewer, review)
    parts = [part.public_id for part in review.parts.all()]
    for _click in range(2):
        assert send(cast.reviewer, review, seen, column=ILO, part=parts, verdict="approve").status_code == 302
    assert SignOff.objects.count() == 2


def test_one_click_sent_twice_is_told_that_it_stands(cast: Cast) -> None:
    """The answer to the first was lost on the line, so the page is sent again as it was."""
    review = make_review(parts=2)
    client, data = as_user(cast.reviewer), {"column": ILO, "approve_all": "1", "seen": opened(cast.reviewer, review)}
    told = [client.post(address("review_sign", review.public_id), data, follow=True) for _click in range(2)]
    assert [page.redirect_chain[0][1] for page in told] == [302, 302]
    assert [str(message) for message in told[1].context["messages"]] == [STANDS]
    assert SignOff.objects.count() == 2


@pytest.mark.parametrize("click", [{"approve_all": "1"}, {"verdict": "approve"}])
def test_the_click_that_closed_the_review_sent_twice_is_told_that_it_stands(cast: Cast, click: dict[str, str]) -> None:
    review = make_review(parts=2)
    sign_all(review, PASKER)
    parts = [part.public_id for part in review.parts.all()]
    data = {"column": ILO, "part": parts, "seen": opened(cast.reviewer, review), **click}
    client = as_user(cast.reviewer)
    told = [client.post(address("review_sign", review.public_id), data, follow=True) for _click in range(2)]
    assert not Review.objects.get(pk=review.pk).is_open
    assert [str(message) for message in told[1].context["messages"]] == [STANDS]
    assert SignOff.objects.filter(column=ILO).count() == 2


def test_one_click_after_a_colleague_signed_asks_first(cast: Cast) -> None:
    review, colleague = make_review(parts=2), make_reviewer(ILO)
    seen = opened(cast.reviewer, review)
    sign_all(review, ILO, actor=colleague, verdict="object", reason="Jadwal bentrok")
    answer = send(cast.reviewer, review, seen, column=ILO, approve_all="1")
    assert answer.status_code == 409
    assert {word.person for word in answer.context["spoken"]} == {colleague}
    assert current(ILO) == {"activity-1": "object", "activity-2": "object"}


def test_a_unit_that_does_not_sign_this_review_is_refused(cast: Cast) -> None:
    review = make_review()
    give_role(cast.reviewer, Role.REVIEWER, column=Column.BALAI)
    answer = send(cast.reviewer, review, opened(cast.reviewer, review), column=Column.BALAI, approve_all="1")
    assert answer.status_code == 403
    assert not SignOff.objects.exists()


def test_denials(cast: Cast) -> None:
    review = make_review()
    path, stranger = address("review_sign", review.public_id), make_reviewer(Column.BALAI)
    seen = opened(cast.reviewer, review)
    data = {"column": ILO, "approve_all": "1", "seen": seen}
    assert status(None, "post", path, **data) == 401
    for user in (cast.admin, cast.coordinator, cast.facilitator):
        assert status(user, "post", path, **data) == 403
    for user in (cast.supervisor, cast.unit_contact, cast.outsider, stranger):
        assert status(user, "post", path, **data) == 404
    assert status(cast.reviewer, "get", path) == 405
    assert status(cast.reviewer, "post", address("review_sign", "0" * 12), **data) == 404
    assert not SignOff.objects.exists()


def test_a_reviewer_signs_for_no_other_unit(cast: Cast) -> None:
    review = make_review()
    assert send(cast.reviewer, review, opened(cast.reviewer, review), column=PASKER, approve_all="1").status_code == 403
    assert not SignOff.objects.exists()


def test_whoever_lost_the_role_since_opening_the_page_signs_nothing(cast: Cast) -> None:
    review = make_review(days=30)
    seen = opened(cast.reviewer, review)
    today = clock.today()
    RoleAssignment.objects.filter(user=cast.reviewer).update(valid_until=today)
    data = {"column": ILO, "approve_all": "1"}
    with clock.at(clock.at_midday(today + timedelta(days=1))):
        assert send(cast.reviewer, review, seen, **data).status_code == 404
        assert not SignOff.objects.exists()
    with clock.at(clock.at_midday(today)):
        assert send(cast.reviewer, review, seen, **data).status_code == 302


def test_whoever_lost_one_of_two_units_is_told_and_signs_nothing_for_it(cast: Cast) -> None:
    review = make_review(days=30)
    seen = opened(cast.reviewer, review)
    give_role(cast.reviewer, Role.REVIEWER, column=PASKER)
    RoleAssignment.objects.filter(user=cast.reviewer, column=ILO).update(valid_until=clock.today())
    with clock.at(clock.at_midday(clock.today() + timedelta(days=1))):
        answer = send(cast.reviewer, review, seen, column=ILO, approve_all="1")
    assert answer.status_code == 403
    assert answer.context["form"].non_field_errors()
    assert answer.context["column"] == PASKER
    assert not SignOff.objects.exists()


def test_an_objection_without_a_reason_keeps_what_was_chosen(cast: Cast) -> None:
    review = make_review(parts=3)
    ticked = part_of(review, 2).public_id
    seen = opened(cast.reviewer, review)
    answer = send(cast.reviewer, review, seen, column=ILO, part=[ticked], verdict="object", reason="  ")
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["reason"]
    assert answer.context["ticked"] == {ticked}
    assert re.search(r'<input[^>]+value="object"[^>]+checked', answer.text)
    assert re.search(rf'<input[^>]+value="{ticked}" checked', answer.text)
    assert not SignOff.objects.exists()


@pytest.mark.parametrize(
    ("data", "wrong"),
    [
        ({"verdict": "approve_notes"}, "reason"),
        ({"verdict": ""}, "verdict"),
        ({"verdict": "perhaps"}, "verdict"),
        ({"verdict": "approve", "part": []}, "__all__"),
        ({"verdict": "object", "reason": "x" * 4001}, "reason"),
        ({"verdict": "approve", "column": "NOBODY"}, "column"),
        ({"verdict": "approve", "column": ""}, "column"),
    ],
)
def test_bad_input_is_told_where_it_is_wrong(cast: Cast, data: dict[str, Any], wrong: str) -> None:
    review = make_review(parts=1)
    sent = {"column": ILO, "part": [part_of(review).public_id], **data}
    answer = send(cast.reviewer, review, opened(cast.reviewer, review), **sent)
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [wrong]
    assert not SignOff.objects.exists()


def test_a_text_that_changed_meanwhile_is_shown_and_nothing_is_signed(cast: Cast) -> None:
    review = make_review(parts=2)
    sign_all(review, ILO, actor=cast.reviewer)
    edit(review, 2, "Judul kedua")
    seen = opened(cast.reviewer, review)
    edit(review, 2, "Judul ketiga")
    answer = send(cast.reviewer, review, seen, column=ILO, approve_all="1", reason="Baik")
    assert answer.status_code == 409
    assert answer.context["changed"] == {part_of(review, 2).public_id}
    assert answer.context["form"].non_field_errors()
    row = next(one for one in answer.context["rows"] if one.part.key == "activity-2")
    assert "ketiga" in row.changes
    assert "Baik" in answer.text
    assert SignOff.objects.count() == 2
    again = send(cast.reviewer, review, [row.token], column=ILO, approve_all="1", reason="Baik")
    assert again.status_code == 302
    assert current(ILO)["activity-2"] == "approve_notes"


def test_a_part_added_after_the_page_was_opened_is_not_signed_unread(cast: Cast) -> None:
    review = make_review(parts=1)
    seen = opened(cast.reviewer, review)
    review.subject.activities.create(no=2, title="Kegiatan 2", title_en="Activity 2")
    edit(review, 1, "Kegiatan 1")
    answer = send(cast.reviewer, review, seen, column=ILO, approve_all="1")
    assert answer.status_code == 409
    assert answer.context["changed"] == {part_of(review, 2).public_id}
    assert not SignOff.objects.exists()


def test_two_reviewers_of_a_unit_the_second_is_told_and_may_overrule(cast: Cast) -> None:
    review, colleague = make_review(parts=1), make_reviewer(ILO)
    data = {"column": ILO, "part": [part_of(review).public_id], "verdict": "object", "reason": "Jadwal bentrok"}
    seen = opened(cast.reviewer, review)
    first = sign_all(review, ILO, actor=colleague)
    answer = send(cast.reviewer, review, seen, **data)
    assert answer.status_code == 409
    assert [word.person for word in answer.context["spoken"]] == [first]
    assert "Jadwal bentrok" in answer.text
    assert current(ILO) == {"activity-1": "approve"}
    assert send(cast.reviewer, review, [answer.context["rows"][0].token], **data).status_code == 302
    assert current(ILO) == {"activity-1": "object"}
    assert SignOff.objects.count() == 2


def test_a_refused_part_comes_back_on_its_own_page_with_what_was_typed(cast: Cast) -> None:
    review, colleague = make_review(parts=2), make_reviewer(ILO)
    seen = tokens(cast.reviewer, part_address(review, 2))
    sign_all(review, ILO, actor=colleague)
    data = {"column": ILO, "part": [part_of(review, 2).public_id], "verdict": "object", "from": "part"}
    answer = send(cast.reviewer, review, seen, reason="Jadwal bentrok", **data)
    assert answer.status_code == 409
    assert answer.context["part"] == part_of(review, 2)
    assert "Jadwal bentrok" in answer.text
    assert colleague.display_name in answer.text
    assert send(cast.reviewer, review, seen, reason="", **data).context["part"] == part_of(review, 2)


@pytest.mark.parametrize("seen", ["", "x", "x:y:z", "{part}", "{part}::", "{part}:{digest}:0x1", "{part}:" + "0" * 64])
def test_a_form_that_was_tampered_with_signs_nothing(cast: Cast, seen: str) -> None:
    review, colleague = make_review(parts=1), make_reviewer(ILO)
    sign_all(review, ILO, actor=colleague)
    part = part_of(review)
    token = seen.format(part=part.public_id, digest=part.digest)
    answer = send(cast.reviewer, review, [token], column=ILO, part=[part.public_id], verdict="object", reason="Tidak")
    assert answer.status_code == 409
    assert SignOff.objects.count() == 1


def test_a_part_of_another_review_is_not_signed(cast: Cast) -> None:
    review = make_review(parts=1)
    answer = send(cast.reviewer, review, ["0" * 12 + ":x:"], column=ILO, part=["0" * 12], verdict="approve")
    assert answer.status_code == 409
    assert not SignOff.objects.exists()


def closed(cast: Cast) -> Review:
    review = make_review(parts=1)
    sign_all(review, PASKER)
    sign_all(review, ILO, actor=cast.reviewer)
    review.refresh_from_db()
    assert review.state == ReviewState.CLOSED
    return review


def test_a_late_objection_is_put_on_record_and_changes_nothing(cast: Cast) -> None:
    review = closed(cast)
    data = {"column": ILO, "part": [part_of(review).public_id], "verdict": "object", "reason": "Kami keliru"}
    client, seen = as_user(cast.reviewer), opened(cast.reviewer, review)
    for _tap in range(2):
        page = client.post(address("review_sign", review.public_id), {**data, "seen": seen}, follow=True)
        assert page.redirect_chain
        assert len(page.context["messages"]) == 1
    assert SignOff.objects.get(after_closing=True).reason == "Kami keliru"
    assert current(ILO) == {"activity-1": "approve"}


def test_after_the_closing_nothing_but_an_objection_is_taken(cast: Cast) -> None:
    review = make_review(parts=1)
    seen = opened(cast.reviewer, review)
    part = part_of(review).public_id
    sign_all(review, PASKER)
    sign_all(review, ILO)
    for data in ({"part": [part], "verdict": "approve"}, {"approve_all": "1"}):
        answer = send(cast.reviewer, review, seen, column=ILO, **data)
        assert answer.status_code == 409
        assert answer.context["form"].non_field_errors()
        assert answer.text.count('type="radio"') == 1
    assert send(cast.reviewer, review, seen, column=ILO, part=[part], verdict="object").status_code == 422
    assert not SignOff.objects.filter(after_closing=True).exists()


def test_a_review_withdrawn_meanwhile_takes_no_word(cast: Cast) -> None:
    review = make_review(parts=1)
    seen = opened(cast.reviewer, review)
    withdraw_review(review=review, reason="Salah naskah", actor=review.opened_by)
    data = {"column": ILO, "part": [part_of(review).public_id], "verdict": "object", "reason": "Terlambat"}
    answer = send(cast.reviewer, review, seen, **data)
    assert answer.status_code == 409
    assert not SignOff.objects.exists()
