"""The screens of tasks set for a cohort. Who may open them is in tests/permissions."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

from assignments.enums import TaskState
from assignments.models import Extension, FormVersion, Task, TaskForm
from assignments.queries.tasks import field_stage, fingerprint
from assignments.services import taskforms
from assignments.starter import starter_forms
from courses.models import Cohort
from lms.people import clock
from lms.people.enums import Role
from tests.assignments.taskforms.asking import address, as_user, queries
from tests.conftest import Cast
from tests.courses.asking import sent_again
from tests.factories.assignments.taskforms import form_schema, make_form_version, make_task
from tests.factories.courses import make_enrolment
from tests.factories.people import make_unit, role_ended


def test_the_list_costs_the_same_with_one_and_three_tasks(cast: Cast, cohort: Cohort, task: Task) -> None:
    client, url = as_user(cast.coordinator), address("cohort_tasks", cohort.public_id)
    one = queries(client, url)
    for _ in range(2):
        make_task(actor=cast.coordinator, cohort=cohort, version=task.form_version)
    assert queries(client, url) == one


def test_an_empty_list_leads_to_planning(cast: Cast, cohort: Cohort) -> None:
    page = as_user(cast.coordinator).get(address("cohort_tasks", cohort.public_id)).content.decode()
    assert address("cohort_task_plan", cohort.public_id) in page


def test_the_usual_plan_is_planned_as_typed_and_opened(cast: Cast, cohort: Cohort) -> None:
    schemas, evidence = starter_forms()
    taskforms.load_forms(actor=cast.coordinator, schemas=schemas[:2], evidence=evidence)
    for form in TaskForm.objects.all():
        make_form_version(actor=cast.coordinator, form=form, closer=cast.admin)
    client, url = as_user(cast.coordinator), address("cohort_task_plan", cohort.public_id)
    assert client.get(url).status_code == 200
    typed: dict[str, Any] = {"LT-01_on": "on", "LT-01_first": 2, "LT-01_last": 1, "LT-01_count": 1, "LT-01_weight": "2"}
    typed |= {"LT-02_first": 1, "LT-02_last": 3, "LT-02_count": 1, "LT-02_weight": 1}
    assert client.post(url, typed).status_code == 422
    assert client.post(url, {**typed, "LT-01_last": 3}).status_code == 302
    task = Task.objects.get()
    assert (task.plan_key, task.first_week, task.last_week, task.state) == ("LT-01", 2, 3, TaskState.DRAFT)
    client.post(address("cohort_tasks_open", cohort.public_id))
    task.refresh_from_db()
    assert task.state == TaskState.OPEN
    assert "LT-01_on" not in client.get(url).content.decode()


def typed_task(**more: Any) -> dict[str, Any]:
    return {"due_time": "23:59", "count": 1, "weight": 1, "tolerance": 10, **more}


def test_a_task_is_set_by_weeks_or_by_days(cast: Cast, cohort: Cohort, published: FormVersion) -> None:
    client, url = as_user(cast.coordinator), address("task_add", cohort.public_id)
    assert client.get(url).status_code == 200
    form = {"version": published.public_id}
    assert client.post(url, typed_task(**form)).status_code == 422
    assert client.post(url, typed_task(**form, first_week=2)).status_code == 422
    assert client.post(url, typed_task(**form, first_week=2, last_week=99)).status_code == 422
    assert client.post(url, typed_task(**form, first_week=2, last_week=3)).status_code == 302
    stage = field_stage(cohort)
    assert stage is not None
    assert Task.objects.get().opens_on == stage.starts_on + timedelta(days=7)
    assert client.post(url, typed_task(**form, opens_on="2026-10-01", due_on="2026-09-01")).status_code == 422
    assert client.post(url, typed_task(**form, opens_on="2026-09-01", due_on="2026-10-01")).status_code == 302


def test_the_time_of_release_is_typed_in_the_zone_that_is_named(cast: Cast, cohort: Cohort, task: Task) -> None:
    cast.coordinator.work_unit = make_unit(time_zone="Asia/Jayapura")
    cast.coordinator.save(update_fields=["work_unit"])
    client, url = as_user(cast.coordinator), address("task_edit", task.public_id)
    assert client.get(url).context["form"].fields["release_at"].help_text.endswith("Dalam WIT.")
    days = {"opens_on": task.opens_on.isoformat(), "due_on": task.due_on.isoformat()}
    typed = typed_task(**days, seen=fingerprint(task), release_at=f"{task.due_on:%d/%m/%Y} 08.00")
    assert client.post(url, typed).status_code == 302
    task.refresh_from_db()
    assert task.release_at == datetime.combine(task.due_on, time(6), clock.WIB)
    assert f'value="{task.due_on}T08:00"' in client.get(url).content.decode()


def test_a_task_is_changed_on_what_was_seen(cast: Cast, cohort: Cohort, task: Task) -> None:
    client, url = as_user(cast.coordinator), address("task_edit", task.public_id)
    seen = fingerprint(task)
    days = {"opens_on": task.opens_on.isoformat(), "due_on": task.due_on.isoformat()}
    typed = typed_task(**days, graders=[cast.facilitator.pk], seen=seen)
    assert client.post(url, {**typed, "count": 3}).status_code == 302
    refused = client.post(url, {**typed, "count": 4, "graders": []})
    assert refused.status_code == 422
    told = {name: list(words) for name, words in refused.context["form"].errors.items() if name != "__all__"}
    on_record = f"Yang tercatat sekarang: {cast.facilitator}"
    assert told == {"count": ["Yang tercatat sekarang: 3"], "graders": [on_record]}, "only what differs is named"
    task.refresh_from_db()
    assert task.count == 3
    again = {**sent_again(refused), "graders": [cast.facilitator.pk]}
    assert client.post(url, again).status_code == 302, "the page that came back can be saved"
    task.refresh_from_db()
    assert task.count == 4
    assert str(cast.facilitator) in client.get(address("task_manage", task.public_id)).content.decode()


def test_whose_role_has_ended_is_not_offered_as_a_grader(cast: Cast, task: Task) -> None:
    client, url = as_user(cast.coordinator), address("task_edit", task.public_id)
    assert cast.facilitator in client.get(url).context["form"].fields["graders"].queryset
    role_ended(cast.facilitator, Role.FACILITATOR)
    assert cast.facilitator not in client.get(url).context["form"].fields["graders"].queryset


def test_a_grader_who_is_no_longer_offered_was_not_taken_out_by_the_second_saver(cast: Cast, task: Task) -> None:
    task.graders.set([cast.facilitator])
    role_ended(cast.facilitator, Role.FACILITATOR)
    days = {"opens_on": task.opens_on.isoformat(), "due_on": task.due_on.isoformat()}
    typed = typed_task(**days, count=4, seen="an older one")
    refused = as_user(cast.coordinator).post(address("task_edit", task.public_id), typed)
    assert refused.status_code == 422
    assert refused.context["form"].errors.keys() == {"__all__", "count"}


def test_opening_and_closing_by_a_click(cast: Cast, task: Task) -> None:
    client = as_user(cast.coordinator)
    for name, state in (
        ("task_close", "closed"),
        ("task_close", "closed"),
        ("task_open", "open"),
        ("task_open", "open"),
    ):
        assert client.post(address(name, task.public_id)).status_code == 302
        task.refresh_from_db()
        assert task.state == state
    assert client.get(address("task_close", task.public_id)).status_code == 405


def test_a_facilitator_extends_for_one_person(cast: Cast, cohort: Cohort, task: Task) -> None:
    enrolment = make_enrolment(actor=cast.coordinator, cohort=cohort, name="Rara Wulandari")
    client, url = as_user(cast.facilitator), address("task_extend", task.public_id)
    later = (task.due_on + timedelta(days=4)).isoformat()
    assert client.post(url, {"enrolment": enrolment.public_id, "due_on": later, "reason": ""}).status_code == 422
    for _ in range(2):
        assert (
            client.post(url, {"enrolment": enrolment.public_id, "due_on": later, "reason": "Dinas"}).status_code == 302
        )
    assert Extension.objects.get().enrolment == enrolment
    assert "Rara Wulandari" in client.get(address("task_manage", task.public_id)).content.decode()


def test_a_task_moves_after_the_changes_were_shown(cast: Cast, task: Task) -> None:
    client, url = as_user(cast.coordinator), address("task_move", task.public_id)
    assert client.get(url).status_code == 404
    before = task.form_version
    schema = form_schema(before.form.code)
    schema["sections"][0]["fields"][3]["label"] = {"id": "Banyaknya"}
    taskforms.write_form(actor=cast.coordinator, schema=schema)
    with clock.at(clock.now() + timedelta(days=3)):
        after = make_form_version(actor=cast.coordinator, form=before.form, closer=cast.admin)
    assert "Banyaknya" in client.get(url).content.decode()
    typed = {"before": before.public_id, "to": after.public_id, "reason": "Lebih jelas"}
    assert client.post(url, {**typed, "reason": ""}).status_code == 422
    assert client.post(url, {**typed, "to": "0" * 12}).status_code == 422
    refused = client.post(url, {**typed, "before": after.public_id})
    assert refused.status_code == 422
    assert sent_again(refused) == typed, "the page that came back shows the versions of now, and moves by them"
    assert client.post(url, typed).status_code == 302
    late = client.post(url, typed)
    assert late.status_code == 422
    assert 'name="to"' not in late.text, "there is no newer version to send"
    assert address("task_manage", task.public_id) in late.text
    task.refresh_from_db()
    assert task.form_version == after


def test_a_task_moves_to_no_version_that_was_not_shown(cast: Cast, task: Task) -> None:
    client, url, before = as_user(cast.coordinator), address("task_move", task.public_id), task.form_version
    schema = form_schema(before.form.code)
    versions = []
    for days, label in ((3, "Banyaknya"), (6, "Jumlah orang")):
        schema["sections"][0]["fields"][3]["label"] = {"id": label}
        taskforms.write_form(actor=cast.coordinator, schema=schema)
        with clock.at(clock.now() + timedelta(days=days)):
            versions.append(make_form_version(actor=cast.coordinator, form=before.form, closer=cast.admin))
    typed = {"before": before.public_id, "to": versions[0].public_id, "reason": "Lebih jelas"}
    refused = client.post(url, typed)
    assert (refused.status_code, refused.context["newer"]) == (422, versions[1])
    assert client.post(url, sent_again(refused)).status_code == 302
    task.refresh_from_db()
    assert task.form_version == versions[1]
