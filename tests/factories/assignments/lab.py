"""Cases, panels and exercises for tests, through the services."""

from __future__ import annotations

import itertools
from typing import Any

from assignments.lab.cards import Case, Ranking
from assignments.models import MatchingCase, MatchingExercise
from assignments.services import lab
from courses.models import Cohort
from lms.people.enums import Role
from lms.people.models import User
from tests.factories.people import give_role, make_user

_count = itertools.count(1)
KEYS = ("k1", "k2", "k3", "k4")


def make_body(**changes: Any) -> Case:
    """Four candidates for a vacancy; the last one must not be referred."""
    cards = [{"key": key, "title": f"Calon {key}", "facts": [["Usia", "30 tahun"]]} for key in KEYS]
    constraint = {
        "key": "c1",
        "rule": "refuse",
        "cards": ["k4"],
        "decisions": [],
        "why": "Belum cukup umur",
        "source": "",
    }
    return {
        "intro": "Sebuah toko mencari kasir.",
        "subject": {"title": "Kasir", "facts": [["WLKP", "Terverifikasi"]]},
        "cards": cards,
        "constraints": [constraint],
        "debrief": "Syarat wajib dahulu.",
    } | changes


def ranking(*order: str, decision: str = "go", **changes: Any) -> Ranking:
    """A complete ranking: these cards in this order, the others not referred."""
    ranks = {key: order.index(key) + 1 if key in order else None for key in KEYS}
    places = {key: {"rank": rank, "reason": f"Alasan {key}"} for key, rank in ranks.items()}
    return {"decision": decision, "why": "Sudah diperiksa", "places": places, "note": ""} | changes


def make_case(*, actor: User, ranked_by: int = 0, **fields: Any) -> MatchingCase:
    """A case, ranked k1, k2, k3 by so many facilitators."""
    number = next(_count)
    fields.setdefault("body", make_body())
    case = lab.create_case(
        actor=actor, code=f"kasus-{number}", kind="candidates", difficulty=1, title=f"Kasus {number}", **fields
    )
    for _number in range(ranked_by):
        facilitator = make_user()
        give_role(facilitator, Role.FACILITATOR)
        lab.rank_case(actor=facilitator, version=case.current, ranking=ranking("k1", "k2", "k3"))
    return case


def make_exercise(*, actor: User, cohort: Cohort, opened: bool = True, **fields: Any) -> MatchingExercise:
    """A case set for a cohort; opened, with a panel of two."""
    case = fields.pop("case", None) or make_case(actor=actor, ranked_by=2)
    fields.setdefault("top_k", 2)
    exercise = lab.set_exercise(actor=actor, cohort=cohort, version=case.current, **fields)
    if opened:
        lab.open_exercise(actor=actor, exercise=exercise)
    return fresh(exercise)


def fresh(exercise: MatchingExercise) -> MatchingExercise:
    return MatchingExercise.objects.select_related("version", "cohort", "rubric").get(pk=exercise.pk)


def typed(given: Ranking, seq: int = 0, **more: str) -> dict[str, str]:
    """A ranking as the form sends it; `more` are the fields that only its script fills in."""
    data = {"decision": given["decision"], "why": given["why"], "note": given["note"], "seq": str(seq), **more}
    for key, place in given["places"].items():
        data[f"rank_{key}"] = "x" if place.get("rank") is None else str(place["rank"])
        data[f"reason_{key}"] = place.get("reason", "")
        data[f"ask_{key}"] = place.get("ask", "")
    return data
