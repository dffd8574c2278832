"""What a form says of what is on record, after somebody else has saved first."""

from __future__ import annotations

from datetime import UTC, datetime, time
from decimal import Decimal
from typing import Any

import pytest
from django import forms
from django.utils import translation

from lms.ui.carrying import ComparingForm

GROUPED = [("", "By hand"), ("Reach", [("seats", "Seats taken")]), ("Result", (("passed", "Passed"),))]
AT = datetime(2026, 8, 6, 2, 30, 45, 7, tzinfo=UTC)


class ThingForm(ComparingForm):
    """A field of each kind that is compared in its own way."""

    carried = ("seen",)

    words = forms.CharField(required=False, widget=forms.Textarea)
    share = forms.DecimalField(required=False)
    figure = forms.ChoiceField(required=False, choices=GROUPED)
    at = forms.DateTimeField(required=False, input_formats=["%Y-%m-%dT%H:%M"])
    begins = forms.TimeField(required=False)
    seen = forms.IntegerField()


def told(typed: dict[str, Any], **on_record: Any) -> dict[str, list[str]]:
    """What is said beside each field when this was typed over that."""
    form = ThingForm({"seen": 1, **typed}, initial={"seen": 2, **on_record})
    assert form.is_valid(), form.errors
    with translation.override("id"):
        form.look_again()
    assert form["seen"].value() == "2"
    return {name: [str(one) for one in words] for name, words in form.errors.items()}


@pytest.mark.parametrize("typed", ["Satu\r\ndua", "Satu \r\ndua\r\n", "\nSatu\ndua"])
def test_a_text_with_the_line_ends_of_a_browser_is_the_same(typed: str) -> None:
    assert told({"words": typed}, words="Satu\ndua") == {}


@pytest.mark.parametrize("typed", ["Satu dua", "Satu\n\ndua", "Sa tu\ndua"])
def test_a_text_with_other_lines_or_spaces_is_another(typed: str) -> None:
    assert told({"words": typed}, words="Satu\ndua") == {"words": ["Yang tercatat sekarang: Satu\ndua"]}


@pytest.mark.parametrize(("value", "words"), [("2.50", "2,50"), ("3.00", "3")])
def test_a_number_is_told_as_it_is_written_here(value: str, words: str) -> None:
    assert told({"share": "1"}, share=Decimal(value)) == {"share": [f"Yang tercatat sekarang: {words}"]}


@pytest.mark.parametrize(("value", "words"), [("seats", "Seats taken"), ("passed", "Passed")])
def test_a_choice_in_a_group_is_told_by_its_label(value: str, words: str) -> None:
    assert told({"figure": ""}, figure=value) == {"figure": [f"Yang tercatat sekarang: {words}"]}


def test_a_moment_is_compared_to_the_minute_as_it_was_picked() -> None:
    assert told({"at": "2026-08-06T09:30", "begins": "09:30"}, at=AT, begins=time(9, 30, 5)) == {}
    assert told({"at": "2026-08-06T09:31", "begins": ""}, at=AT, begins=time(9, 30)) == {
        "at": ["Yang tercatat sekarang: 6 Agustus 2026 09.30"],
        "begins": ["Yang tercatat sekarang: 09.30"],
    }
