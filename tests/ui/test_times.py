"""Instants and days in words."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone, translation

from lms.people import clock
from lms.ui import times

NOW = datetime(2026, 3, 2, 5, tzinfo=UTC)  # Monday, 12.00 WIB


@pytest.mark.parametrize(
    ("style", "said"),
    [
        ("long", "Senin, 2 Maret 2026, 12.00 WIB"),
        ("short", "2 Mar, 12.00 WIB"),
        ("date", "Senin, 2 Maret 2026"),
        ("time", "12.00 WIB"),
        ("ago", "baru saja"),
    ],
)
def test_each_style(style: str, said: str) -> None:
    with clock.at(NOW), translation.override("id"):
        assert times.instant_in_words(NOW, style=style) == said


def test_another_year_is_named_and_the_zone_is_the_readers() -> None:
    with clock.at(NOW), translation.override("id"), timezone.override(ZoneInfo("Asia/Jayapura")):
        assert times.instant_in_words(NOW - timedelta(days=365), style="short") == "2 Mar 2025, 14.00 WIT"


def test_three_zones_name_the_other_day() -> None:
    late = datetime(2026, 3, 2, 15, 30, tzinfo=UTC)
    with clock.at(NOW), translation.override("id"):
        said = times.instant_in_words(late, style="time", zones=True)
    assert said == "22.30 WIB · 23.30 WITA · 00.30 WIT (Selasa)"


@pytest.mark.parametrize(
    ("delta", "said"),
    [
        (timedelta(seconds=59), "just now"),
        (timedelta(minutes=1), "in 1 minute"),
        (timedelta(minutes=-1), "1 minute ago"),
        (timedelta(minutes=59, seconds=59), "in 59 minutes"),
        (timedelta(hours=-5), "5 hours ago"),
        (timedelta(hours=-13), "yesterday"),
        (timedelta(days=1), "tomorrow"),
        (timedelta(days=7), "in 7 days"),
        (timedelta(days=8), "Tuesday, 10 March 2026"),
    ],
)
def test_how_long_ago_or_how_soon(delta: timedelta, said: str) -> None:
    with clock.at(NOW), translation.override("en"):
        assert times.distance_in_words(NOW + delta) == said


def test_a_machine_reads_utc() -> None:
    assert times.machine_readable(NOW.astimezone(ZoneInfo("Asia/Makassar"))) == "2026-03-02T05:00:00Z"
