"""The pages of the panel: who gets in, what they show, what a wrong word gets, and that they cost the same for one and for three."""

from __future__ import annotations

import pytest

from lms.evaluation.models import ConflictOfInterest, PanelDraft, PanelMeeting, PanelMember, PanelScore
from lms.evaluation.services.panel import seats
from lms.people.enums import Column, Role
from lms.people.errors import NotAllowed
from lms.people.models import RoleAssignment, User
from tests.courses.asking import sent_again
from tests.evaluation.panel.asking import as_user, queries, status, url
from tests.evaluation.sitting import Sitting
from tests.factories.courses import make_cohort, make_enrolment
from tests.factories.evaluation_panel import adopt, all_at, give
from tests.factories.people import give_role, make_reviewer

SHEET = {"X-Sheet": "1"}


def typed(level: str = "baik", **more: str) -> dict[str, str]:
    return {f"level-{key}": value for key, value in all_at(level).items()} | more


def test_who_gets_to_the_panel(sitting: Sitting) -> None:
    here, cast = url(sitting, "panel_detail"), sitting.cast
    assert status(None, "get", here) == 401
    for user in (sitting.people[0].user, cast.facilitator, cast.supervisor, cast.unit_contact, cast.outsider):
        assert status(user, "get", here) == 403
    # A reviewer without a seat on this panel, though with one on another.
    stranger = make_reviewer(Column.PTKDN)
    elsewhere = make_cohort(actor=cast.coordinator)
    seats.add_member(actor=cast.coordinator, cohort=elsewhere, user=stranger)
    assert status(stranger, "get", here) == 403
    for user in (cast.coordinator, cast.admin, sitting.members[0].user):
        assert status(user, "get", here) == 200
    assert status(cast.coordinator, "post", here) == 405


def test_a_seat_that_has_ended_opens_nothing(sitting: Sitting) -> None:
    seats.end_member(actor=sitting.cast.coordinator, member=sitting.members[0], reason="Pindah")
    assert status(sitting.members[0].user, "get", url(sitting, "panel_detail")) == 403


def test_without_a_scheme_the_page_says_what_to_do(bare: Sitting) -> None:
    page = as_user(bare.cast.coordinator).get(url(bare, "panel_detail")).text
    assert "/schemes/" in page
    assert 'class="empty' in page
    one = bare.people[0].public_id
    assert as_user(bare.members[0].user).get(url(bare, "score_detail", one)).status_code == 200
    assert status(bare.cast.coordinator, "get", url(bare, "results_xlsx")) == 422


@pytest.mark.parametrize("who", ["coordinator", "evaluator"])
def test_the_panel_costs_the_same_for_one_and_for_three(sitting: Sitting, who: str) -> None:
    small = make_cohort(actor=sitting.cast.coordinator)
    make_enrolment(actor=sitting.cast.coordinator, cohort=small)
    adopt(small, actor=sitting.cast.coordinator, title="Kecil")
    member = seats.add_member(actor=sitting.cast.coordinator, cohort=small, user=sitting.members[0].user)
    give(member, small.enrolments.get())
    for seat_ in sitting.members:
        for one in sitting.people:
            give(seat_, one)
    user = sitting.cast.coordinator if who == "coordinator" else sitting.members[0].user
    client = as_user(user)
    few = queries(client, f"/evaluation/{small.public_id}/")
    assert queries(client, url(sitting, "panel_detail")) == few


def test_the_sheet_costs_the_same_for_one_and_for_three(sitting: Sitting) -> None:
    client = as_user(sitting.members[0].user)
    here = url(sitting, "score_detail", sitting.people[0].public_id)
    few = queries(client, here)
    for member in sitting.members[1:]:
        for one in sitting.people:
            give(member, one)
    assert queries(client, here) == few


def test_a_score_is_given_and_the_next_one_comes(sitting: Sitting) -> None:
    first, second, third = sitting.people
    client = as_user(sitting.members[0].user)
    answer = client.post(url(sitting, "score_give", first.public_id), typed(comment="Jelas"))
    assert answer["Location"] == url(sitting, "score_detail", second.public_id)
    # The script asks for the same as data; going round, whoever is left comes next.
    answer = client.post(url(sitting, "score_give", third.public_id), typed(), headers=SHEET)
    assert answer.json()["next"] == url(sitting, "score_detail", second.public_id)
    answer = client.post(url(sitting, "score_give", second.public_id), typed())
    assert answer["Location"] == url(sitting, "panel_detail")
    assert PanelScore.objects.count() == 3


def test_a_score_is_said_in_the_readers_figures(sitting: Sitting) -> None:
    user, one = sitting.members[0].user, sitting.people[0]
    for language, said in (("id", "85,00"), ("en", "85.00")):
        User.objects.filter(pk=user.pk).update(language=language)
        client = as_user(User.objects.get(pk=user.pk))
        answer = client.post(url(sitting, "score_give", one.public_id), typed(), headers=SHEET)
        assert said in answer.json()["said"]


