"""Editing somebody's data."""

from __future__ import annotations

from datetime import timedelta

import pytest

from lms.people import clock, services
from lms.people.enums import Role
from lms.people.models import User
from lms.people.queries import fingerprint
from tests.conftest import Cast
from tests.factories.people import give_role
from tests.people.asking import ask, is_sent_to_sign_in


def path(one: User) -> str:
    return f"/people/{one.public_id}/edit/"


def data(one: User, **changes: str) -> dict[str, str]:
    return {"name": one.name, "email": one.email, "language": "id", "seen": fingerprint(one), **changes}


@pytest.mark.django_db
def test_who_may(cast: Cast) -> None:
    assert is_sent_to_sign_in(path(cast.outsider))
    assert ask(cast.admin, path(cast.reviewer)).status_code == 200
    assert ask(cast.coordinator, path(cast.outsider)).status_code == 200
    assert ask(cast.coordinator, path(cast.reviewer)).status_code == 403
    assert ask(cast.coordinator, path(cast.admin), "post", **data(cast.admin, name="X")).status_code == 403
    assert ask(cast.facilitator, path(cast.outsider)).status_code == 403


@pytest.mark.django_db
def test_who_will_hold_a_role_is_kept_by_administrators_already(cast: Cast) -> None:
    give_role(cast.outsider, Role.ADMINISTRATOR, valid_from=clock.today() + timedelta(days=1))
    taken = data(cast.outsider, email="mine@example.test")
    assert ask(cast.coordinator, path(cast.outsider), "post", **taken).status_code == 403
    assert ask(cast.coordinator, f"/people/{cast.outsider.public_id}/invite/", "post").status_code == 403
    assert ask(cast.admin, path(cast.outsider)).status_code == 200


@pytest.mark.django_db
def test_whose_role_has_ended_is_kept_by_coordinators_again(cast: Cast) -> None:
    yesterday = clock.today() - timedelta(days=1)
    give_role(cast.outsider, Role.REVIEWER, column="ILO", valid_from=yesterday, valid_until=yesterday)
    assert ask(cast.coordinator, path(cast.outsider)).status_code == 200


@pytest.mark.django_db
def test_a_change_is_saved(cast: Cast) -> None:
    answer = ask(cast.coordinator, path(cast.outsider), "post", **data(cast.outsider, position="Petugas Antar Kerja"))
    assert answer.status_code == 302
    cast.outsider.refresh_from_db()
    assert cast.outsider.position == "Petugas Antar Kerja"


@pytest.mark.django_db
def test_the_second_of_two_editors_keeps_the_typed_text_and_may_save_again(cast: Cast) -> None:
    typed = data(cast.outsider, name="Kedua")
    services.update_person(actor=cast.admin, person=cast.outsider, seen=fingerprint(cast.outsider), name="Pertama")
    answer = ask(cast.admin, path(cast.outsider), "post", **typed)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert 'value="Kedua"' in page
    cast.outsider.refresh_from_db()
    assert cast.outsider.name == "Pertama"
    again = {**typed, "seen": fingerprint(cast.outsider)}
    assert again["seen"] in page
    assert ask(cast.admin, path(cast.outsider), "post", **again).status_code == 302


@pytest.mark.django_db
def test_bad_input_changes_nothing(cast: Cast) -> None:
    answer = ask(cast.admin, path(cast.outsider), "post", **data(cast.outsider, nip="123"))
    assert answer.status_code == 422
    assert "nip" in answer.context["form"].errors
