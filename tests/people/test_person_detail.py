"""One person."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from lms.people import services
from lms.people.enums import Column, Role
from tests.conftest import Cast
from tests.people.asking import ask, is_sent_to_sign_in


@pytest.mark.django_db
def test_who_may_see_it(cast: Cast) -> None:
    path = f"/people/{cast.outsider.public_id}/"
    assert is_sent_to_sign_in(path)
    assert ask(cast.admin, path).status_code == 200
    assert ask(cast.coordinator, path).status_code == 200
    assert ask(cast.facilitator, path).status_code == 403
    assert ask(cast.outsider, path).status_code == 403
    assert ask(cast.admin, path, "post").status_code == 405
    assert ask(cast.admin, "/people/0000000000zz/").status_code == 404


@pytest.mark.django_db
def test_a_coordinator_is_offered_only_what_a_coordinator_may(cast: Cast) -> None:
    page = ask(cast.coordinator, f"/people/{cast.reviewer.public_id}/").content.decode()
    for closed in ("/edit/", "/roles/new/", "/close/", "/view-as/"):
        assert closed not in page
    page = ask(cast.admin, f"/people/{cast.reviewer.public_id}/").content.decode()
    for open_ in ("/edit/", "/roles/new/", "/close/", "/view-as/"):
        assert open_ in page


@pytest.mark.django_db
def test_roles_invitation_and_trail_are_there(cast: Cast, client: Client, django_assert_num_queries: Any) -> None:
    one = services.add_person(actor=cast.admin, email="baru@example.test", name="Baru")
    services.assign_role(actor=cast.admin, user=one, role=Role.REVIEWER, column=Column.ILO)
    services.invite(actor=cast.admin, user=one)
    client.force_login(cast.admin)
    client.get(f"/people/{one.public_id}/")
    with django_assert_num_queries(13):
        page = client.get(f"/people/{one.public_id}/")
    assert len(page.context["trail"]) == 3
    assert "/invitation/share/" in page.content.decode()
