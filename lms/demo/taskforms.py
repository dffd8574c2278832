"""The demo's task forms: the twelve, signed by seven units and published; a newer LT-03 in review; tasks of two cohorts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from assignments.models import FormVersion, Task, TaskForm
from assignments.queries.taskforms import open_reviews
from assignments.queries.tasks import field_stage
from assignments.schema.building import schema_of
from assignments.services import taskforms, tasks
from assignments.starter import starter_forms, usual_plan
from courses.models import Cohort
from lms.demo.people import REVIEWERS
from lms.demo.submissions import FORMS
from lms.people import clock
from lms.people.enums import Column
from lms.people.models import User
from lms.programme.enums import Verdict
from lms.programme.services import Seen, sign

STRENGTHENED = "LT-03"
NEW_HELP = {
    "id": "Sebutkan pokok persoalan, bukan jalan hidup klien. Inisial saja.",
    "en": "The matter itself, not the client's life. Initials only.",
}


def build_forms(*, staff: dict[str, User], begin: date) -> None:
    """Load the twelve forms, put each to the seven units, let them sign, publish: all in the weeks before `begin`."""
    coordinator = staff["koordinator"]
    schemas, evidence = starter_forms()
    with clock.at(clock.at_midday(begin - timedelta(days=24))):
        taskforms.load_forms(actor=coordinator, schemas=schemas, evidence=evidence)
        versions = [
            taskforms.freeze_form(form=form, actor=coordinator, note="Formulir awal program.")
            for form in TaskForm.objects.order_by("code")
        ]
        for version in versions:
            taskforms.send_to_review(version=version, due_on=begin, actor=coordinator)
    for number, (account, column) in enumerate(REVIEWERS.items()):
        with clock.at(clock.at_midday(begin - timedelta(days=18 - number))):
            for version in versions:
                _sign(version, staff[account], column)
    with clock.at(clock.at_midday(begin - timedelta(days=4))):
        for version in versions:
            taskforms.publish_version(version=version, actor=coordinator)


def build_newer_form(*, staff: dict[str, User], today: date) -> None:
    """Strengthen one form after what the field showed; two units have signed it, five are awaited."""
    editor = staff["fasilitator"]
    form = TaskForm.objects.get(code=STRENGTHENED)
    schema = schema_of(form)
    for one in schema["sections"][1]["fields"]:
        if one["key"] == "masalah":
            one["help"] = NEW_HELP
    with clock.at(clock.at_midday(today - timedelta(days=4))):
        taskforms.write_form(actor=editor, schema=schema)
        note = "Petunjuk pengisian diperjelas setelah beberapa lembar memuat riwayat pribadi klien."
        version = taskforms.freeze_form(form=form, actor=editor, note=note)
        taskforms.send_to_review(version=version, due_on=today + timedelta(days=10), actor=editor)
    with clock.at(clock.at_midday(today - timedelta(days=2))):
        for account, column in list(REVIEWERS.items())[:2]:
            _sign(version, staff[account], column)


def build_tasks(*, staff: dict[str, User], cohorts: Sequence[Cohort]) -> None:
    """Plan the tasks of the finished and of the running cohort before their field practice."""
    coordinator = staff["koordinator"]
    lines, due_time = usual_plan()
    finished, running = cohorts[:2]
    # The first cohort was set the forms that stand alone, each once.
    first = [replace(line, count=1) for line in lines if line.form in FORMS]
    for cohort, wanted in ((finished, first), (running, lines)):
        stage = field_stage(cohort)
        assert stage is not None  # noqa: S101 - every cohort of the demo has the five stages
        with clock.at(clock.at_midday(stage.starts_on - timedelta(days=7))):
            tasks.plan_tasks(actor=coordinator, cohort=cohort, lines=wanted, due_time=due_time)
            tasks.open_tasks(actor=coordinator, cohort=cohort)
    _extend(staff, running)


def close_tasks(*, staff: dict[str, User], cohort: Cohort) -> None:
    """Close the tasks of a cohort whose field practice is over."""
    stage = field_stage(cohort)
    if stage is not None:
        with clock.at(clock.at_midday(stage.ends_on + timedelta(days=10))):
            for task in Task.objects.filter(cohort=cohort).select_related("cohort", "form_version"):
                tasks.close_task(actor=staff["koordinator"], task=task)


def _extend(staff: dict[str, User], cohort: Cohort) -> None:
    """More days for everybody on one task, and for one person on another."""
    constraint, record = (Task.objects.get(cohort=cohort, plan_key=key) for key in ("LT-11", "LT-03"))
    with clock.at(clock.at_midday(constraint.due_on - timedelta(days=1))):
        tasks.extend(
            actor=staff["koordinator"],
            task=constraint,
            due_on=constraint.due_on + timedelta(days=3),
            reason="Jaringan di beberapa unit terputus selama pemeliharaan.",
        )
        person = cohort.enrolments.order_by("pk").first()
        if person is not None:
            tasks.extend(
                actor=staff["fasilitator"],
                task=record,
                due_on=record.due_on + timedelta(days=5),
                reason="Bertugas pada bursa kerja provinsi.",
                enrolment=person,
            )


def _sign(version: FormVersion, person: User, column: Column) -> None:
    for review in open_reviews(version):
        if review.columns.filter(column=column).exists():
            seen = {part.public_id: Seen(digest=part.digest) for part in review.parts.all()}
            sign(review=review, column=column, verdict=Verdict.APPROVE, reason="", seen=seen, actor=person)
