"""What a participant's pages of the register weigh on the wire, with their module and styles."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.test import Client

from fieldpractice.services import constraints as services
from lms.people import clock
from tests.bench.browser import Browser
from tests.bench.markup import Markup
from tests.conftest import Cast
from tests.e2e.test_page_weight import COLD, REQUESTS, WARM, _on_the_wire
from tests.factories.constraints import lesson_in, make_stronger, raised
from tests.factories.courses import DURING, make_cohort, make_enrolment

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def during() -> Iterator[None]:
    with clock.at(DURING):
        yield


def test_the_pages_of_the_register_are_light(cast: Cast, application: WSGIHandler) -> None:
    cohort = make_cohort(actor=cast.coordinator)
    enrolment = make_enrolment(actor=cast.coordinator, cohort=cohort, work_unit=cast.unit)
    rows = [
        raised(enrolment.user, cohort, title=f"Kendala nomor {n} di loket", text="Uraian. " * 40) for n in range(30)
    ]
    key = lesson_in(cohort.version).key
    services.assign(
        actor=cast.coordinator, constraint=rows[0], to=cast.coordinator, due_on=clock.today(), lesson_key=key
    )
    newer = make_stronger(actor=cast.coordinator, before=cohort.version)
    answer = services.strengthen(
        actor=cast.coordinator, constraint=rows[0], lesson_key=key, after=newer, text="Diperkuat."
    )
    client = Client()
    client.force_login(enrolment.user)
    name = settings.SESSION_COOKIE_NAME
    browser = Browser(application, {name: client.cookies[name].value})
    weighed: dict[str, tuple[int, int, int]] = {}
    for path in ("/constraints/raise/", "/constraints/", rows[0].get_absolute_url(), answer.get_absolute_url()):
        status, text, reached = browser.read(path)
        assert (status, reached) == (200, path)
        warm = len(browser.call(path).body)
        parts = Markup(text).parts
        assert any(part.endswith("constraints.js") for part in parts) == path.endswith("/raise/")
        weighed[path] = warm, warm + sum(_on_the_wire(browser, part) for part in parts), 1 + len(parts)
    assert not [p for p, (warm, cold, n) in weighed.items() if warm > WARM or cold > COLD or n > REQUESTS], weighed
