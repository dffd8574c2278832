"""A question as lines of text, for the comparison of two versions and for reading on paper."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from django.utils.translation import gettext as _

from assignments.enums import QuestionKind
from assignments.questions.bodies import CHOICES, Body, decimal_of

K = QuestionKind


def as_text(kind: str, body: Body, points: Decimal) -> str:
    """Return a question with its key, feedback and explanation, one thing a line."""
    return "\n".join([_("Points: %(points)s") % {"points": plain_points(points)}, *_lines(kind, body)])


def plain_points(points: Decimal) -> str:
    """Return points without zeros that say nothing, with a decimal comma."""
    return f"{points.normalize():f}".replace(".", ",")


def _lines(kind: str, body: Body) -> Iterator[str]:
    if body.get("case"):
        yield _("Case: %(text)s") % {"text": body["case"]}
    if body.get("prompt"):
        yield _("Question: %(text)s") % {"text": body["prompt"]}
    yield from _answers(kind, body)
    if body.get("explanation"):
        yield _("Explanation: %(text)s") % {"text": body["explanation"]}
    if body.get("lesson"):
        yield _("Lesson: %(text)s") % {"text": body["lesson"]}


def _answers(kind: str, body: Body) -> Iterator[str]:
    if kind in CHOICES:
        for option in body["options"]:
            yield ("✓ " if option.get("correct") else "✗ ") + option["text"]
            if option.get("feedback"):
                yield _("Feedback: %(text)s") % {"text": option["feedback"]}
    elif kind == K.MATCHING:
        yield from (f"{pair['left']} → {pair['right']}" for pair in body["pairs"])
        yield from (f"✗ → {extra['right']}" for extra in body.get("extra") or [])
    elif kind == K.ORDERING:
        yield from (f"{number}. {step['text']}" for number, step in enumerate(body["steps"], 1))
    elif kind == K.NUMERIC:
        yield _("Right: %(value)s %(unit)s") % {"value": body["value"], "unit": body.get("unit", "")}
        yield _("Tolerance: %(value)s") % {"value": body.get("tolerance") or "0"}
    elif kind == K.SHORT:
        yield _("Accepted: %(texts)s") % {"texts": " · ".join(body["variants"])}
    elif kind == K.ESSAY and body.get("guidance"):
        yield _("For the grader: %(text)s") % {"text": body["guidance"]}
    elif kind == K.SCENARIO:
        for number, part in enumerate(body["parts"], 1):
            worth = plain_points(decimal_of(part["points"]) or Decimal(0))
            words = {"number": number, "kind": K(part["kind"]).label, "points": worth}
            yield _("Part %(number)s: %(kind)s, %(points)s points") % words
            yield from _lines(part["kind"], part["body"])
