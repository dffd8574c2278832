"""A radar: true places, nothing invented for what is missing, and the figures as a table."""

from __future__ import annotations

from math import hypot

import pytest
from django.template import Context, Template
from django.utils.translation import override

from lms.ui import charts
from lms.ui.props import WrongProp

AXES = [{"label": name} for name in ("Satu", "Dua", "Tiga", "Empat")]
TAG = "{% load ui %}{% radar_chart title='Kompetensi' desc='Dua kali' axes=axes series=series axis_label='Sisi' note_label='Selisih' top=top %}"


def drawn(*values: float | None, top: float | None = 4) -> charts.Web:
    return charts.radar(AXES, [{"name": "x", "values": list(values)}], top)["webs"][0]  # type: ignore[no-any-return]


def page(axes: object = AXES, **values: list[float | None]) -> str:
    series = [{"name": name, "values": row} for name, row in values.items()]
    return Template(TAG).render(Context({"axes": axes, "series": series, "top": 4}))


def test_each_value_is_as_far_from_the_middle_as_it_is_high() -> None:
    middle = charts.SQUARE / 2
    far = [hypot(float(point.x) - middle, float(point.y) - middle) for point in drawn(4, 2, 1, 0).points]
    assert far == pytest.approx([charts.RADIUS, charts.RADIUS / 2, charts.RADIUS / 4, 0], abs=0.1)


def test_the_first_axis_points_up_and_the_others_follow_clockwise() -> None:
    first, second, third, fourth = drawn(4, 4, 4, 4).points
    assert (float(first.x), float(third.x)) == (150, 150)
    assert float(first.y) < float(third.y)
    assert float(fourth.x) < 150 < float(second.x)


def test_a_missing_value_has_no_point_and_no_stroke() -> None:
    web = drawn(4, None, 2, 1)
    assert [point.label for point in web.points] == ["Satu", "Tiga", "Empat"]
    # Between the third and the fourth, and from the fourth back to the first.
    assert len(web.strokes) == 2
    assert web.outline == ""


def test_the_scale_reaches_the_top_that_is_named_and_beyond_it_nothing_is_drawn() -> None:
    rings = charts.radar(AXES, [{"name": "x", "values": [1, 1, 1, 1]}], 5)["rings"]
    assert [value for value, _r, _y in rings] == [1, 2, 3, 4, 5]
    assert drawn(9, 0, 0, 0).points[0].y == drawn(4, 0, 0, 0).points[0].y


def test_the_last_series_is_drawn_in_full() -> None:
    text = page(Sebelum=[1, 1, 1, 1], Sesudah=[2, 3, 2, 3])
    assert text.count('class="level-1"') == 1
    assert text.index("series-1") < text.index("series-0")
    # A number in SVG has a point in every language.
    assert 'points="150.0,' in text


def test_the_figures_stand_in_a_table_in_the_readers_way_of_writing() -> None:
    axes = [{"label": "Satu", "note": "+0,5"}, *AXES[1:]]
    with override("id"):
        text = page(axes, Sebelum=[1.25, None, 2, 3])
    assert 'data-label="Sebelum">1,3</td>' in text
    assert 'data-label="Sebelum">–</td>' in text
    assert 'data-label="Selisih">+0,5</td>' in text


def test_with_two_axes_the_table_stands_alone() -> None:
    text = page(AXES[:2], x=[1, 2])
    assert "<svg" not in text
    assert text.count("<tr>") == 3


def test_what_it_cannot_draw_raises() -> None:
    with pytest.raises(WrongProp, match="lacks values"):
        Template(TAG).render(Context({"axes": AXES, "series": [{"name": "x"}], "top": 4}))
    with pytest.raises(ValueError, match="one value"):
        page(x=[1, 2])
