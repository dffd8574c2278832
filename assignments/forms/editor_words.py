"""What the fields of the editor are called, and what helps to fill them in."""

from __future__ import annotations

from django.utils.translation import gettext as _

from assignments.enums import QuestionKind

K = QuestionKind


def field_words(kind: str, name: str, *, part: bool = False) -> tuple[str, str]:
    """Return the label and help of a text field."""
    words = {
        "case": (_("Case"), _("What happened, with every fact that the questions need.")),
        "prompt": (_("Quiz question"), ""),
        "value": (_("Right answer"), _("A number, written as 1.250 or 12,5.")),
        "unit": (_("Unit of measure"), _("For example: orang, menit, persen.")),
        "tolerance": (_("Tolerance"), _("How far an answer may be off and still be right. Left empty: exactly.")),
        "variants": (
            _("Accepted answers"),
            _("One a line. Capitals, accents, punctuation and double spaces make no difference."),
        ),
        "guidance": (_("For the grader"), _("What a good answer holds. Participants never see it.")),
        "explanation": (_("Explanation"), _("Shown with the result. Name the lesson where it can be read again.")),
        "lesson": (_("Lesson"), _("Where the answer can be found.")),
    }
    if name == "prompt" and kind == K.SCENARIO:
        return _("Introduction to the questions"), _("One sentence between the case and its questions.")
    if name == "explanation" and part:
        return _("Explanation"), ""
    return words[name]


def list_words(kind: str, name: str) -> tuple[str, str, str]:
    """Return the label and help of a list, and what its button for one more says."""
    if name == "options":
        help_ = (
            _("Tick every right one. Say for each wrong one why it is wrong: that is where people learn.")
            if kind == K.SEVERAL
            else _("Mark the right one. Say for each wrong one why it is wrong: that is where people learn.")
        )
        return _("Answers"), help_, _("One more answer")
    return {
        "pairs": (
            _("Pairs"),
            _("What belongs together. The right side is mixed when it is asked."),
            _("One more pair"),
        ),
        "extra": (
            _("Entries that belong to none"),
            _("Optional: they stand among the right sides."),
            _("One more entry"),
        ),
        "steps": (_("Steps in the right order"), _("They are mixed when they are asked."), _("One more step")),
    }[name]


def row_title(name: str, number: int) -> str:
    return {
        "options": _("Answer %(number)s"),
        "pairs": _("Pair %(number)s"),
        "extra": _("Entry %(number)s"),
        "steps": _("Step %(number)s"),
    }[name] % {"number": number}


def row_label(name: str, text: str) -> str:
    return {
        "feedback": _("Feedback"),
        "left": _("Left"),
        "right": _("Right side"),
    }.get(text) or (_("Answer") if name == "options" else _("Step"))
