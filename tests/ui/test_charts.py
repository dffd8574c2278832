"""What charts draw: true proportions, nothing invented, numbers that SVG can read in every language."""

from __future__ import annotations

import pytest
from django.template import Context, Template
from django.utils import translation

from lms.ui import charts


@pytest.mark.parametrize(
    ("highest", "marks"),
    [
        (0, [0, 1]),
        (1, [0, 0.2, 0.4, 0.6, 0.8, 1]),
        (5, [0, 1, 2, 3, 4, 5]),
        (27, [0, 10, 20, 30]),
        (30, [0, 10, 20, 30]),
        (99, [0, 20, 40, 60, 80, 100]),
        (101, [0, 50, 100, 150]),
    ],
)
def test_the_scale_begins_at_nothing_and_covers_the_highest(highest: float, marks: list[float]) -> None:
    assert charts.scale(highest) == pytest.approx(marks)


def test_bars_are_in_proportion_and_nothing_is_longer_than_the_track() -> None:
    drawn, height = charts.bars([("a", 40), ("b", 10), ("c", 0), ("d", -3)])
    assert [bar.width for bar in drawn] == ["100.00%", "25.00%", "0.00%", "0.00%"]
    assert height == 4 * charts.ROW
    assert charts.bars([]) == ([], 0)
    assert charts.bars([("a", 0)])[0][0].width == "0.00%"
    # On a scale with an end of its own nothing is longer than that.
    assert [bar.width for bar in charts.bars([("a", 4), ("b", 9)], 5)[0]] == ["80.00%", "100.00%"]


def test_a_long_label_stands_in_lines_and_what_follows_moves_down() -> None:
    long = "Layanan resepsionis bagi pemberi kerja dan pencari kerja"
    drawn, height = charts.bars([("pendek", 1), (long, 2), ("akhir", 1)])
    assert drawn[0].lines == (("pendek", 14),)
    assert " ".join(text for text, _y in drawn[1].lines) == long
    assert all(len(text) <= charts.LABEL for text, _y in drawn[1].lines)
    assert [y for _text, y in drawn[1].lines] == [charts.ROW + 14, charts.ROW + 14 + charts.LINE]
    assert drawn[1].y == charts.ROW + 22 + charts.LINE
    assert drawn[2].y == 2 * charts.ROW + 22 + charts.LINE
    assert height == 3 * charts.ROW + charts.LINE


def test_a_missing_value_interrupts_its_line() -> None:
    drawn = charts.lines([{"name": "x", "points": [("1", 3), ("2", None), ("3", 6), ("4", 5)]}])
    line = drawn["lines"][0]
    assert [point.label for point in line.points] == ["1", "3", "4"]
    assert len(line.strokes) == 1
    assert drawn["rows"][1] == ("2", [None])


def test_lines_without_series_or_with_one_point_are_drawn() -> None:
    assert charts.lines([])["lines"] == []
    assert charts.lines([{"name": "x", "points": [("1", 0)]}])["lines"][0].points[0].x == "52.50%"


def test_a_heat_map_has_four_levels_and_knows_nothing_from_zero() -> None:
    drawn = charts.heat(["1", "2", "3", "4", "5", "6"], [("a", [None, 0, 1, 2, 3, 4])], None)
    assert [cell.level for cell in drawn["rows"][0].cells] == [0, 0, 1, 2, 3, 4]
    assert charts.heat(["1"], [("a", [4])], 16)["rows"][0].cells[0].level == 1
    with pytest.raises(ValueError, match="zip"):
        charts.heat(["1", "2"], [("a", [1])], None)


def test_a_long_name_of_a_heat_map_is_whole_and_can_break() -> None:
    name = "Ferdinand Marthinus Tuhumury, S.E., M.Si."
    page = Template("{% load ui %}{% heat_map title='x' desc='y' columns=columns rows=rows %}").render(
        Context({"columns": ["1"], "rows": [(name, [1])]})
    )
    assert page.count(name) == 2, "once in the drawing, once in its table"
    assert f'<div class="who">{name}</div></foreignObject>' in page


def test_places_are_written_with_a_point_in_indonesian_too() -> None:
    with translation.override("id"):
        page = Template("{% load ui %}{% bar_chart title='x' desc='y' rows=rows %}").render(
            Context({"rows": [("a", 3), ("b", 1)]})
        )
    assert 'width="33.33%"' in page
    assert "<title" in page
    assert "<desc" in page
    assert page.count("<table") == 1
