"""Looking with somebody else's eyes: read-only and written down."""

from __future__ import annotations

import pytest
from django.test import Client

from lms.people.enums import Role
from lms.people.models import AuditEntry, User
from tests.conftest import Cast
from tests.factories.people import give_role


@pytest.fixture
def looking(cast: Cast, client: Client) -> Client:
    """The administrator, looking as the facilitator."""
    client.force_login(cast.admin)
    answer = client.post(f"/people/{cast.facilitator.public_id}/view-as/", {"reason": "Membantu lewat telepon"})
    assert answer["Location"] == "/dashboard/"
    return client


@pytest.mark.django_db
def test_pages_are_the_other_persons_and_say_so(cast: Cast, looking: Client) -> None:
    page = looking.get("/dashboard/")
    request = page.wsgi_request
    assert request.user == cast.facilitator
    assert request.viewed_as == cast.facilitator  # type: ignore[attr-defined]
    assert request.hat == Role.FACILITATOR  # type: ignore[attr-defined]
    assert "/view-as/end/" in page.content.decode()
    assert looking.get("/people/").status_code == 403


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
@pytest.mark.parametrize("path", ["/profile/edit/", "/language/", "/dashboard/hat/", "/people/new/", "/no-such-page/"])
def test_nothing_can_be_written(cast: Cast, looking: Client, method: str, path: str) -> None:
    before = AuditEntry.objects.count()
    answer = getattr(looking, method)(path, {"language": "en", "name": "X"})
    assert answer.status_code == 403
    assert AuditEntry.objects.count() == before
    cast.facilitator.refresh_from_db()
    assert cast.facilitator.language == "id"


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path", ["/admin/", "/cms/", "/accounts/sessions/", "/accounts/2fa/", "/accounts/password/change/"]
)
def test_editors_and_account_pages_are_shut(looking: Client, path: str) -> None:
    assert looking.get(path).status_code == 403
    assert looking.post(path).status_code == 403


@pytest.mark.django_db
def test_beginning_and_end_are_in_the_trail_and_the_end_gives_back_ones_own_eyes(cast: Cast, looking: Client) -> None:
    answer = looking.post("/view-as/end/")
    assert answer["Location"] == f"/people/{cast.facilitator.public_id}/"
    assert looking.get("/dashboard/").wsgi_request.user == cast.admin
    entries = AuditEntry.objects.filter(action__startswith="people.view_as").order_by("id")
    assert [entry.action for entry in entries] == ["people.view_as.start", "people.view_as.stop"]
    assert {entry.actor for entry in entries} == {cast.admin}
    assert "telepon" in str(entries[0].changes)


@pytest.mark.django_db
def test_ending_needs_a_post_and_is_harmless_without_a_beginning(cast: Cast, looking: Client) -> None:
    assert looking.get("/view-as/end/").status_code == 405
    looking.post("/view-as/end/")
    assert looking.post("/view-as/end/")["Location"] == "/dashboard/"


@pytest.mark.django_db
def test_without_a_reason_nobody_looks(cast: Cast, client: Client) -> None:
    client.force_login(cast.admin)
    assert client.post(f"/people/{cast.facilitator.public_id}/view-as/", {"reason": " "}).status_code == 422
    assert client.get("/dashboard/").wsgi_request.user == cast.admin


@pytest.mark.django_db
def test_it_ends_when_either_of_the_two_changes(cast: Cast, looking: Client) -> None:
    give_role(cast.facilitator, Role.ADMINISTRATOR)
    assert looking.get("/dashboard/").wsgi_request.user == cast.admin
    assert "view_as" not in looking.session


@pytest.mark.django_db
def test_an_administrator_no_more_sees_nothing_more(cast: Cast, looking: Client) -> None:
    cast.admin.role_assignments.all().delete()
    assert looking.get("/dashboard/").wsgi_request.user == cast.admin


@pytest.mark.django_db
def test_a_key_in_the_session_of_somebody_else_opens_nothing(cast: Cast, client: Client) -> None:
    client.force_login(cast.coordinator)
    session = client.session
    session["view_as"] = cast.facilitator.public_id
    session.save()
    assert client.get("/dashboard/").wsgi_request.user == User.objects.get(pk=cast.coordinator.pk)