def test_an_evaluator_reads_the_levels_in_the_own_language(sitting: Sitting) -> None:
    user, one = sitting.members[0].user, sitting.people[0]
    User.objects.filter(pk=user.pk).update(language="en")
    page = as_user(User.objects.get(pk=user.pk)).get(url(sitting, "score_detail", one.public_id)).text
    assert "Statements without evidence." in page
    assert "Pernyataan tanpa bukti." not in page


def test_an_open_criterion_comes_back_with_what_was_chosen(sitting: Sitting) -> None:
    one = sitting.people[0].public_id
    data = typed("cukup", comment="Masih dipikirkan")
    del data["level-bukti"]
    client = as_user(sitting.members[0].user)
    answer = client.post(url(sitting, "score_give", one), data)
    assert answer.status_code == 422
    assert "Bukti dan angka dari lapangan" in answer.text
    assert answer.text.count(" checked") == 4
    assert "Masih dipikirkan" in answer.text
    answer = client.post(url(sitting, "score_give", one), data, headers=SHEET)
    assert (answer.status_code, "Bukti dan angka" in answer.json()["refused"]) == (422, True)
    assert not PanelScore.objects.exists()


def test_only_the_sheet_comes_for_the_script(sitting: Sitting) -> None:
    answer = as_user(sitting.members[0].user).get(
        url(sitting, "score_detail", sitting.people[0].public_id), headers=SHEET
    )
    assert "<html" not in answer.text
    assert 'id="score"' in answer.text
    assert "X-Sheet" in answer["Vary"]


def test_a_draft_is_saved_as_typed_and_by_a_button(sitting: Sitting) -> None:
    here = url(sitting, "score_draft", sitting.people[0].public_id)
    client = as_user(sitting.members[0].user)
    assert client.post(here, typed(seq="1", comment="a"), headers=SHEET).json()["seq"] == 1
    assert client.post(here, typed(seq="1", comment="b"), headers=SHEET).status_code == 409
    assert client.post(here, typed(seq="2", comment="c")).status_code == 302
    assert PanelDraft.objects.get().comment == "c"
    page = client.get(url(sitting, "score_detail", sitting.people[0].public_id)).text
    assert page.count(" checked") == 5
    # Nobody else reads it.
    other = as_user(sitting.members[1].user).get(url(sitting, "score_detail", sitting.people[0].public_id)).text
    assert " checked" not in other
    assert client.post(here, {"comment": "x" * 5000}, headers=SHEET).status_code == 422
    assert status(sitting.cast.coordinator, "post", here) == 403
    assert status(sitting.members[0].user, "get", here) == 405


def test_somebody_of_another_cohort_is_not_found(sitting: Sitting) -> None:
    elsewhere = make_enrolment(actor=sitting.cast.coordinator, cohort=make_cohort(actor=sitting.cast.coordinator))
    for name in ("score_detail", "score_revise", "interest_declare", "meeting_record"):
        assert status(sitting.members[0].user, "get", url(sitting, name, elsewhere.public_id)) == 404


def test_who_is_barred_by_rule_is_offered_nothing_to_take_back(sitting: Sitting) -> None:
    member = sitting.members[0]
    own = make_enrolment(actor=sitting.cast.coordinator, cohort=sitting.cohort, user=member.user)
    here, client = url(sitting, "interest_declare", own.public_id), as_user(member.user)
    for page in (url(sitting, "panel_detail"), url(sitting, "score_detail", own.public_id)):
        shown = client.get(page).text
        assert "adalah orang yang dinilai" in shown
        assert here not in shown
    assert client.get(here).status_code == 422
    assert client.post(here, {"reason": "Tidak berlaku"}).status_code == 422
    assert not ConflictOfInterest.objects.exists()


def test_a_panel_of_one_side_is_named(sitting: Sitting) -> None:
    pages = [url(sitting, name) for name in ("panel_detail", "results_lock")]
    client = as_user(sitting.cast.coordinator)
    assert not any("ILO-Jakarta belum mempunyai penilai" in client.get(page).text for page in pages)
    ilo = next(one for one in sitting.members if one.column == Column.ILO)
    seats.end_member(actor=sitting.cast.coordinator, member=ilo, reason="Pindah")
    assert all("ILO-Jakarta belum mempunyai penilai" in client.get(page).text for page in pages)
    seats.add_member(actor=sitting.cast.coordinator, cohort=sitting.cohort, user=ilo.user)
    for one in sitting.members:
        if one != ilo:
            seats.end_member(actor=sitting.cast.coordinator, member=one, reason="Pindah")
    assert all("Kementerian belum mempunyai penilai" in client.get(page).text for page in pages)


