"""The logbook's pages: noted with and without a module, both devices shown, weeks, totals, weight, queries."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler

from courses.services import enrolments
from fieldpractice.models import LogbookEntry
from fieldpractice.queries.logbook import entries_of, week_row
from fieldpractice.services.logbook import strike_entry
from fieldpractice.services.placements import add_pause
from fieldpractice.services.supervision import confirm_week
from tests.bench.browser import Browser
from tests.bench.markup import Markup
from tests.conftest import Cast
from tests.fieldpractice.asking import address, as_user, queries, status
from tests.fieldpractice.practice import Practice, day, fresh, note

BOOK = "/logbook/"


def typed(**values: Any) -> dict[str, Any]:
    fields = {"day": day(14).isoformat(), "service": "4", "served": "3", "hours": "2.5", "note": "", "key": "k1"}
    return fields | values


def send(practice: Practice, **values: Any) -> Any:
    """What the page's module sends."""
    client = as_user(practice.user)
    fields = {
        "key": "k1",
        "seq": None,
        "day": day(14).isoformat(),
        "service": 4,
        "served": 3,
        "hours": "2.5",
        "note": "",
    }
    body = json.dumps(fields | values)
    return client.post(address("logbook_sync"), body, content_type="application/json")


def test_a_day_is_noted_by_the_plain_form(practice: Practice) -> None:
    client = as_user(practice.user)
    page = client.get(BOOK)
    assert page["X-Padan-Person"] == practice.user.public_id
    assert page["Cache-Control"] == "private, no-store"
    for _twice in range(2):
        assert client.post(BOOK, typed()).status_code == 302
    entry = LogbookEntry.objects.get()
    assert (entry.day, entry.served, str(entry.hours)) == (day(14), 3, "2.50")


def test_what_is_wrong_comes_back_with_what_was_typed(practice: Practice) -> None:
    client = as_user(practice.user)
    for wrong in (
        {"day": day(15).isoformat()},
        {"hours": "25"},
        {"hours": "banyak"},
        {"service": ""},
        {"service": "9"},
        {"served": "-1"},
        {"day": "kemarin"},
    ):
        answer = client.post(BOOK, typed(note="Kiosk macet", **wrong))
        assert answer.status_code == 422
        assert "Kiosk macet" in answer.content.decode()
    assert not LogbookEntry.objects.exists()


def test_another_device_was_first_both_are_shown_and_saved_again_it_is_replaced(practice: Practice) -> None:
    note(practice, 14, served=9, client_key="komputer")
    client = as_user(practice.user)
    answer = client.post(BOOK, typed(served="5"))
    assert answer.status_code == 409
    assert answer.context["form"].theirs.served == 9
    seen = {name: answer.context["form"].data[name] for name in ("key", "seq")}
    assert client.post(BOOK, typed(served="5", **seen)).status_code == 302
    assert LogbookEntry.objects.get().served == 5


def test_the_module_sends_and_sends_again(practice: Practice) -> None:
    first = send(practice)
    assert (first.status_code, first.json()["kept"]["seq"]) == (200, 1)
    assert send(practice).json() == first.json()
    other = send(practice, key="k2", served=8)
    assert (other.status_code, other.json()["theirs"]["served"]) == (409, 3)
    assert send(practice, key="k1", seq=1, served=8).json()["kept"]["served"] == 8
    assert send(practice, day=day(15).isoformat(), key="k3").status_code == 422


def test_what_was_struck_out_elsewhere_is_noted_anew(practice: Practice) -> None:
    entry = note(practice, 14)
    strike_entry(actor=practice.user, entry=entry, seq=1)
    answer = send(practice, key=entry.client_key, seq=1, served=8)
    assert (answer.status_code, answer.json()["theirs"]["struck"]) == (409, True)
    client = as_user(practice.user)
    form = client.post(BOOK, typed(key=entry.client_key, seq="1", served="8")).context["form"]
    fresh_key = {name: form.data[name] for name in ("key", "seq")}
    assert client.post(BOOK, typed(served="8", **fresh_key)).status_code == 302
    assert entries_of(practice.placement).get().served == 8


def test_a_change_of_a_week_spoken_of_asks_why_and_takes_the_answer(practice: Practice) -> None:
    entry = note(practice, 2)
    row = week_row(fresh(practice.placement), 1)
    assert row is not None
    confirm_week(actor=practice.cast.supervisor, placement=practice.placement, week=1, verdict="seen", seen=row.digest)
    change = {"key": entry.client_key, "seq": 1, "day": day(2).isoformat(), "served": 8}
    answer = send(practice, **change)
    assert (answer.status_code, answer.json()["why"]) == (422, True)
    page = as_user(practice.user).post(BOOK, typed(**change))
    assert (page.status_code, 'name="reason"' in page.content.decode()) == (422, True)
    assert send(practice, **change, reason="Salah hitung").status_code == 200
    assert entries_of(practice.placement).get().served == 8


