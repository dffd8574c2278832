"""Setting the last day of a role."""

from __future__ import annotations

import pytest

from lms.people import clock
from lms.people.models import User
from tests.conftest import Cast
from tests.people.asking import ask, is_sent_to_sign_in


def path(one: User, owner: User | None = None) -> str:
    return f"/people/{one.public_id}/roles/{(owner or one).role_assignments.get().pk}/end/"


@pytest.mark.django_db
def test_administrators_only(cast: Cast) -> None:
    assert is_sent_to_sign_in(path(cast.facilitator))
    assert ask(cast.admin, path(cast.facilitator)).status_code == 200
    assert ask(cast.coordinator, path(cast.facilitator), "post", last_day="2026-01-01").status_code == 403
    assert ask(cast.admin, path(cast.outsider, owner=cast.facilitator)).status_code == 404


@pytest.mark.django_db
def test_the_last_day_is_set(cast: Cast) -> None:
    today = clock.today()
    assert ask(cast.admin, path(cast.facilitator), "post", last_day=f"{today}").status_code == 302
    assert cast.facilitator.role_assignments.get().valid_until == today


@pytest.mark.django_db
@pytest.mark.parametrize("day", ["1999-01-01", "tomorrow", ""])
def test_bad_input_changes_nothing(cast: Cast, day: str) -> None:
    assert ask(cast.admin, path(cast.facilitator), "post", last_day=day).status_code == 422
    assert cast.facilitator.role_assignments.get().valid_until is None


@pytest.mark.django_db
def test_the_last_administrator_is_refused_on_the_form(cast: Cast) -> None:
    answer = ask(cast.admin, path(cast.admin), "post", last_day=f"{clock.today()}")
    assert "__all__" in answer.context["form"].errors
