"""Zoom's health and the hosts, as the coordinator sees them."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from courses.models import Cohort, Enrolment
from fieldpractice.enums import WorkState
from fieldpractice.models import ZoomHost, ZoomWork
from fieldpractice.services import sessions, zoom
from fieldpractice.standin.state import State
from fieldpractice.webhooks import KNOWN
from fieldpractice.zoom import scopes
from tests.conftest import Cast
from tests.courses.asking import as_user, status
from tests.fieldpractice.sessions.conftest import cohort, draft, host, in_field_practice, people

__all__ = ["cohort", "host", "in_field_practice", "people"]
pytestmark = pytest.mark.django_db
HEALTH = reverse("fieldpractice:zoom_health")
CHECK = reverse("fieldpractice:zoom_check")
AGAIN = reverse("fieldpractice:zoom_again")
HOSTS = reverse("fieldpractice:host_list")


def test_practice_and_scopes_by_name(standin: State, cast: Cast) -> None:
    client = as_user(cast.coordinator)
    page = client.get(HEALTH).text
    assert "Mode latihan" in page
    standin.scopes = list(scopes.NEEDED[1:])
    assert client.post(CHECK).status_code == 302
    page = client.get(HEALTH).text
    assert scopes.NEEDED[0] in page
    assert scopes.NEEDED[1] not in page
    standin.scopes = []
    client.post(CHECK)
    assert scopes.NEEDED[0] not in client.get(HEALTH).text


def test_it_says_what_zoom_is_to_tell_and_where(cast: Cast) -> None:
    page = as_user(cast.coordinator).get(HEALTH).text
    assert "http://testserver/webhooks/zoom/" in page
    assert [event for event in KNOWN if f"<code>{event}</code>" not in page] == []


def test_no_answer_is_told_in_words(cast: Cast) -> None:
    page = as_user(cast.coordinator).post(CHECK, follow=True)
    assert page.status_code == 200
    assert "127.0.0.1:9" not in page.text


def test_not_configured(cast: Cast, settings: Any) -> None:
    settings.PADAN_ZOOM_ACCOUNT_ID, settings.PADAN_ZOOM_PRACTICE = "", False
    page = as_user(cast.coordinator).get(HEALTH).text
    assert "Mode latihan" not in page
    assert CHECK not in page


def test_what_failed_is_tried_again(
    standin: State, cast: Cast, cohort: Cohort, people: list[Enrolment], host: ZoomHost
) -> None:
    standin.rows["unknown_hosts"].append(host.email)
    session = sessions.add_session(actor=cast.coordinator, cohort=cohort, draft=draft(cohort, host=host))
    zoom.work_due()
    client = as_user(cast.coordinator)
    assert session.title in client.get(HEALTH).text
    assert HEALTH in client.get("/dashboard/").text
    standin.rows["unknown_hosts"].clear()
    work = ZoomWork.objects.get()
    assert client.post(AGAIN, {"work": "000000000000"}).status_code == 302
    assert ZoomWork.objects.get().state == WorkState.FAILED
    client.post(AGAIN, {"work": work.public_id})
    assert zoom.work_due() == 1
    assert session.title not in client.get(HEALTH).text


def test_hosts(cast: Cast, cohort: Cohort) -> None:
    client = as_user(cast.coordinator)
    typed = {
        "name": "Zoom 2",
        "email": "Zoom2@example.test",
        "at_once": "2",
        "is_active": "on",
        "user": cast.facilitator.public_id,
    }
    assert client.post(HOSTS, typed).status_code == 302
    host = ZoomHost.objects.get()
    assert (host.email, host.at_once, host.user) == ("zoom2@example.test", 2, cast.facilitator)
    assert client.post(HOSTS, typed).status_code == 422
    edit = reverse("fieldpractice:host_edit", args=[host.pk])
    assert client.post(edit, {**typed, "at_once": "0"}).status_code == 422
    assert client.post(edit, {**typed, "is_active": ""}).status_code == 302
    assert not ZoomHost.objects.get().is_active
    page = client.get(HOSTS).text
    assert "Zoom 2" in page
    assert "z••••@example.test" in page
    assert host.email not in page


@pytest.mark.parametrize("url", [HEALTH, HOSTS])
def test_zooms_side_is_the_organisers(cast: Cast, url: str) -> None:
    for user in (cast.facilitator, cast.reviewer, cast.supervisor, cast.outsider):
        assert status(user, "get", url) == 403
    assert status(None, "get", url) == 401
    assert status(cast.admin, "get", url) == 200
    assert status(cast.coordinator, "delete", url) == 405
    assert status(cast.facilitator, "post", AGAIN) == 403
