"""Opening a cohort from a pack on the screen."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from courses.models import Cohort
from lms.evaluation.models import PackImport
from lms.people import clock
from tests.conftest import Cast
from tests.evaluation.packs.conftest import signed_in
from tests.factories.packs import NEXT, NOW


def url(source: PackImport) -> str:
    return reverse("evaluation:pack_import_open", args=[source.public_id])


def data(**changes: Any) -> dict[str, Any]:
    return {
        "number": 7,
        "name": "",
        "starts_on": NEXT.isoformat(),
        "capacity": 20,
        "time_zone": "Asia/Makassar",
        "venue": "Aula Dinas",
        **changes,
    }


def test_the_dates_are_shown_before_they_are_saved(cast: Cast, brought: PackImport) -> None:
    browser = signed_in(cast.coordinator)
    with clock.at(NOW):
        page = browser.get(url(brought), data()).content.decode()
        assert 'id="preview"' in page
        assert 'name="starts_on" value="2026-10-05"' in page
        assert not Cohort.objects.exists()
        answer = browser.post(url(brought), data())
    cohort = Cohort.objects.get()
    assert answer["Location"] == cohort.get_absolute_url()
    assert (cohort.number, cohort.capacity) == (7, 20)


def test_sent_twice_it_is_told_apart(cast: Cast, brought: PackImport) -> None:
    browser = signed_in(cast.coordinator)
    with clock.at(NOW):
        browser.post(url(brought), data())
        assert browser.post(url(brought), data()).status_code == 422
    assert Cohort.objects.count() == 1


@pytest.mark.parametrize(
    "changes",
    [
        {"starts_on": ""},
        {"starts_on": (NOW.date() - timedelta(days=1)).isoformat()},
        {"starts_on": "9999-12-31"},
        {"number": 0},
        {"capacity": "banyak"},
        {"time_zone": "Europe/Berlin"},
        {"venue": ""},
    ],
)
def test_bad_input_comes_back(cast: Cast, brought: PackImport, changes: dict[str, Any]) -> None:
    with clock.at(NOW):
        assert signed_in(cast.coordinator).post(url(brought), data(**changes)).status_code == 422
    assert not Cohort.objects.exists()


def test_denials(cast: Cast, brought: PackImport) -> None:
    assert signed_in(cast.facilitator).get(url(brought)).status_code == 403
    assert signed_in(cast.coordinator).put(url(brought)).status_code == 405
    PackImport.objects.filter(pk=brought.pk).update(state="refused")
    assert signed_in(cast.coordinator).get(url(brought)).status_code == 404
