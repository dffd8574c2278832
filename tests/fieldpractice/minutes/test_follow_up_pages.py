"""The follow-up board, one's own list, one follow-up."""

from __future__ import annotations

from datetime import date
from io import BytesIO

import pytest
from openpyxl import load_workbook

from fieldpractice.models import FollowUp
from fieldpractice.queries.minutes.running import could_take_on
from fieldpractice.services.minutes.follow_ups import Plan, add_follow_up
from lms.people.enums import Role
from tests.conftest import Cast
from tests.courses.asking import on_record, sent_again
from tests.factories.fieldpractice import make_constraint
from tests.factories.people import role_ended
from tests.fieldpractice.minutes.asking import address, as_user, queries, status
from tests.fieldpractice.minutes.conftest import Field


def plan(cast: Cast, field: Field, action: str = "Kirim daftar", **values: object) -> FollowUp:
    line: dict[str, object] = {"responsible": field.ayu.user, "due_on": date(2026, 9, 10), **values}
    return add_follow_up(
        actor=cast.facilitator, cohort=field.cohort, session=field.first, plan=Plan(action=action, **line), key=f"kunci-{action}"  # type: ignore[arg-type]
    )  # fmt: skip


def test_the_board_is_for_those_in_charge(cast: Cast, field: Field) -> None:
    plan(cast, field)
    for name in ("cohort_follow_ups", "follow_ups_export", "follow_up_add"):
        page = address(name, field.cohort.public_id)
        assert status(cast.facilitator, "get", page) == 200
        for user in (field.ayu.user, cast.reviewer, cast.supervisor, cast.outsider):
            assert status(user, "get", page) == 403
        assert status(None, "get", page) == 401


def test_the_board_filters_and_takes_nonsense_for_no_filter(cast: Cast, field: Field) -> None:
    row, client = plan(cast, field), as_user(cast.facilitator)
    board = address("cohort_follow_ups", field.cohort.public_id)
    for query, found in (({"late": "on"}, 1), ({"state": "done"}, 0), ({"responsible": "ay"}, 1), ({"state": "x"}, 1)):
        assert len(client.get(board, query).context["page"].object_list) == found
    assert row.action in client.get(board).content.decode()


def test_the_spreadsheet_holds_the_same_rows_as_text(cast: Cast, field: Field) -> None:
    plan(cast, field, "=1+1", responsible=None, responsible_name="Kepala Dinas")
    body = as_user(cast.facilitator).get(address("follow_ups_export", field.cohort.public_id)).content
    rows = list(load_workbook(BytesIO(body)).active.iter_rows(values_only=True))
    assert (rows[1][2], rows[1][3]) == ("=1+1", "Kepala Dinas")
    assert rows[1][6].date() == date(2026, 9, 10)


def test_the_owner_moves_it_by_one_click_and_sees_the_list(cast: Cast, field: Field) -> None:
    row, owner = plan(cast, field), as_user(field.ayu.user)
    state = address("follow_up_state", row.public_id)
    mine = address("follow_up_list")
    assert row.action in owner.get(mine).content.decode()
    assert row.action in owner.get("/dashboard/").content.decode()
    answer = owner.post(state, {"to": "done", "seen": "open", "back": mine})
    assert answer["Location"] == mine
    assert FollowUp.objects.get().state == "done"
    assert row.action not in owner.get("/dashboard/").content.decode()
    # A second click changes nothing; a move against another state than seen is a conflict.
    assert owner.post(state, {"to": "done", "seen": "open"}).status_code == 302
    assert owner.post(state, {"to": "doing", "seen": "open"}).status_code == 409


def test_leading_on_only_to_addresses_of_ours(cast: Cast, field: Field) -> None:
    row = plan(cast, field)
    state = address("follow_up_state", row.public_id)
    answer = as_user(field.ayu.user).post(state, {"to": "doing", "seen": "open", "back": "https://jahat.test/"})
    assert answer["Location"] == row.get_absolute_url()