def test_a_revision_through_its_page(sitting: Sitting) -> None:
    one = sitting.people[0]
    here = url(sitting, "score_revise", one.public_id)
    client = as_user(sitting.members[0].user)
    assert client.get(here)["Location"] == url(sitting, "score_detail", one.public_id)
    for member, level in zip(sitting.members, ("kurang", "baik", "baik"), strict=True):
        give(member, one, level)
    page = client.get(here).text
    assert page.count(" checked") == 5
    assert client.post(here, typed("baik", seen="1", reason="")).status_code == 422
    assert client.post(here, typed("baik", seen="1", reason="Bukti dibahas")).status_code == 302
    refused = client.post(here, typed("cukup", seen="1", reason="Lagi"))
    assert refused.status_code == 409
    assert PanelScore.objects.filter(number=2).count() == 1
    assert client.post(here, {**typed("cukup"), **sent_again(refused)}).status_code == 302, (
        "from the page that came back"
    )
    assert PanelScore.objects.get(number=3).reason == "Lagi"


def test_a_meeting_through_its_page(sitting: Sitting) -> None:
    one = sitting.people[0]
    here = url(sitting, "meeting_record", one.public_id)
    assert status(sitting.cast.coordinator, "get", here) == 403
    for member, level in zip(sitting.members, ("kurang", "baik", "baik"), strict=True):
        give(member, one, level)
    client = as_user(sitting.cast.coordinator)
    page = client.get(here)
    seen = page.context["form"]["seen"].value()
    assert "85,00" in page.text
    assert client.post(here, {"seen": seen, "held_on": "2026-08-05", "text": ""}).status_code == 422
    refused = client.post(here, {"seen": "1:2", "held_on": "2026-08-05", "text": "Dibahas"})
    assert refused.status_code == 409
    assert client.post(here, sent_again(refused)).status_code == 302, "the page that came back can be saved"
    assert PanelMeeting.objects.get().text == "Dibahas"


def test_interest_is_declared_and_taken_back(sitting: Sitting) -> None:
    one, member = sitting.people[0], sitting.members[0]
    here, client = url(sitting, "interest_declare", one.public_id), as_user(member.user)
    assert client.post(here, {"reason": ""}).status_code == 422
    client.post(here, {"reason": "Kerabat dekat"})
    assert "Kerabat dekat" in client.get(url(sitting, "panel_detail")).text
    assert 'id="sheet"' not in client.get(url(sitting, "score_detail", one.public_id)).text
    client.post(here, {"reason": "Keliru"})
    assert [row.step for row in ConflictOfInterest.objects.order_by("pk")] == ["declared", "lifted"]
    assert 'id="sheet"' in client.get(url(sitting, "score_detail", one.public_id)).text


def test_who_speaks_for_two_units_is_seated_for_the_one_that_is_chosen(sitting: Sitting) -> None:
    new, cast = make_reviewer(Column.PASKER, name="Penilai Dua Unit"), sitting.cast
    give_role(new, Role.REVIEWER, column=Column.BALAI)
    client, here = as_user(cast.coordinator), url(sitting, "member_add")
    assert client.post(here, {"user": new.public_id}).status_code == 422
    assert client.post(here, {"user": new.public_id, "column": Column.ILO}).status_code == 422
    assert client.post(here, {"user": new.public_id, "column": Column.PASKER}).status_code == 302
    member = PanelMember.objects.get(user=new)
    assert member.column == Column.PASKER
    give(member, sitting.people[0])
    # The role for the unit of the seat ends, the other one goes on: it scores nothing more.
    RoleAssignment.objects.filter(user=new, column=Column.PASKER).delete()
    fresh = PanelMember.objects.select_related("user").get(pk=member.pk)
    with pytest.raises(NotAllowed):
        give(fresh, sitting.people[1])


def test_seats_are_given_and_ended(sitting: Sitting) -> None:
    new, cast = make_reviewer(Column.PASKER, name="Penilai Baru"), sitting.cast
    client, here = as_user(cast.coordinator), url(sitting, "member_add")
    assert "Penilai Baru" in client.get(here).text
    # Who has a seat is not offered, nor who is no reviewer.
    assert client.post(here, {"user": sitting.members[0].user.public_id}).status_code == 422
    assert client.post(here, {"user": cast.facilitator.public_id}).status_code == 422
    assert client.post(here, {"user": new.public_id}).status_code == 302
    member = PanelMember.objects.get(user=new)
    end = url(sitting, "member_end", member.public_id)
    assert client.post(end, {"reason": ""}).status_code == 422
    assert client.post(end, {"reason": "Pindah"}).status_code == 302
    assert client.post(end, {"reason": "Pindah"}).status_code == 409
    for user in (sitting.members[0].user, cast.facilitator, cast.outsider):
        assert status(user, "post", here) == 403
