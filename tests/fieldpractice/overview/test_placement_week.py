"""What stands behind a cell: a page of its own, and a piece beside the map."""

from __future__ import annotations

from tests.courses.asking import as_user, queries, status
from tests.factories.fieldpractice import make_constraint
from tests.fieldpractice.overview.keeping import note, say, task_of, url
from tests.fieldpractice.practice import Practice


def test_a_week_says_exactly_what_is_in_it(practice: Practice) -> None:
    note(practice, 1)
    note(practice, 8, service=3)
    say(practice, 1)
    task_of(practice, 1)
    client = as_user(practice.cast.facilitator)
    first = client.get(url("placement_week", practice.placement.public_id, 1)).text
    assert "Catatan konseling" in first
    assert "Diketahui" in first
    assert "bimbingan" in first.lower() or "konseling jabatan" in first.lower() or "konseling" in first.lower()
    second = client.get(url("placement_week", practice.placement.public_id, 2)).text
    assert "Catatan konseling" not in second


def test_beside_the_map_it_is_a_piece_and_alone_a_page(practice: Practice) -> None:
    client, here = as_user(practice.cast.facilitator), url("placement_week", practice.placement.public_id, 2)
    assert "<html" in client.get(here).text
    piece = client.get(here, headers={"HX-Request": "true"}).text
    assert "<html" not in piece
    assert "Budi Santoso" in piece


def test_there_are_twelve(practice: Practice) -> None:
    user = practice.cast.facilitator
    codes = {n: status(user, "get", url("placement_week", practice.placement.public_id, n)) for n in (0, 1, 12, 13)}
    assert codes == {0: 404, 1: 200, 12: 200, 13: 404}


def test_a_supervisor_sees_no_forms(practice: Practice) -> None:
    task_of(practice, 1)
    page = as_user(practice.cast.supervisor).get(url("placement_week", practice.placement.public_id, 1)).text
    assert "Budi Santoso" in page
    assert "task_detail" not in page
    assert "/tasks/" not in page


def test_the_same_queries_for_every_week(practice: Practice) -> None:
    note(practice, 1)
    say(practice, 1)
    task_of(practice, 1)
    client = as_user(practice.cast.facilitator)
    counts = {queries(client, url("placement_week", practice.placement.public_id, n)) for n in (1, 5)}
    assert len(counts) == 1


def test_constraints_are_for_those_who_read_forms(practice: Practice) -> None:
    constraint = make_constraint(practice.enrolment, title="OTP hilang")
    week = url("placement_week", practice.placement.public_id, 3)
    assert constraint.title in as_user(practice.cast.facilitator).get(week).text
    assert constraint.title not in as_user(practice.cast.supervisor).get(week).text