def test_dropping_without_a_word_comes_back_with_the_page(cast: Cast, field: Field) -> None:
    row = plan(cast, field)
    answer = as_user(cast.facilitator).post(
        address("follow_up_state", row.public_id), {"to": "dropped", "seen": "open", "note": " "}
    )
    assert answer.status_code == 422
    assert FollowUp.objects.get().state == "open"
    assert status(cast.facilitator, "post", address("follow_up_state", row.public_id), to="eaten", seen="open") == 422


def test_who_sees_and_changes_which(cast: Cast, field: Field) -> None:
    row = plan(cast, field)
    page, edit = row.get_absolute_url(), address("follow_up_edit", row.public_id)
    assert status(field.ayu.user, "get", page) == 200
    assert status(field.ayu.user, "get", edit) == 403
    for user in (field.bima.user, cast.reviewer, cast.outsider):
        for one in (page, edit):
            assert status(user, "get", one) == 404
    assert status(None, "get", page) == 401
    assert status(cast.facilitator, "post", page) == 405


def test_changing_the_plan_keeps_its_history(cast: Cast, field: Field) -> None:
    row, client = plan(cast, field), as_user(cast.facilitator)
    edit = address("follow_up_edit", row.public_id)
    line = {"action": "Kirim daftar baru", "who": f"Ayu ({cast.unit.name})", "due_on": "2026-09-30", "seq": 1}
    assert client.post(edit, line).status_code == 302
    late = client.post(edit, {**line, "action": "Lain"})
    assert late.status_code == 409
    assert on_record(late) == {"action": "Kirim daftar baru"}
    row.refresh_from_db()
    assert (row.action, row.responsible, row.seq) == ("Kirim daftar baru", field.ayu.user, 2)
    assert len(client.get(row.get_absolute_url()).context["history"]) == 2
    assert client.post(edit, {**line, "seq": 2, "who": ""}).status_code == 422
    assert client.post(edit, sent_again(late)).status_code == 302, "the page that came back can be saved"
    row.refresh_from_db()
    assert row.action == "Lain"


def test_the_history_names_a_constraint_in_its_readers_words(cast: Cast, field: Field) -> None:
    row, client = plan(cast, field), as_user(cast.facilitator)
    line = {"action": row.action, "who": row.responsible_name or f"Ayu ({cast.unit.name})", "seq": 1}
    otp = make_constraint(field.ayu, title="OTP tidak masuk")
    assert (
        client.post(address("follow_up_edit", row.public_id), {**line, "constraint": otp.public_id}).status_code == 302
    )
    assert "kendala" in row.events.latest("id").note
    late = client.post(address("follow_up_edit", row.public_id), {**line, "action": "Lain"})
    assert on_record(late) == {"action": row.action, "constraint": str(otp)}
    late = client.post(
        address("follow_up_edit", row.public_id), {**line, "action": "Lain", "constraint": otp.public_id}
    )
    assert on_record(late) == {"action": row.action}


def test_planning_outside_a_session(cast: Cast, field: Field) -> None:
    add = address("follow_up_add", field.cohort.public_id)
    line = {"action": "Rapat dengan dinas", "who": "Kepala Dinas", "key": "kunci-luar"}
    assert status(cast.coordinator, "post", add, **line) == 302
    assert status(cast.coordinator, "post", add, **{**line, "action": ""}) == 422
    assert FollowUp.objects.get().session is None


@pytest.mark.parametrize("many", [1, 3])
def test_the_lists_cost_the_same_however_long(cast: Cast, field: Field, many: int) -> None:
    for number in range(many):
        plan(cast, field, f"Tugas {number}")
    assert queries(as_user(cast.facilitator), address("cohort_follow_ups", field.cohort.public_id)) == BOARD
    assert queries(as_user(field.ayu.user), address("follow_up_list")) == MINE


BOARD, MINE = 8, 5


def test_whose_role_has_ended_is_not_offered_as_responsible(cast: Cast, field: Field) -> None:
    assert cast.facilitator in could_take_on(None, field.cohort.pk)
    role_ended(cast.facilitator, Role.FACILITATOR)
    assert cast.facilitator not in could_take_on(None, field.cohort.pk)
