"""The programme's own data, loaded from `lms/programme/data`: once, or as often as one likes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from django.db import transaction

from lms.people import audit
from lms.people.data_files import read_yaml
from lms.people.enums import Column, Evidence
from lms.people.models import User
from lms.programme.models import Activity, ActivityColumn, Deliverable, Programme
from lms.programme.services.planning import refresh_plan_reviews

DATA = Path(__file__).resolve().parents[1] / "data"


@transaction.atomic
def load_programme(*, actor: User | None = None) -> Programme:
    """Bring the programme, its ten activities and the matrix's cells in line with the data. Safe to run again.

    Words that somebody confirmed are left alone, and so are dates and deliverables. Returns the programme.
    """
    data = _read("programme.yaml")
    words = data["programme"]
    programme, created = Programme.objects.get_or_create(code=words["code"], defaults=words)
    for entry in data["activities"]:
        _load_activity(programme, entry)
    if created:
        audit.record(actor, "programme.programme.load", programme, {"activities": len(data["activities"])})
    return programme


@transaction.atomic
def adopt_programme(*, words: dict[str, str], activities: Sequence[dict[str, Any]], actor: User) -> Programme:
    """Return the programme of this code, brought along from another installation where it is not here yet.

    `activities` have the fields of Activity, and `columns` with those of ActivityColumn. What is here stays as it is.
    """
    programme, created = Programme.objects.get_or_create(code=words["code"], defaults=words)
    there = set(programme.activities.values_list("no", flat=True))
    for entry in activities:
        if entry["no"] not in there:
            fields = {name: value for name, value in entry.items() if name != "columns"}
            activity = Activity.objects.create(programme=programme, **fields)
            ActivityColumn.objects.bulk_create(ActivityColumn(activity=activity, **cell) for cell in entry["columns"])
    if created:
        audit.record(actor, "programme.programme.load", programme, {"activities": len(activities)})
    return programme


@transaction.atomic
def adopt_plan(*, programme: Programme, entries: Mapping[int, dict[str, Any]], actor: User) -> int:
    """Give activities that have no dates yet those of a plan brought along, and what each brings forth; returns how many got dates.

    By the activity's number: `planned_from`, `planned_until`, `evidence`, and `deliverables` with the fields of Deliverable. What
    somebody planned here is left alone, and so is a deliverable that an activity has already.
    """
    planned = 0
    for activity in programme.activities.filter(no__in=entries, planned_from__isnull=True):
        entry = entries[activity.no]
        dates = {name: entry[name] for name in ("planned_from", "planned_until")}
        rows = Activity.objects.filter(pk=activity.pk, planned_from__isnull=True)
        planned += bool(dates["planned_from"] and rows.update(**dates, plan_evidence=entry["evidence"]))
        there = set(activity.deliverables.values_list("code", "title"))
        Deliverable.objects.bulk_create(
            Deliverable(activity=activity, **row)
            for row in entry["deliverables"]
            if (row["code"], row["title"]) not in there
        )
    if planned:
        audit.record(actor, "programme.programme.load_plan", programme, {"activities": planned})
        refresh_plan_reviews(programme, actor)
    return planned


def _load_activity(programme: Programme, entry: dict[str, Any]) -> None:
    english = {"title_en": entry["title_en"], "detail_en": "\n".join(entry["detail_en"])}
    indonesian = {"title": entry["title"], "detail": "\n".join(entry["detail"])}
    activity, created = Activity.objects.get_or_create(
        programme=programme, no=entry["number"], defaults={**english, **indonesian, "evidence": Evidence.SOURCE}
    )
    if not created:
        rows = Activity.objects.filter(pk=activity.pk)
        rows.exclude(evidence=Evidence.CONFIRMED).update(**english)
        rows.exclude(title_evidence=Evidence.CONFIRMED).update(**indonesian)
    ActivityColumn.objects.bulk_create(
        (ActivityColumn(activity=activity, column=Column(unit), evidence=Evidence.SOURCE) for unit in entry["units"]),
        ignore_conflicts=True,
    )


@transaction.atomic
def load_plan(*, programme: Programme, today: date, actor: User | None = None) -> int:
    """Give activities that have no dates yet those of the plan, moved so that the plan's today is `today`.

    Deliverables are found again by their code and never overwritten. Only what lies in the past is done: a plan moved
    by whole days keeps what was done before its own today. Returns how many activities got dates.
    """
    data = _read("plan.yaml")
    shift = today - data["today"]
    activities = {row.no: row for row in programme.activities.all()}
    planned = 0
    for entry in data["activities"]:
        move = timedelta() if entry.get("fixed") else shift
        activity = activities[entry["number"]]
        planned += Activity.objects.filter(pk=activity.pk, planned_from__isnull=True).update(**_dates(entry, move))
        for row in entry["deliverables"]:
            _load_deliverable(activity, row, move)
    if planned:
        audit.record(actor, "programme.programme.load_plan", programme, {"activities": planned, "today": today})
    return planned


def _dates(entry: dict[str, Any], move: timedelta) -> dict[str, Any]:
    planned, actual = entry["planned"], entry.get("actual", [None, None])
    names = ("planned_from", "planned_until", "actual_from", "actual_until")
    days = (_moved(day, move) for day in (*planned, *actual))
    return {**dict(zip(names, days, strict=True)), "plan_evidence": Evidence.INFERRED}


def _load_deliverable(activity: Activity, row: dict[str, Any], move: timedelta) -> None:
    Deliverable.objects.get_or_create(
        activity=activity,
        code=row["code"],
        defaults={
            "title": row["title"],
            "title_en": row["title_en"],
            "column": row.get("unit", ""),
            "due_on": _moved(row["due"], move),
            "done_on": _moved(row.get("done"), move),
            "evidence": Evidence.INFERRED,
        },
    )


def _moved(day: date | None, move: timedelta) -> date | None:
    return day + move if day else None


def _read(name: str) -> dict[str, Any]:
    content: dict[str, Any] = read_yaml(DATA / name)
    return content
