"""The programme's own data: the matrix of the source document, and a plan that moves with the day."""

from __future__ import annotations

from datetime import date
from io import StringIO

import pytest
from django.core.management import call_command

from lms.people.enums import Evidence
from lms.programme.models import Activity, ActivityColumn, Deliverable, Programme
from lms.programme.services import load_plan, load_programme

pytestmark = pytest.mark.django_db
UNITS = [4, 3, 4, 7, 7, 7, 6, 6, 6, 8]


def test_ten_activities_with_the_units_of_the_source() -> None:
    programme = load_programme()
    assert [activity.columns.count() for activity in programme.activities.all()] == UNITS
    assert set(ActivityColumn.objects.filter(activity__no=2).values_list("column", flat=True)) == {
        "PASKER",
        "PTKDN",
        "BALAI",
    }
    lemlatvok = ActivityColumn.objects.filter(column="LEMLATVOK").values_list("activity__no", flat=True)
    assert sorted(lemlatvok) == [6, 10]
    first = Activity.objects.get(no=1)
    assert (first.evidence, first.title_evidence) == (Evidence.SOURCE, Evidence.INFERRED)


def test_loading_again_changes_nothing_but_words_nobody_confirmed() -> None:
    load_programme()
    Activity.objects.filter(no=1).update(title="Judul resmi", title_evidence=Evidence.CONFIRMED)
    Activity.objects.filter(no=2).update(title="Coretan")
    load_programme()
    assert Activity.objects.get(no=1).title == "Judul resmi"
    assert Activity.objects.get(no=2).title == "Penyusunan SOP KIOS SIAPkerja"
    assert (Programme.objects.count(), ActivityColumn.objects.count()) == (1, sum(UNITS))


def test_the_plan_moves_with_the_day_and_history_stays() -> None:
    programme = load_programme()
    assert load_plan(programme=programme, today=date(2026, 11, 25)) == 10
    assert Activity.objects.get(no=1).actual_until == date(2022, 3, 19)
    assert Activity.objects.get(no=8).planned_from == date(2026, 10, 13)
    assert Deliverable.objects.get(code="kendala").due_on == date(2026, 11, 21)
    assert load_plan(programme=programme, today=date(2027, 11, 25)) == 0
    assert Activity.objects.get(no=8).planned_from == date(2026, 10, 13)


def test_what_is_done_lies_before_the_plan_s_today() -> None:
    programme, today = load_programme(), date(2026, 11, 24)
    load_plan(programme=programme, today=today)
    assert not Deliverable.objects.filter(done_on__gt=today).exists()
    assert list(Activity.objects.filter(actual_until__lte=today).values_list("no", flat=True)) == [1, 2, 3, 4, 5, 6, 7]
    assert all(
        row.activity.columns.filter(column=row.column).exists() for row in Deliverable.objects.exclude(column="")
    )


def test_the_command_loads_it_for_a_site_in_production() -> None:
    said = StringIO()
    call_command("load_programme", plan=True, stdout=said)
    assert "10 activities got dates" in said.getvalue()
