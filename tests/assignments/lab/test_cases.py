"""The pages on which cases are written and ranked by their panel."""

from __future__ import annotations

from typing import Any

import pytest

from assignments.models import MatchingCase, PanelRanking
from courses.models import Cohort, Enrolment
from tests.assignments.lab.asking import address
from tests.conftest import Cast
from tests.courses.asking import as_user, newest_link, queries, status
from tests.factories.assignments.lab import make_body, make_case, ranking, typed

# Facilitators are let in by the cohort they are in charge of.
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("cohort")]


def sent(cards: int = 3, **changes: Any) -> dict[str, str]:
    """A case as the form sends it, with one rule about its second card."""
    data = {
        "code": "kasus-baru",
        "title": "Kasir toko",
        "kind": "candidates",
        "difficulty": "2",
        "intro": "Sebuah toko mencari kasir.",
        "subject": "Kasir",
        "subject_facts": "WLKP: Terverifikasi\nUpah: UMK",
        "debrief": "Syarat wajib dahulu.",
        "cards-TOTAL_FORMS": str(cards),
        "cards-INITIAL_FORMS": "0",
        "constraints-TOTAL_FORMS": "1",
        "constraints-INITIAL_FORMS": "0",
        "constraints-0-rule": "refuse",
        "constraints-0-cards": "2",
        "constraints-0-why": "Belum cukup umur",
    }
    for number in range(cards):
        data |= {f"cards-{number}-title": f"Calon {number}", f"cards-{number}-facts": "Usia: 30 tahun"}
    return data | changes


def test_a_case_is_written_and_edited(cast: Cast) -> None:
    client = as_user(cast.facilitator)
    assert client.post(address("case_add"), sent()).status_code == 302
    case = MatchingCase.objects.select_related("current").get()
    body = case.current.body
    assert [card["key"] for card in body["cards"]] == ["k1", "k2", "k3"]
    assert body["constraints"][0]["cards"] == ["k2"]
    assert body["subject"]["facts"] == [["WLKP", "Terverifikasi"], ["Upah", "UMK"]]
    url = address("case_edit", case.public_id)
    page = client.get(url).content.decode()
    assert "Usia: 30 tahun" in page
    changed = sent(4, seen="1", **{f"cards-{number}-key": f"k{number + 1}" for number in range(3)})
    changed |= {"cards-0-DELETE": "on", "constraints-0-key": "c1", "constraints-0-cards": "1"}
    assert client.post(url, changed).status_code == 302
    case.refresh_from_db()
    assert [card["key"] for card in case.current.body["cards"]] == ["k2", "k3", "k1"]
    assert case.current.body["constraints"][0]["cards"] == ["k2"]


def test_one_more_card_is_one_click_and_keeps_what_was_typed(cast: Cast) -> None:
    page = as_user(cast.facilitator).post(address("case_add"), sent(more="cards")).content.decode()
    assert 'name="cards-3-title"' in page
    assert "Kasir toko" in page
    assert not MatchingCase.objects.exists()


@pytest.mark.parametrize(
    "changes",
    [
        {"title": ""},
        {"cards-0-facts": "tanpa titik dua"},
        {"cards-TOTAL_FORMS": "99999999"},
        {"cards-TOTAL_FORMS": "x", "more": "cards"},
        {"constraints-0-cards": "9"},
        {"constraints-0-rule": "decision"},
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_kept(cast: Cast, changes: dict[str, str]) -> None:
    answer = as_user(cast.facilitator).post(address("case_add"), sent(**changes))
    assert answer.status_code in {200, 422}
    assert not MatchingCase.objects.exists()


def test_a_second_editor_is_told(cast: Cast) -> None:
    client = as_user(cast.facilitator)
    client.post(address("case_add"), sent())
    url = address("case_edit", MatchingCase.objects.get().public_id)
    assert client.post(url, sent(seen="1", title="Satu")).status_code == 302
    refused = client.post(url, sent(seen="1", title="Dua"))
    assert refused.status_code == 422
    assert newest_link(address("case_detail", MatchingCase.objects.get().public_id)) in refused.text
    seen = refused.context["forms"].main["seen"].value()
    assert client.post(url, sent(seen=seen, title="Dua")).status_code == 302, "the page that came back can be saved"
    assert MatchingCase.objects.get().current.title == "Dua"


def test_the_panel_is_shown_to_who_has_ranked(cast: Cast) -> None:
    case = make_case(actor=cast.coordinator, ranked_by=1)
    client = as_user(cast.facilitator)
    url = address("case_detail", case.public_id)
    assert "Alasan k1" not in client.get(url).content.decode()
    assert "Alasan k1" in as_user(cast.coordinator).get(url).content.decode()
    rank = address("case_rank", case.public_id)
    assert client.post(rank, typed(ranking("k1", why=""))).status_code == 422
    assert client.post(rank, typed(ranking("k2", "k1", "k3"))).status_code == 302
    assert "Alasan k1" in client.get(url).content.decode()
    assert PanelRanking.objects.count() == 2


def test_a_retired_case_moves_to_its_own_list(cast: Cast) -> None:
    case = make_case(actor=cast.coordinator)
    client = as_user(cast.facilitator)
    client.post(address("case_retire", case.public_id))
    assert case.current.title not in client.get(address("case_list")).content.decode()
    assert case.current.title in client.get(address("case_list") + "?show=retired").content.decode()
    client.post(address("case_restore", case.public_id))
    assert case.current.title in client.get(address("case_list")).content.decode()


def test_the_list_costs_the_same_with_one_and_three(cast: Cast) -> None:
    make_case(actor=cast.coordinator, ranked_by=2)
    one = queries(as_user(cast.facilitator), address("case_list"))
    for _number in range(2):
        make_case(actor=cast.coordinator, ranked_by=2)
    assert queries(as_user(cast.facilitator), address("case_list")) == one


def test_who_may(cast: Cast, cohort: Cohort, enrolment: Enrolment) -> None:
    case = make_case(actor=cast.coordinator, body=make_body())
    reads = [address("case_list"), address("case_add"), address("case_detail", case.public_id)]
    reads += [address("case_edit", case.public_id), address("case_rank", case.public_id)]
    acts = [address("case_retire", case.public_id), address("case_restore", case.public_id)]
    for url in reads:
        assert status(None, "get", url) == 401
        assert status(cast.facilitator, "get", url) == 200
        for user in (enrolment.user, cast.reviewer, cast.outsider):
            assert status(user, "get", url) == 403
    for url in acts:
        assert status(None, "post", url) == 401
        assert status(enrolment.user, "post", url) == 403
        assert status(cast.facilitator, "get", url) == 405
    assert status(cast.coordinator, "get", address("case_rank", case.public_id)) == 403
    assert status(cast.coordinator, "get", address("case_detail", "000000000000")) == 404
