"""Pieces of the pages of replication."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import template

from lms.evaluation.figures import Unit
from lms.evaluation.queries.replication import ScoreLine
from lms.evaluation.scorecards import value_words

register = template.Library()


@register.simple_tag
def rupiah(*, amount: Decimal | None) -> str:
    """An amount as it is written here; a dash for none."""
    return value_words(amount, Unit.RUPIAH)


@register.inclusion_tag("evaluation/_readings.html")
def readings(*, line: ScoreLine) -> dict[str, Any]:
    """What a figure read in each cohort, where there is more than one."""
    judged, criterion = line.judgement, line.criterion
    rows = [
        {**one, "words": value_words(_number(one["value"]), criterion.unit, criterion.direction, criterion.threshold)}
        for one in (judged.readings if judged else [])
    ]
    return {"rows": rows}


def _number(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)
