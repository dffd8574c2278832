"""Closed surveys in the world of the permission table: of the cohort in one's charge, of another, about a single facilitator, and about a class held by one."""

from __future__ import annotations

from typing import Any

from django.db.models import Count

from courses.models import ClassMeeting, Cohort
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
    subjects: dict[str, dict[str, Any]] = {
        "about": {"subject_user": people["other_facilitator"]},
        "class": {
            "subject_meeting": ClassMeeting.objects.annotate(many=Count("trainers")).get(
                stage__cohort__name="Own", many=1
            )
        },
    }
    found: dict[str, dict[str, str]] = {}
    for name, cohort in (("own", "Own"), ("other", "Other"), ("about", "Own"), ("class", "Own")):
        about = subjects.get(name, {})
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
