"""A cohort's units before and after on the screen and in the spreadsheet, and the months they are compared over."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from io import BytesIO

from django.utils.translation import override
from openpyxl import load_workbook

from lms.evaluation.figures import figure_of, figures
from lms.evaluation.indicator_exports import limits_of
from lms.evaluation.models import FollowUpWindow, UnitMonth
from lms.evaluation.queries.indicators import comparison_of
from lms.evaluation.services.indicators import set_windows
from tests.courses.asking import as_user, on_record, queries, sent_again, status
from tests.evaluation.indicators.units import BEFORE, THREE, Units, report_all, url
from tests.factories.courses import make_cohort


def grown(units: Units) -> None:
    """Three units, placing 10, 11 and 12 more a month."""
    for number, unit in enumerate([units.unit, *units.others(2)]):
        report_all(units, unit, BEFORE, placed=20)
        report_all(units, unit, THREE, placed=30 + number)


def test_who_sees_it(units: Units) -> None:
    cast = units.cast
    for name in ("cohort_indicators", "cohort_indicators_xlsx"):
        here = url(name, units.cohort.public_id)
        assert status(None, "get", here) == 401
        for user in (units.enrolment.user, cast.supervisor, cast.unit_contact, cast.outsider):
            assert status(user, "get", here) == 403
        for user in (cast.admin, cast.coordinator, cast.facilitator, cast.reviewer):
            assert status(user, "get", here) == 200
        elsewhere = make_cohort(actor=cast.coordinator)
        assert status(cast.facilitator, "get", url(name, elsewhere.public_id)) == 404
        assert status(cast.coordinator, "post", here) == 405


def test_the_difference_stands_with_its_interval_and_its_limits(units: Units) -> None:
    grown(units)
    page = as_user(units.cast.coordinator).get(url("cohort_indicators", units.cohort.public_id)).text
    row = re.search(r"Pencari kerja ditempatkan.*?</tr>", page, re.DOTALL)
    assert row is not None
    assert "+11,00" in row[0]
    assert "+8,52 sampai +13,48" in row[0]
    assert 'id="limits"' in page
    assert "not over yet" not in page


def test_a_reviewer_gets_its_own_row_of_pages(units: Units) -> None:
    page = as_user(units.cast.reviewer).get(url("cohort_indicators", units.cohort.public_id)).text
    assert url("teaching_detail", units.cohort.public_id) in page
    assert url("follow_up_edit", units.cohort.public_id) not in page
    assert "Budi Santoso" not in page


def test_a_facilitator_is_not_led_to_a_page_that_is_shut(units: Units) -> None:
    here, unit = url("cohort_indicators", units.cohort.public_id), url("indicator_unit", units.unit.public_id)
    assert unit in as_user(units.cast.coordinator).get(here).text
    page = as_user(units.cast.facilitator).get(here).text
    assert units.unit.name in page
    assert unit not in page


def test_an_indicator_says_of_how_many_units_it_speaks(units: Units) -> None:
    grown(units)
    UnitMonth.objects.filter(work_unit=units.unit, month=THREE[0]).update(placed=None)
    page = as_user(units.cast.coordinator).get(url("cohort_indicators", units.cohort.public_id)).text
    assert "2 dari 3 unit" in page
    assert "(pencari kerja ditempatkan)" in page


def test_the_season_is_no_limit_where_the_same_months_are_compared(units: Units) -> None:
    def season() -> bool:
        return any("season shows" in words for words in limits_of(comparison_of(units.cohort)))

    with override("en"):
        assert season()
        set_windows(
            actor=units.cast.coordinator, cohort=units.cohort, baseline_from=date(2025, 8, 1), after_from=THREE[0],
            reason="Musim yang sama", seen=0,
        )  # fmt: skip
        assert not season()


def test_without_figures_it_says_what_is_missing(units: Units) -> None:
    page = as_user(units.cast.coordinator).get(url("cohort_indicators", units.cohort.public_id)).text
    assert 'id="gaps"' in page
    assert units.unit.name in page


def test_it_costs_the_same_for_one_unit_and_for_three(units: Units) -> None:
    client, here = as_user(units.cast.coordinator), url("cohort_indicators", units.cohort.public_id)
    report_all(units, units.unit, BEFORE + THREE)
    one = queries(client, here)
    for unit in units.others(2):
        report_all(units, unit, BEFORE + THREE)
    assert queries(client, here) == one


def test_screen_spreadsheet_and_report_have_one_figure(units: Units) -> None:
    grown(units)
    figure = figure_of("indicator.placed.3")
    assert figure is not None
    reading = figure.read(units.cohort)
    assert (reading.value, reading.n, reading.of, reading.spread) == (Decimal("11.00"), 3, 3, Decimal("1.00"))
    answer = as_user(units.cast.coordinator).get(url("cohort_indicators_xlsx", units.cohort.public_id))
    summary, by_unit, months, limits = load_workbook(BytesIO(answer.content)).worksheets
    (row,) = [
        [cell.value for cell in line]
        for line in summary.iter_rows()
        if line[0].value == "Pencari kerja ditempatkan" and line[2].value == "Tiga bulan sesudah"
    ]
    assert [Decimal(str(value)).quantize(Decimal("0.01")) for value in row[6:10]] == [
        reading.value, reading.low, reading.high, reading.spread,
    ]  # fmt: skip
    assert (by_unit.max_row, months.max_row) == (1 + 9 * 2 * 3, 1 + 3 * 6)
    assert limits.max_row > 5
    lines = list(figure.rows(units.cohort).lines)
    assert sum(line[3] for line in lines) / len(lines) == reading.value


def test_a_figure_without_rows_says_why(units: Units) -> None:
    for figure in figures():
        if figure.key.startswith(("indicator.", "competency.")):
            reading = figure.read(units.cohort)
            assert reading.value is None, figure.key
            assert str(reading.why), figure.key
            list(figure.rows(units.cohort).lines)
            with override("en"):
                assert "%(" not in str(figure.title)
            assert figure.href is not None
            assert figure.href(units.cohort).startswith("/evaluation/")


# --- The months ---


def test_who_decides_on_the_months(units: Units) -> None:
    here, cast = url("follow_up_edit", units.cohort.public_id), units.cast
    assert status(None, "get", here) == 401
    for user in (cast.facilitator, cast.reviewer, cast.supervisor, cast.outsider):
        assert status(user, "get", here) == 403
        assert status(user, "post", here) == 403
    assert status(cast.coordinator, "delete", here) == 405


def test_other_months_are_chosen_with_a_reason(units: Units) -> None:
    client, here = as_user(units.cast.coordinator), url("follow_up_edit", units.cohort.public_id)
    typed = {"baseline_from": "2025-12-01", "after_from": "2026-09-01", "reason": "Puasa dan Idulfitri", "seen": "0"}
    assert client.get(here).status_code == 200
    assert client.post(here, typed | {"reason": ""}).status_code == 422
    assert client.post(here, typed | {"after_from": "2026-01-01"}).status_code == 422
    assert client.post(here, typed | {"after_from": "kemarin"}).status_code == 422
    assert client.post(here, typed)["Location"] == url("cohort_indicators", units.cohort.public_id)
    late = client.post(here, typed | {"after_from": "2026-10-01"})
    assert late.status_code == 409
    assert on_record(late) == {"after_from": "September 2026"}
    assert FollowUpWindow.objects.count() == 1
    assert client.post(here, sent_again(late)).status_code == 302, "the page that came back can be saved"
    assert "Puasa dan Idulfitri" in client.get(url("cohort_indicators", units.cohort.public_id)).text