def test_somebody_else_who_signed_in_on_the_phone_does_not_get_the_entry(practice: Practice) -> None:
    answer = send(practice, person="somebodyelse")
    assert (answer.status_code, answer.json()["signin"]) == (403, True)
    assert not LogbookEntry.objects.exists()
    assert send(practice, person=practice.user.public_id).status_code == 200


def test_what_is_noted_during_a_rest_is_shown(practice: Practice) -> None:
    days = {"starts_on": day(14), "ends_on": day(20)}
    add_pause(actor=practice.cast.coordinator, placement=practice.placement, kind="leave", reason="Cuti", **days)
    entry = note(practice, 14)
    client = as_user(practice.user)
    assert address("entry_edit", entry.public_id) in client.get(BOOK).content.decode()
    assert address("entry_edit", entry.public_id) in client.get(address("logbook_week", 3)).content.decode()


@pytest.mark.parametrize(
    "body",
    [
        "",
        "[]",
        "{}",
        '{"day": 1}',
        '{"key": "", "day": "2026-09-14", "service": 4, "served": 1, "hours": 1}',
        '{"key": "k", "day": "2026-19-14", "service": 4, "served": 1, "hours": 1}',
        '{"key": "k", "day": "2026-09-14", "service": "x", "served": 1, "hours": 1}',
        '{"key": "k", "day": "2026-09-14", "service": 4, "served": 1e400, "hours": 1}',
        '{"key": "k", "day": "2026-09-14", "service": 4, "served": 1, "hours": "NaN"}',
        '{"key": "k", "day": "2026-09-14", "service": 4, "served": 1, "hours": 1, "seq": "two"}',
        '{"key": "k", "day": "2026-09-14", "service": 4, "served": 1, "hours": 1, "note": {}}',
    ],
)
def test_words_the_site_does_not_know(practice: Practice, body: str) -> None:
    answer = as_user(practice.user).post(address("logbook_sync"), body, content_type="application/json")
    assert (answer.status_code, "refused" in answer.json()) == (400, True)
    assert not LogbookEntry.objects.exists()


def test_an_entry_is_changed_and_struck_out(practice: Practice) -> None:
    entry = note(practice, 14)
    client, url = as_user(practice.user), address("entry_edit", entry.public_id)
    assert client.get(url).status_code == 200
    assert client.post(url, typed(key=entry.client_key, seq="1", hours="6")).status_code == 302
    # The second tab still has the first version.
    assert client.post(url, typed(key=entry.client_key, seq="1", hours="7")).status_code == 409
    strike = address("entry_strike", entry.public_id)
    assert client.post(strike, {"seq": "1"}).status_code == 302
    assert entries_of(practice.placement).count() == 1
    assert client.post(strike, {"seq": "2"}).status_code == 302
    assert entries_of(practice.placement).count() == 0
    page = client.get(address("logbook_week", 3)).content.decode()
    assert "6" in page


def test_before_the_placement_and_after_leaving_there_is_no_logbook(practice: Practice, cast: Cast) -> None:
    entry = note(practice, 14)
    enrolments.withdraw(actor=cast.coordinator, enrolment=practice.enrolment, reason="Pindah")
    client = as_user(practice.user)
    assert client.get(address("entry_edit", entry.public_id)).status_code in {403, 404}
    assert send(practice, key="k9").status_code in {403, 404}
    assert LogbookEntry.objects.count() == 1


def test_weeks_to_come_and_none_are_not_found(practice: Practice) -> None:
    for number in (0, 4, 13, 99):
        assert status(practice.user, "get", address("logbook_week", number)) == 404
    assert status(practice.user, "get", address("logbook_week", 3)) == 200


def test_totals_are_for_the_cohorts_staff(practice: Practice, cast: Cast) -> None:
    note(practice, 14, hours="7.5")
    url = address("cohort_logbook", practice.cohort.public_id)
    page = as_user(cast.facilitator).get(url)
    practice.enrolment.refresh_from_db()
    assert (page.context["total"].hours, page.context["jp"]) == (7.5, practice.enrolment.field_jp)
    assert status(practice.user, "get", url) == 403


def test_the_logbook_costs_the_same_with_one_day_and_with_ten(practice: Practice) -> None:
    client = as_user(practice.user)
    note(practice, 0)
    one = queries(client, BOOK)
    for number in range(1, 11):
        note(practice, number)
    assert queries(client, BOOK) == one


def test_the_page_is_light(practice: Practice, application: WSGIHandler) -> None:
    """At most 60 KB cold and eight requests, the module and what it brings counted in."""
    for number in range(14):
        note(practice, number, note="Antrean panjang pada pagi hari.")
    name = settings.SESSION_COOKIE_NAME
    browser = Browser(application, {name: as_user(practice.user).cookies[name].value})
    found, text, reached = browser.read(BOOK)
    assert (found, reached) == (200, BOOK)
    parts = {*Markup(text).parts, "/static/assignments/carry.js"}
    weight = len(browser.call(BOOK).body) + sum(len(browser.call(part).body) for part in parts)
    assert len(parts) + 1 <= 8
    assert weight <= 60 * 1024
