"""Figures of the units on the screen: the list, one unit, a month to report."""

from __future__ import annotations

from datetime import date
from io import BytesIO

import pytest
from openpyxl import load_workbook

from lms.evaluation.models import UnitMonth
from lms.people.enums import Role
from tests.courses.asking import as_user, queries, status
from tests.evaluation.indicators.units import BEFORE, THREE, Units, report, report_all, url
from tests.factories.people import give_role, make_unit

TYPED = {"registered": "100", "placed": "20", "days_to_fill": "21.5", "seq": "0", "note": "Bursa kerja"}


def edit(units: Units, month: date = THREE[0]) -> str:
    return url("indicator_edit", units.unit.public_id, month.year, month.month)


def test_who_opens_the_list(units: Units) -> None:
    cast, here = units.cast, url("indicator_list")
    assert status(None, "get", here) == 401
    for user in (units.enrolment.user, cast.facilitator, cast.outsider):
        assert status(user, "get", here) == 403
    for user in (cast.admin, cast.coordinator, cast.reviewer, cast.supervisor, cast.unit_contact):
        assert status(user, "get", here) == 200
    assert status(cast.coordinator, "post", here) == 405


def test_the_list_says_what_is_missing(units: Units) -> None:
    report_all(units, units.unit, BEFORE)
    elsewhere = make_unit()
    page = as_user(units.contact).get(url("indicator_list")).text
    assert "3 bulan belum dilaporkan" in page
    assert "Agustus 2026" in page
    assert elsewhere.name not in page
    # Without participants and figures a unit stands in the whole list alone.
    assert elsewhere.name not in as_user(units.cast.reviewer).get(url("indicator_list")).text
    assert elsewhere.name in as_user(units.cast.reviewer).get(url("indicator_list") + "?show=all").text


def test_the_list_as_a_spreadsheet(units: Units) -> None:
    report_all(units, units.unit, BEFORE)
    report(units, units.unit, THREE[0], placed=None)
    make_unit(name="Kios jauh")
    answer = as_user(units.contact).get(url("indicator_list_xlsx"))
    rows = [list(row) for row in load_workbook(BytesIO(answer.content)).worksheets[0].values]
    assert rows[1] == [
        units.unit.name, "Angkatan 1", "Agustus 2026", "September 2026, Oktober 2026", "Agustus 2026",
    ]  # fmt: skip
    assert len(rows) == 2
    whole = as_user(units.cast.reviewer).get(url("indicator_list_xlsx") + "?show=all")
    assert "Kios jauh" in [row[0] for row in load_workbook(BytesIO(whole.content)).worksheets[0].values]
    for user in (units.enrolment.user, units.cast.facilitator, units.cast.outsider):
        assert status(user, "get", url("indicator_list_xlsx")) == 403
    assert url("indicator_list_xlsx") in as_user(units.contact).get(url("indicator_list")).text


def test_a_month_that_is_not_whole_is_marked(units: Units) -> None:
    report_all(units, units.unit, BEFORE + THREE)
    assert "lengkap sampai kini" in as_user(units.contact).get(url("indicator_list")).text
    UnitMonth.objects.filter(month=THREE[0]).update(placed=None)
    page = as_user(units.contact).get(url("indicator_list")).text
    assert "Agustus 2026 (belum utuh)" in page


@pytest.mark.parametrize("who", ["unit_contact", "supervisor"])
def test_who_looks_after_a_unit_finds_its_figures_at_any_time(units: Units, who: str) -> None:
    page = as_user(getattr(units.cast, who)).get("/dashboard/").text
    assert f'href="{url("indicator_list")}"' in page


def test_the_list_costs_the_same_for_one_unit_and_for_three(units: Units) -> None:
    client, here = as_user(units.cast.coordinator), url("indicator_list")
    report(units, units.unit, BEFORE[0])
    one = queries(client, here)
    for unit in units.others(2):
        report(units, unit, BEFORE[0])
    assert queries(client, here) == one


def test_a_unit_month_by_month(units: Units) -> None:
    report(units, units.unit, THREE[0], placed=0)
    here = url("indicator_unit", units.unit.public_id)
    page = as_user(units.contact).get(here).text
    assert 'role="img"' in page
    assert edit(units) in page
    # Its supervisor reads and does not report.
    assert edit(units) not in as_user(units.cast.supervisor).get(here).text
    give_role(units.cast.outsider, Role.UNIT_CONTACT, work_unit=make_unit())
    assert status(units.cast.outsider, "get", here) == 404
    assert status(units.contact, "get", url("indicator_unit", "000000000000")) == 404
    assert status(units.contact, "post", here) == 405


