"""The demo's matching lab: six cases ranked by two facilitators, set for the cohorts and answered by most of them."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

from assignments.lab.cards import Case, Ranking, order_of
from assignments.models import CaseVersion, MatchingCase, MatchingExercise, RubricVersion
from assignments.services import lab
from assignments.services.lab_starter import load_cases
from cms.enums import StageKind
from courses.enums import LEARNING
from courses.models import Cohort, Enrolment
from lms.people import clock
from lms.people.data_files import read_yaml
from lms.people.enums import DEMO_DOMAIN
from lms.people.models import User

PANEL = Path(__file__).resolve().parent / "data" / "lab_panel.yaml"
# In the running cohort one case is still open; the account that shows it has it to do.
STILL_OPEN = "kasus-04"
RUBRIC = "analisis-pencocokan"
SHOWN = f"peserta{DEMO_DOMAIN}"
LATE_SHARE = 0.12


def build_cases(*, staff: dict[str, User]) -> None:
    """Write the starter cases and let both facilitators rank them."""
    load_cases(actor=staff["fasilitator"])
    said = read_yaml(PANEL)
    for case in MatchingCase.objects.select_related("current"):
        for account, typed in said[case.code].items():
            lab.rank_case(actor=staff[account], version=_version(case), ranking=_ranking(typed))


def build_exercises(*, cohorts: list[Cohort], staff: dict[str, User], today: date, chance: Random) -> None:
    """Set the cases for the finished cohort (all done) and the running one (one still open)."""
    finished, running = cohorts[0], cohorts[1]
    cases = list(MatchingCase.objects.select_related("current").order_by("code"))
    for number, case in enumerate(cases[:4]):
        _done(finished, case, number, staff, chance)
    for number, case in enumerate(cases[:3]):
        _done(running, case, number, staff, chance)
    still_open = next(case for case in cases if case.code == STILL_OPEN)
    # Its reasons are read by a grader too.
    rubric = RubricVersion.objects.filter(current_of__code=RUBRIC).first()
    exercise = _set(running, still_open, today - timedelta(days=3), today + timedelta(days=4), staff, rubric)
    half = [row for row in _learners(running) if row.user.email != SHOWN][::2]
    with clock.at(clock.at_midday(today, minutes=-320)):
        lab.hand_in_many(exercise=exercise, rankings={row: _answer(exercise, chance) for row in half})


def _done(cohort: Cohort, case: MatchingCase, number: int, staff: dict[str, User], chance: Random) -> None:
    first = _class_begins(cohort) + timedelta(days=number)
    exercise = _set(cohort, case, first, first + timedelta(days=6), staff)
    people = [row for row in _learners(cohort) if row.user.email == SHOWN or chance.random() > LATE_SHARE]
    with clock.at(clock.at_midday(first, minutes=chance.randint(60, 240))):
        lab.hand_in_many(exercise=exercise, rankings={row: _answer(exercise, chance) for row in people})


def _set(
    cohort: Cohort,
    case: MatchingCase,
    first: date,
    last: date,
    staff: dict[str, User],
    rubric: RubricVersion | None = None,
) -> MatchingExercise:
    with clock.at(clock.at_midday(first, minutes=-300)):
        exercise = lab.set_exercise(
            actor=staff["fasilitator"],
            cohort=cohort,
            version=_version(case),
            top_k=3,
            opens_on=first,
            due_on=last,
            weight=1,
            rubric=rubric,
        )
        lab.open_exercise(actor=staff["fasilitator"], exercise=exercise)
    return MatchingExercise.objects.select_related("version", "cohort", "rubric").get(pk=exercise.pk)


def _class_begins(cohort: Cohort) -> date:
    return cohort.stages.get(kind=StageKind.OFFLINE_1).starts_on


def _learners(cohort: Cohort) -> list[Enrolment]:
    return list(cohort.enrolments.filter(state__in=LEARNING).select_related("user").order_by("id"))


def _version(case: MatchingCase) -> CaseVersion:
    if case.current is None:
        raise ValueError("A starter case has a version.")
    return case.current


def _ranking(typed: dict[str, Any]) -> Ranking:
    places = {}
    for key, (rank, reason, *ask) in typed["places"].items():
        places[key] = {"rank": rank, "reason": reason, **({"ask": ask[0]} if ask else {})}
    return {"decision": typed["decision"], "why": typed["why"], "places": places, "note": ""}


def _answer(exercise: MatchingExercise, chance: Random) -> Ranking:
    """Return a ranking near the panel's: now and then two neighbours change places, or a refused card slips in."""
    body: Case = exercise.version.body
    order = order_of(exercise.rankings.order_by("at", "id").first().ranking)  # type: ignore[union-attr]
    turned_down = [card["key"] for card in body["cards"] if card["key"] not in order]
    for place in range(len(order) - 1):
        if chance.random() < 0.3:
            order[place], order[place + 1] = order[place + 1], order[place]
    if turned_down and chance.random() < 0.25:
        order.insert(chance.randint(0, len(order)), turned_down.pop())
    panel = exercise.panel or {}
    decision = panel.get("decision", "go") if chance.random() < 0.8 else "go"
    places = {
        card["key"]: {"rank": order.index(card["key"]) + 1 if card["key"] in order else None, "reason": _reason(card)}
        for card in body["cards"]
    }
    return {
        "decision": decision,
        "why": "Syarat dan status pemberi kerja sudah saya periksa.",
        "places": places,
        "note": "",
    }


def _reason(card: dict[str, Any]) -> str:
    label, text = card["facts"][-1] if len(card["facts"]) % 2 else card["facts"][1]
    return f"{label}: {text}. Itu yang paling menentukan menurut saya."
