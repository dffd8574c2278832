"""Closed surveys in the world of the permission table: of the cohort in one's charge, of another, and about a single facilitator."""

from __future__ import annotations

from courses.models import Cohort
from lms.evaluation.models import Theme
from lms.people.models import User, WorkUnit
from tests.factories.survey_results import CONTENT, make_run, make_version

ANSWERS = [{"jelas": 4, "sesuai": 5, "hambatan": f"Jaringan di kios terputus {number}."} for number in range(6)]


def make_results(people: dict[str, User], _far: WorkUnit) -> dict[str, dict[str, str]]:
    """Each with an earlier run to compare with, and a theme for its open question."""
    coordinator = people["coordinator"]
    version = make_version(actor=coordinator, body=CONTENT)
    theme = Theme.objects.create(
        questionnaire=version.questionnaire, item="hambatan", title="Jaringan", created_by=coordinator
    )
    found: dict[str, dict[str, str]] = {}
    for name, cohort in (("own", "Own"), ("other", "Other"), ("about", "Own")):
        about = {"subject_user": people["other_facilitator"]} if name == "about" else {}
        fields = {
            "actor": coordinator,
            "cohort": Cohort.objects.get(name=cohort),
            "answers": ANSWERS,
            "version": version,
        }
        run = make_run(**fields, before=make_run(**fields, **about), **about)
        found[f"result.{name}"] = {"pid": run.public_id}
        found[f"result_item.{name}"] = {"pid": run.public_id, "item": "hambatan"}
        found[f"result_theme.{name}"] = {"pid": run.public_id, "item": "hambatan", "theme": theme.public_id}
    return found
