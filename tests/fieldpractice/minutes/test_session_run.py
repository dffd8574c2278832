"""The one screen of a session: for those who lead it, with and without a script."""

from __future__ import annotations

import pytest

from fieldpractice.enums import MinutesKind, QueueState
from fieldpractice.models import ConstraintEvent, FollowUp, MinutesItem, QueueMark
from fieldpractice.services.minutes.items import change_item, write_item
from tests.conftest import Cast
from tests.factories.fieldpractice import make_constraint, make_session
from tests.fieldpractice.minutes.asking import address, as_user, queries, send, status
from tests.fieldpractice.minutes.conftest import Field

NOTE = {"kind": "note", "text": "Kios ramai", "key": "kunci-satu"}


@pytest.fixture
def item(cast: Cast, field: Field) -> MinutesItem:
    return write_item(actor=cast.facilitator, session=field.session, **NOTE)


def test_it_shows_agenda_queue_people_minutes_and_plan(cast: Cast, field: Field, item: MinutesItem) -> None:
    make_constraint(field.ayu, title="OTP tidak masuk")
    page = as_user(cast.facilitator).get(address("session_run", field.session.public_id)).content.decode()
    for words in ("Kabar dari unit", "OTP tidak masuk", "Kios ramai", "Ayu", "Bima"):
        assert words in page


def test_only_those_who_lead_it_open_it(cast: Cast, field: Field) -> None:
    page = address("session_run", field.session.public_id)
    assert status(cast.coordinator, "get", page) == 200
    for user in (field.ayu.user, cast.reviewer, cast.supervisor, cast.outsider):
        assert status(user, "get", page) == 403
    assert status(None, "get", page) == 401
    assert status(cast.facilitator, "post", page) == 405
    elsewhere = make_session(field.cohort, actor=cast.coordinator)
    field.cohort.facilitators.all().delete()
    assert status(cast.facilitator, "get", address("session_run", elsewhere.public_id)) == 404


def test_a_line_by_a_plain_form_and_by_the_script(cast: Cast, field: Field) -> None:
    add, client = address("minutes_item_add", field.session.public_id), as_user(cast.facilitator)
    answer = client.post(add, NOTE)
    assert answer["Location"] == address("session_run", field.session.public_id) + "#minutes"
    assert send(client, add, **NOTE) == (200, {"id": MinutesItem.objects.get().public_id, "seq": 1})
    assert MinutesItem.objects.count() == 1


def test_an_empty_line_comes_back_with_what_was_typed(cast: Cast, field: Field) -> None:
    add, client = address("minutes_item_add", field.session.public_id), as_user(cast.facilitator)
    answer = client.post(add, {**NOTE, "text": "  ", "kind": "decision"})
    assert answer.status_code == 422
    assert answer.context["item_form"]["kind"].value() == "decision"
    code, told = send(client, add, **{**NOTE, "text": ""})
    assert (code, bool(told["refused"])) == (422, True)
    for wrong in ({"kind": "poem"}, {"key": ""}):
        assert send(client, add, **{**NOTE, **wrong})[0] == 422


def test_the_second_writer_gets_both_texts(cast: Cast, field: Field, item: MinutesItem) -> None:
    edit = address("minutes_item_edit", field.session.public_id, item.public_id)
    change_item(actor=cast.facilitator, item=item, text="Teks fasilitator", seq=1)
    mine = {"kind": "note", "text": "Teks penyelenggara", "seq": 1}
    client = as_user(cast.coordinator)
    code, told = send(client, edit, **mine)
    assert code == 409
    assert (told["theirs"], told["seq"], told["by"]) == ("Teks fasilitator", 2, str(cast.facilitator))
    page = client.post(edit, mine)
    assert page.status_code == 409
    assert "Teks fasilitator" in page.content.decode()
    assert "Teks penyelenggara" in page.content.decode()
    # The page asks against what is there now: sending it again is the choice.
    assert 'name="seq" value="2"' in page.content.decode()
    assert client.post(edit, {**mine, "seq": 2}).status_code == 302
    assert MinutesItem.objects.get().text == "Teks penyelenggara"


