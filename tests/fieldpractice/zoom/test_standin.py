"""The practice server itself: its memory, its pages, what it refuses."""

from __future__ import annotations

from pathlib import Path

import pytest
import requests

from fieldpractice import zoom
from fieldpractice.standin.server import running
from fieldpractice.standin.state import State
from tests.fieldpractice.zoom.test_client import guests, wish


def test_it_remembers_after_a_restart(tmp_path: Path, standin: State) -> None:
    standin.snapshot = tmp_path / "zoom.json"
    meeting = zoom.current().create_meeting(wish())
    zoom.current().add_registrants(meeting.id, guests(2))
    again = State(snapshot=tmp_path / "zoom.json")
    assert again.meetings == standin.meetings
    assert len(again.registrants_of(str(meeting.id))) == 2


def test_a_join_link_leads_to_a_page_that_says_practice(standin: State) -> None:
    meeting = zoom.current().create_meeting(wish())
    link = zoom.current().add_registrants(meeting.id, guests(1))[0].join_url
    page = requests.get(link, timeout=5)
    assert page.status_code == 200
    assert "Mode latihan" in page.text
    assert "Peserta 1" in page.text
    assert requests.get(link.replace("tk=", "tk=x"), timeout=5).status_code == 404
    assert "Mode latihan" in requests.get(zoom.current().start_url(meeting.id), timeout=5).text


def test_what_it_does_not_know_and_what_it_may_not(standin: State) -> None:
    bearer = {"Authorization": f"Bearer {zoom.current().token().value}"}
    assert requests.get(f"{standin.base_url}/v2/nothing", headers=bearer, timeout=5).status_code == 404
    assert requests.put(f"{standin.base_url}/v2/meetings/1", headers=bearer, timeout=5).status_code == 405
    assert requests.get(f"{standin.base_url}/v2/meetings/1", timeout=5).json()["code"] == 124


def test_thirty_at_once_and_only_with_registration(standin: State) -> None:
    meeting = zoom.current().create_meeting(wish())
    bearer = {"Authorization": f"Bearer {zoom.current().token().value}"}
    url = f"{standin.base_url}/v2/meetings/{meeting.id}/batch_registrants"
    people = [{"email": one.email, "first_name": "P"} for one in guests(31)]
    assert requests.post(url, json={"registrants": people}, headers=bearer, timeout=5).status_code == 400
    standin.meetings[str(meeting.id)]["settings"]["approval_type"] = 2
    assert requests.post(url, json={"registrants": people[:1]}, headers=bearer, timeout=5).status_code == 404


def test_two_stand_beside_each_other() -> None:
    with running() as one, running() as other:
        assert one.state.base_url != other.state.base_url


def test_a_failure_nobody_knows() -> None:
    with pytest.raises(ValueError, match="no failure"):
        State().fail("sulk")
