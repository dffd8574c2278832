"""From the editor to the cohort: a form is edited and sent to review, a unit signs, it is published, tasks are planned."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from assignments.enums import FormState, TaskState
from assignments.models import FormVersion, Task, TaskForm
from assignments.schema.building import schema_of
from assignments.services.taskforms import load_forms, write_form
from assignments.starter import starter_forms
from cms.services import build_site
from courses.models import Cohort
from lms.people.enums import Column, Role
from lms.people.models import User
from lms.people.services import assign_role
from tests.e2e.browsing import follow
from tests.factories.courses import make_cohort
from tests.factories.people import make_reviewer, make_user
from tests.factories.programme import make_programme

SignIn = Callable[[Page, User], None]
Axe = Callable[..., None]


@pytest.fixture
def coordinator(live_server: object) -> User:
    build_site()
    user = make_user(name="Endang Puspitasari")
    assign_role(actor=None, user=user, role=Role.COORDINATOR)
    return user


@pytest.fixture
def editor(coordinator: User) -> User:
    user = make_user(name="Togar Simanjuntak")
    assign_role(actor=None, user=user, role=Role.FACILITATOR)
    return user


@pytest.fixture
def form(coordinator: User) -> TaskForm:
    """One of the starter forms, in a programme whose activity 5 one unit signs."""
    make_programme(activities=5, columns=(Column.ILO,))
    schemas, evidence = starter_forms()
    load_forms(actor=coordinator, schemas=schemas[:1], evidence=evidence)
    return TaskForm.objects.get()


@pytest.fixture
def cohort(coordinator: User) -> Cohort:
    return make_cohort(actor=coordinator)


def test_from_the_editor_to_the_cohort(
    page: Page, sign_in: SignIn, axe: Axe, form: TaskForm, cohort: Cohort, editor: User, coordinator: User
) -> None:
    # The editor's text is in; the facilitator makes a version and sends it to review.
    sign_in(page, editor)
    page.goto("/task-forms/")
    axe(page)
    follow(page.get_by_role("link", name=re.compile("LT-01")))
    axe(page)
    page.locator("textarea[name=note]").fill("Versi awal")
    follow(page.locator("main form button[type=submit]"))
    expect(page.locator(".phone > fieldset")).to_have_count(3)
    axe(page)
    follow(page.locator("form[action$='/send/'] button"))
    expect(page.locator("main a[href^='/reviews/']")).to_have_count(1)
    version = FormVersion.objects.get()
    assert version.state == FormState.IN_REVIEW

    # The unit reads and signs everything.
    sign_in(page, make_reviewer(Column.ILO, name="Maria Pattinasarany"))
    page.goto(version.get_absolute_url())
    axe(page)
    follow(page.locator("main a[href^='/reviews/']"))
    axe(page)
    follow(page.locator(".mine button[name=approve_all]"))
    expect(page.locator(".messages")).to_be_visible()

    # The coordinator publishes it, plans the tasks and opens them.
    sign_in(page, coordinator)
    page.goto(version.get_absolute_url())
    follow(page.locator("form[action$='/publish/'] button"))
    page.goto(f"{cohort.get_absolute_url()}tasks/")
    axe(page)
    follow(page.locator(f"a[href='{cohort.get_absolute_url()}tasks/plan/']").first)
    axe(page)
    page.locator("input[name='LT-01_last']").fill("4")
    follow(page.locator("main form button[type=submit]"))
    axe(page)
    follow(page.locator("form[action$='/tasks/open/'] button"))
    task = Task.objects.get()
    assert (task.state, task.last_week) == (TaskState.OPEN, 4)
    follow(page.locator(f"a[href='/tasks/{task.public_id}/manage/']"))
    axe(page)
    follow(page.locator(f"a[href='/tasks/{task.public_id}/extend/']"))
    axe(page)


def test_the_builder_shows_a_mistake_at_its_field(
    page_at: Callable[[int], Page], sign_in: SignIn, form: TaskForm, editor: User
) -> None:
    # No SOP is here whose steps could be ticked.
    schema = schema_of(form)
    schema["sections"] = [{**section, "steps": []} for section in schema["sections"]]
    form = write_form(actor=editor, schema=schema)
    page = page_at(1280)
    sign_in(page, editor)
    page.goto(f"/cms/snippets/assignments/taskform/edit/{form.pk}/")
    calculation = page.locator("input[name$='-calculation']").first
    calculation.evaluate("field => { field.value = 'jam_datang - tidak_ada'; }")
    page.locator("footer button[type=submit]").first.click()
    expect(page.locator("text=tidak_ada").first).to_be_attached()
    assert schema_of(TaskForm.objects.get()) == schema