def test_a_unit_costs_the_same_with_one_month_and_with_three(units: Units) -> None:
    client, here = as_user(units.contact), url("indicator_unit", units.unit.public_id)
    report(units, units.unit, THREE[0])
    one = queries(client, here)
    report_all(units, units.unit, THREE[1:])
    assert queries(client, here) == one


def test_a_contact_reports_a_month(units: Units) -> None:
    client = as_user(units.contact)
    assert client.get(edit(units)).status_code == 200
    answer = client.post(edit(units), TYPED)
    assert answer["Location"] == url("indicator_unit", units.unit.public_id)
    row = UnitMonth.objects.get()
    assert (row.registered, row.counselled, row.note, row.changed_by) == (100, None, "Bursa kerja", units.contact)


def test_who_may_report(units: Units) -> None:
    cast = units.cast
    assert status(None, "post", edit(units), **TYPED) == 401
    for user in (cast.supervisor, cast.reviewer, cast.facilitator, cast.outsider):
        assert status(user, "post", edit(units), **TYPED) == 403
        assert status(user, "get", edit(units)) == 403
    give_role(cast.outsider, Role.UNIT_CONTACT, work_unit=make_unit())
    assert status(cast.outsider, "post", edit(units), **TYPED) == 404
    assert status(cast.coordinator, "put", edit(units)) == 405
    assert not UnitMonth.objects.exists()


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"seq": "0"}, "Isi sedikitnya satu angka"),
        ({"seq": "0", "placed": "-1"}, "error"),
        ({"seq": "0", "placed": "1.5"}, "error"),
        ({"seq": "x", "placed": "1"}, "error"),
    ],
)
def test_what_cannot_be_comes_back_with_what_was_typed(units: Units, typed: dict[str, str], words: str) -> None:
    answer = as_user(units.contact).post(edit(units), typed)
    assert answer.status_code == 422
    assert words in answer.text
    assert not UnitMonth.objects.exists()


@pytest.mark.parametrize("number", [0, 13])
def test_a_month_that_is_none_is_not_there(units: Units, number: int) -> None:
    assert status(units.contact, "get", url("indicator_edit", units.unit.public_id, 2026, number)) == 404


def test_a_month_that_is_not_over_says_so_and_takes_nothing(units: Units) -> None:
    client = as_user(units.contact)
    assert 'name="placed"' not in client.get(edit(units, date(2026, 11, 1))).text
    assert client.post(edit(units, date(2026, 11, 1)), TYPED).status_code == 422


def test_a_correction_wants_a_reason_and_shows_how_it_came_about(units: Units) -> None:
    row = report(units, units.unit, THREE[0])
    client = as_user(units.contact)
    typed = {
        "registered": "100",
        "counselled": "40",
        "referred": "30",
        "placed": "25",
        "vacancies": "50",
        "filled": "20",
    }
    typed |= {"days_to_fill": "21.0", "seq": str(row.seq)}
    answer = client.post(edit(units), typed)
    assert answer.status_code == 422
    assert 'value="25"' in answer.text
    assert client.post(edit(units), typed | {"reason": "Rekap bulanan diperbaiki"}).status_code == 302
    page = client.get(edit(units)).text
    assert "Rekap bulanan diperbaiki" in page
    assert "20 →" in page
    # A change of the remark alone is told too.
    row.refresh_from_db()
    client.post(edit(units), typed | {"seq": str(row.seq), "note": "Bursa kerja di kampus", "reason": ""})
    assert "Bursa kerja di kampus" in client.get(edit(units)).text.split('id="changes"')[1]


def test_who_comes_second_sees_what_stands_there_and_can_keep_the_own(units: Units) -> None:
    row = report(units, units.unit, THREE[0])
    client, typed = as_user(units.contact), {"registered": "7", "seq": str(row.seq), "reason": "Satu"}
    assert client.post(edit(units), typed).status_code == 302
    second = client.post(edit(units), typed | {"registered": "8", "reason": "Dua"})
    assert second.status_code == 409
    assert 'name="seq" value="2"' in second.text
    assert 'value="8"' in second.text
    assert client.post(edit(units), typed | {"registered": "8", "reason": "Dua", "seq": "2"}).status_code == 302
    assert UnitMonth.objects.get().registered == 8


def test_a_home_says_what_is_missing(units: Units) -> None:
    page = as_user(units.contact).get("/dashboard/").text
    assert 'id="indicators"' in page
    report_all(units, units.unit, BEFORE + THREE)
    assert 'id="indicators"' not in as_user(units.contact).get("/dashboard/").text


def test_the_home_of_a_participant_leads_to_the_portfolio(units: Units) -> None:
    assert url("portfolio_list") in as_user(units.enrolment.user).get("/dashboard/").text
