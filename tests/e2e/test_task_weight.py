"""What a participant's task pages weigh on the wire, with their modules and styles."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.test import Client

from assignments.models import SubmissionVersion
from assignments.starter import starter_forms
from lms.people import clock
from tests.bench.browser import Browser
from tests.bench.markup import Markup
from tests.conftest import Cast
from tests.e2e.test_page_weight import COLD, REQUESTS, WARM, _on_the_wire
from tests.factories.assignments.submissions import make_handed_in, make_task
from tests.factories.courses import DURING, make_cohort, make_enrolment

CARRY, RULES = "/static/assignments/carry.js", "/static/assignments/rules.js"

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def during() -> Iterator[None]:
    with clock.at(DURING):
        yield


@pytest.fixture
def pages(cast: Cast, application: WSGIHandler) -> tuple[Browser, dict[str, str]]:
    """A participant with every starter form as a task, the longest of them named, and one handed in."""
    cohort = make_cohort(actor=cast.coordinator)
    enrolment = make_enrolment(actor=cast.coordinator, cohort=cohort, work_unit=cast.unit)
    tasks = {form["code"]: make_task(actor=cast.coordinator, cohort=cohort, form=form) for form in starter_forms()[0]}
    handed: SubmissionVersion = make_handed_in(
        task=make_task(actor=cast.coordinator, cohort=cohort, due_on=clock.today() + timedelta(days=3)),
        enrolment=enrolment,
    )
    client = Client()
    client.force_login(enrolment.user)
    name = settings.SESSION_COOKIE_NAME
    addresses = {code: f"/tasks/{task.public_id}/1/" for code, task in tasks.items()}
    addresses |= {"list": "/tasks/", "submission": f"/submissions/{handed.submission.public_id}/"}
    return Browser(application, {name: client.cookies[name].value}), addresses


def test_the_pages_of_tasks_are_light(pages: tuple[Browser, dict[str, str]]) -> None:
    browser, addresses = pages
    weighed: dict[str, tuple[int, int, int]] = {}
    for what, path in addresses.items():
        status, text, reached = browser.read(path)
        assert (status, reached) == (200, path)
        warm = len(browser.call(path).body)
        parts = Markup(text).parts
        assert any(part.endswith(".js") for part in parts) or what == "submission"
        # A module brings those it imports.
        modules = {"submission": [], "list": [CARRY]}.get(what, [CARRY, RULES])
        wire = [*parts, *(one for one in modules if one not in parts)]
        weighed[what] = warm, warm + sum(_on_the_wire(browser, part) for part in wire), 1 + len(wire)
    assert len(weighed) == 14
    assert not [what for what, (warm, cold, n) in weighed.items() if warm > WARM or cold > COLD or n > REQUESTS], (
        weighed
    )
