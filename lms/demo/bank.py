"""The demo's question bank: the starter, written by a facilitator, one question improved and one retired since."""

from __future__ import annotations

from datetime import date

from assignments.models import Question
from assignments.services.bank import edit_question, retire_question
from assignments.services.starter import load_bank
from lms.people import clock
from lms.people.models import User

# Somebody read its explanation and made it clearer; a true-or-false question was found too easy.
IMPROVED, RETIRED = "lkp-1-001", "lkp-2-012"
CLEARER = " Bila klien sudah tahu lowongannya tetapi belum memenuhi syarat, sebabnya keterampilan."
WHY = "Penjelasan ditambah: beda informasi dan keterampilan."


def build_bank(*, staff: dict[str, User], begin: date) -> None:
    """Load the starter before the first cohort begins; improve one question and retire one in the weeks after."""
    facilitator, colleague = staff["fasilitator"], staff["fasilitator2"]
    with clock.at(clock.at_midday(begin)):
        load_bank(actor=facilitator)
    questions = Question.objects.select_related("topic", "current").in_bulk([IMPROVED, RETIRED], field_name="code")
    with clock.at(clock.at_midday(begin, minutes=12 * 24 * 60)):
        one = questions[IMPROVED]
        if one.current is not None:
            body = {**one.current.body, "explanation": one.current.body["explanation"] + CLEARER}
            points = one.current.points
            edit_question(actor=colleague, question=one, seen=1, topic=one.topic, body=body, points=points, note=WHY)
    with clock.at(clock.at_midday(begin, minutes=40 * 24 * 60)):
        retire_question(actor=facilitator, question=questions[RETIRED])
