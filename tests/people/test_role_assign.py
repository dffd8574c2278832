"""Giving a role."""

from __future__ import annotations

import pytest

from lms.people.enums import Column, Role
from lms.people.models import User
from tests.conftest import Cast
from tests.people.asking import ask, is_sent_to_sign_in


def path(one: User) -> str:
    return f"/people/{one.public_id}/roles/new/"


@pytest.mark.django_db
def test_administrators_only(cast: Cast) -> None:
    assert is_sent_to_sign_in(path(cast.outsider))
    assert ask(cast.admin, path(cast.outsider)).status_code == 200
    data = {"role": Role.ADMINISTRATOR, "valid_from": "2026-01-01"}
    for other in (cast.coordinator, cast.facilitator, cast.outsider):
        assert ask(other, path(cast.outsider)).status_code == 403
        assert ask(other, path(other), "post", **data).status_code == 403
    assert not cast.outsider.role_assignments.exists()


@pytest.mark.django_db
def test_a_reviewer_gets_the_column(cast: Cast) -> None:
    data = {"role": "reviewer", "column": "ILO", "valid_from": "2026-01-01", "valid_until": ""}
    assert ask(cast.admin, path(cast.outsider), "post", **data).status_code == 302
    assert cast.outsider.role_assignments.get().column == Column.ILO


@pytest.mark.django_db
def test_a_scope_that_belongs_to_another_role_is_dropped(cast: Cast) -> None:
    data = {"role": "facilitator", "column": "ILO", "work_unit": str(cast.unit.pk), "valid_from": "2026-01-01"}
    ask(cast.admin, path(cast.outsider), "post", **data)
    held = cast.outsider.role_assignments.get()
    assert (held.column, held.work_unit) == ("", None)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"role": "reviewer"}, "column"),
        ({"role": "supervisor"}, "work_unit"),
        ({"role": "unit_contact"}, "work_unit"),
        ({"role": "emperor"}, "role"),
        ({"valid_until": "2025-12-31"}, "valid_until"),
        ({"valid_from": ""}, "valid_from"),
    ],
)
def test_bad_input_names_the_field(cast: Cast, changes: dict[str, str], field: str) -> None:
    data = {"role": "facilitator", "valid_from": "2026-01-01", **changes}
    answer = ask(cast.admin, path(cast.outsider), "post", **data)
    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    assert not cast.outsider.role_assignments.exists()


@pytest.mark.django_db
def test_an_overlap_is_told_on_the_form(cast: Cast) -> None:
    answer = ask(cast.admin, path(cast.facilitator), "post", role="facilitator", valid_from="2020-01-01")
    assert answer.status_code == 422
    assert "__all__" in answer.context["form"].errors
