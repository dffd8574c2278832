"""What the demo's participants write can be handed in, whatever chance says."""

from __future__ import annotations

from datetime import date
from random import Random

import pytest

from assignments import schema
from assignments.starter import starter_forms
from lms.demo.answers import answers_for
from lms.demo.submissions import FORMS

DAY = date(2026, 11, 20)
SCHEMAS = {one["code"]: schema.normal(one) for one in starter_forms()[0]}


@pytest.mark.parametrize("code", FORMS)
def test_each_form_is_complete_without_a_word_about_a_client(code: str) -> None:
    for seed in range(12):
        answers = answers_for(SCHEMAS[code], DAY, Random(seed))
        auto = {"participant": "Sari", "unit": "BPVP", "number": "1"}
        kept, faults = schema.clean(SCHEMAS[code], answers, final=True, context=schema.Context(auto=auto, today=DAY))
        assert faults == []
        assert schema.client_data_warnings(SCHEMAS[code], kept) == []


@pytest.mark.parametrize(("code", "result"), [("LT-01", "lama_tunggu"), ("LT-04", "sisa")])
def test_nobody_waits_less_than_no_time_and_no_more_is_filled_than_was_open(code: str, result: str) -> None:
    for seed in range(40):
        answers = answers_for(SCHEMAS[code], DAY, Random(seed))
        kept, _faults = schema.clean(SCHEMAS[code], answers, final=True, context=schema.Context(today=DAY))
        assert not str(kept.get(result, "0")).startswith("-")