def test_a_line_is_struck_out(cast: Cast, field: Field, item: MinutesItem) -> None:
    strike = address("minutes_item_strike", field.session.public_id, item.public_id)
    assert send(as_user(cast.coordinator), strike, seq=9)[0] == 409
    assert status(cast.coordinator, "post", strike, seq=1) == 302
    assert MinutesItem.objects.get().struck_at
    edit = address("minutes_item_edit", field.session.public_id, item.public_id)
    assert send(as_user(cast.coordinator), edit, kind="note", text="Lagi", seq=2)[0] == 422


def test_a_line_of_another_session_is_not_found(cast: Cast, field: Field, item: MinutesItem) -> None:
    for name in ("minutes_item_edit", "minutes_item_strike"):
        assert status(cast.facilitator, "post", address(name, field.first.public_id, item.public_id)) == 404


def test_the_queue_is_worked_from_the_screen(cast: Cast, field: Field) -> None:
    constraint = make_constraint(field.ayu, title="OTP tidak masuk")
    mark, client = address("queue_mark", field.session.public_id, constraint.public_id), as_user(cast.facilitator)
    key = {"key": "kunci-otp"}
    assert client.post(mark, {"to": "now", **key}).status_code == 302
    assert client.post(mark, {"to": "discussed", **key}).status_code == 422
    assert client.post(mark, {"to": "discussed", "note": "Pakai surel", **key}).status_code == 302
    assert QueueMark.objects.get().state == QueueState.DISCUSSED
    assert ConstraintEvent.objects.filter(session=field.session).count() == 1
    assert client.post(mark, {"to": "eaten", **key}).status_code == 422


def test_a_follow_up_in_one_line(cast: Cast, field: Field) -> None:
    add, client = address("session_follow_up", field.session.public_id), as_user(cast.facilitator)
    line = {
        "action": "Kirim daftar lowongan",
        "who": f"Ayu ({cast.unit.name})",
        "due_on": "25/09/2026",
        "key": "kunci-rtl",
    }
    for _ in range(2):
        assert client.post(add, line).status_code == 302
    row = FollowUp.objects.get()
    assert (row.responsible, row.session, f"{row.due_on}") == (field.ayu.user, field.session, "2026-09-25")
    assert client.post(add, {**line, "who": "Kepala Dinas", "key": "kunci-dua"}).status_code == 302
    assert FollowUp.objects.get(responsible=None).who == "Kepala Dinas"
    refused = client.post(add, {**line, "action": "", "due_on": "kapan", "key": "kunci-tiga"})
    assert refused.status_code == 422
    assert refused.context["follow_up_form"]["who"].value() == line["who"]


def test_a_name_that_several_have_must_be_chosen_with_the_unit(cast: Cast, field: Field) -> None:
    field.bima.user.name = "Ayu"
    field.bima.user.save()
    add = address("session_follow_up", field.session.public_id)
    line = {"action": "Kirim", "who": "ayu", "key": "kunci-rtl"}
    assert send(as_user(cast.facilitator), add, **line)[0] == 422
    assert not FollowUp.objects.exists()


def test_what_others_did_is_served_in_pieces(cast: Cast, field: Field, item: MinutesItem) -> None:
    live = address("session_live", field.session.public_id)
    page = as_user(cast.coordinator).get(live).content.decode()
    assert f'data-item="{item.public_id}" data-seq="1"' in page
    assert "<html" not in page
    assert status(field.ayu.user, "get", live) == 403


@pytest.mark.parametrize("many", [1, 3])
def test_it_costs_the_same_however_much_was_written(cast: Cast, field: Field, many: int) -> None:
    for number in range(many):
        make_constraint(field.ayu)
        write_item(
            actor=cast.facilitator, session=field.session, kind=MinutesKind.NOTE, text="Isi", key=f"kunci-{number:03}"
        )
    client = as_user(cast.facilitator)
    assert queries(client, address("session_run", field.session.public_id)) == RUN
    assert queries(client, address("session_live", field.session.public_id)) == LIVE


RUN, LIVE = 17, 15
