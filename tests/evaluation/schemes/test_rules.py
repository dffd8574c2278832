"""A scheme as data: what is refused, how parts are weighed, where bands begin, what is missing."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from django.utils.translation import override
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lms.evaluation import schemes
from lms.evaluation.components import EXCUSED, MISSING, Sum
from lms.evaluation.services.schemes import starter
from lms.people.errors import Refusal
from tests.factories.evaluation_panel import content

# Slow on a machine that is busy otherwise.
patient = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


def rules(*components: Any, **changes: Any) -> schemes.Rules:
    return schemes.read(schemes.cleaned(content(*components, **changes)))


def refusal(*components: Any, **changes: Any) -> str:
    with override("en"), pytest.raises(Refusal) as caught:
        schemes.cleaned(content(*components, **changes))
    return str(caught.value)


def test_the_proposed_scheme_is_in_order() -> None:
    found = schemes.read(schemes.cleaned(starter()))
    assert sum(one.weight for one in found.shares) == 100
    assert found.evidence == "inferred"
    assert schemes.cleaned(schemes.cleaned(starter())) == schemes.cleaned(starter())


def test_what_the_rubrics_ask_for_is_there_in_english_too() -> None:
    """An evaluator of ILO-Jakarta chooses a level by what it says, not by its name alone."""
    content = schemes.cleaned(starter())
    asked = [*content["panel"]["criteria"], *content["attitude"]["criteria"]]
    with override("en"):
        for one in asked:
            assert schemes.in_language(one, "help") == one["help_en"] != one["help"]
            for level in one["levels"]:
                assert schemes.in_language(level, "description") == level["description_en"] != level["description"]
    with override("id"):
        assert schemes.in_language(asked[0], "help") == asked[0]["help"]


def test_a_rubric_without_english_stays_as_it_was() -> None:
    bare = starter()
    for one in bare["panel"]["criteria"]:
        del one["help_en"]
        for level in one["levels"]:
            del level["description_en"]
    found = schemes.cleaned(bare)["panel"]["criteria"][0]
    assert set(found) == {"key", "title", "title_en", "help", "levels"}
    assert set(found["levels"][0]) == {"key", "title", "title_en", "points", "description"}
    with override("en"):
        assert schemes.in_language(found, "help") == found["help"]


def test_weights_of_99_are_refused_with_what_is_left() -> None:
    assert "total 99" in refusal(("panel", "49"), ("lessons", "50"))
    assert "1 is still to be given out" in refusal(("panel", "49"), ("lessons", "50"))
    assert "Take away 0.5" in refusal(("panel", "50.5"), ("lessons", "50"))


@pytest.mark.parametrize(
    ("components", "words"),
    [
        ((("nothing", "100"),), "no component"),
        ((("panel", "50"), ("panel", "50")), "stands there twice"),
        ((("panel", "abc"),), "figure from 0 to 100"),
        ((("panel", "-1"), ("lessons", "101")), "figure from 0 to 100"),
        ((("panel", "33.333"), ("lessons", "66.667")), "at most two places"),
        ((("panel", "100", "101"),), "The minimum of"),
        ((("panel", "NaN"),), "figure from 0 to 100"),
    ],
)
def test_what_is_wrong_with_components_is_said(components: Any, words: str) -> None:
    assert words in refusal(*components)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"bands": [{"title": "Lulus", "from": "50"}]}, "lowest band must begin at 0"),
        ({"bands": []}, "lowest band must begin at 0"),
        ({"bands": [{"title": "", "from": "0"}]}, "no name"),
        ({"bands": [{"title": "A", "from": "0"}, {"title": "B", "from": "0"}]}, "begin at the same figure"),
        ({"minimum": ""}, "The pass mark"),
        ({"objection_days": "0"}, "between 1 and 60"),
        ({"panel": {"least": "0", "criteria": starter()["panel"]["criteria"]}}, "between 1 and 9"),
        ({"panel": {"criteria": []}}, "at least one criterion"),
    ],
)
def test_what_is_wrong_with_the_rest_is_said(changes: dict[str, Any], words: str) -> None:
    assert words in refusal(**changes)


def test_a_comma_is_read_and_a_minimum_alone_counts() -> None:
    found = rules(("panel", "100"), ("attendance", "0", "90"), ("lessons", "", "99,5"))
    assert [(one.key, one.weight, one.minimum) for one in found.shares] == [
        ("panel", Decimal("100.00"), None),
        ("attendance", Decimal("0.00"), Decimal("90.00")),
        ("lessons", Decimal("0.00"), Decimal("99.50")),
    ]


def test_parts_are_weighed_exactly_and_rounded_once_at_the_end() -> None:
    found = rules(("panel", "50"), ("lessons", "30"), ("tasks", "20"))
    sums = {"panel": Sum(Fraction(2), 3), "lessons": Sum(Fraction(1), 3), "tasks": Sum(Fraction(1), 3)}
    # 100/3 + 10 + 20/3 = 50 exactly; rounded parts (66.67, 33.33, 33.33) would give 50.00 too, but 49.995 below shows the difference.
    assert schemes.apply(found, sums).score == Decimal("50.00")
    half = {
        "panel": Sum(Fraction(49995), 100000),
        "lessons": Sum(Fraction(49995), 100000),
        "tasks": Sum(Fraction(49995), 100000),
    }
    assert schemes.apply(found, half).score == Decimal("50.00")


@pytest.mark.parametrize(
    ("points", "band", "passed"),
    [
        ("90.01", "sangat-memuaskan", True),
        ("90.00", "memuaskan", True),
        ("70.01", "cukup-memuaskan", True),
        ("70.00", "kurang-memuaskan", False),
        ("60.00", "tidak-memuaskan", False),
        ("0", "tidak-memuaskan", False),
        ("100", "sangat-memuaskan", True),
        # Rounded half up first: bands and the pass mark look at 70.01 and 70.00.
        ("70.005", "cukup-memuaskan", True),
        ("70.0049", "kurang-memuaskan", False),
    ],
)
def test_bands_and_the_pass_mark_apply_to_the_rounded_score(points: str, band: str, passed: bool) -> None:
    result = schemes.apply(rules(), {"panel": Sum(Fraction(points), 100)})
    assert result.band is not None
    assert (result.band.key, result.passed) == (band, passed)


def test_a_missing_part_means_no_result_and_is_named() -> None:
    found = rules(("panel", "60"), ("lessons", "40"), ("lhpk", "0", "1"))
    result = schemes.apply(found, {"panel": Sum(Fraction(1), 1), "lessons": MISSING})
    assert (result.score, result.band, result.passed) == (None, None, None)
    assert result.missing == ("lessons", "lhpk")


def test_who_is_excused_is_weighed_on_the_rest_and_asked_no_minimum() -> None:
    found = rules(("panel", "60"), ("lessons", "40", "100"))
    result = schemes.apply(found, {"panel": Sum(Fraction(8), 10), "lessons": EXCUSED})
    assert (result.score, result.passed) == (Decimal("80.00"), True)
    assert schemes.apply(found, {"panel": EXCUSED, "lessons": EXCUSED}).score is None


def test_a_minimum_that_is_reached_exactly_is_reached() -> None:
    found = rules(("panel", "100"), ("attendance", "0", "75"))
    good = {"panel": Sum(Fraction(1), 1)}
    assert schemes.apply(found, good | {"attendance": Sum(Fraction(3), 4)}).passed is True
    below = schemes.apply(found, good | {"attendance": Sum(Fraction(7494), 10000)})
    assert below.passed is False
    assert [line.share.key for line in below.below] == ["attendance"]


@patient
@given(st.lists(st.tuples(st.integers(0, 40), st.integers(1, 40)), min_size=3, max_size=3))
def test_a_result_lies_between_its_lowest_and_highest_part(parts: list[tuple[int, int]]) -> None:
    sums = {
        key: Sum(Fraction(min(got, of)), of)
        for key, (got, of) in zip(("panel", "lessons", "tasks"), parts, strict=True)
    }
    result = schemes.apply(rules(("panel", "50"), ("lessons", "30"), ("tasks", "20")), sums)
    percents = [one.percent for one in sums.values() if one.percent is not None]
    assert result.score is not None
    assert min(percents) <= result.score <= max(percents)


def test_the_same_content_has_the_same_digest_in_any_order() -> None:
    one = schemes.cleaned(starter())
    assert schemes.digest_of(one) == schemes.digest_of(dict(reversed(list(one.items()))))
    assert schemes.digest_of(one) != schemes.digest_of({**one, "minimum": "71.00"})
