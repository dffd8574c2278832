"""Roles begin and end by date."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest

from lms.people import clock, services
from lms.people.enums import Column, Role
from lms.people.errors import Conflict, Refusal
from lms.people.models import AuditEntry, RoleAssignment, User
from lms.people.roles import hats_of
from lms.people.signals import roles_changed
from tests.conftest import Cast
from tests.factories.people import give_role

NOON = datetime(2026, 3, 2, 5, tzinfo=UTC)
TODAY = date(2026, 3, 2)


@pytest.fixture
def told() -> Iterator[list[User]]:
    heard: list[User] = []

    def hear(sender: object, user: User, **kwargs: object) -> None:
        heard.append(user)

    roles_changed.connect(hear)
    yield heard
    roles_changed.disconnect(hear)


@pytest.mark.django_db
def test_a_role_works_at_once_is_written_down_and_told(cast: Cast, told: list[User]) -> None:
    assert not hats_of(cast.outsider).roles
    services.assign_role(actor=cast.admin, user=cast.outsider, role=Role.REVIEWER, column=Column.ILO)
    assert hats_of(cast.outsider).columns == {Column.ILO}
    assert told == [cast.outsider]
    assert AuditEntry.objects.get(action="people.role.assign").actor == cast.admin


@pytest.mark.django_db
def test_the_same_again_changes_nothing(cast: Cast, told: list[User]) -> None:
    first = services.assign_role(actor=cast.admin, user=cast.outsider, role=Role.FACILITATOR)
    again = services.assign_role(actor=cast.admin, user=cast.outsider, role=Role.FACILITATOR)
    assert first == again
    assert len(told) == 1


@pytest.mark.django_db
def test_an_overlap_is_a_conflict(cast: Cast) -> None:
    services.assign_role(actor=cast.admin, user=cast.outsider, role=Role.FACILITATOR)
    later = clock.today() + timedelta(days=5)
    with pytest.raises(Conflict):
        services.assign_role(actor=cast.admin, user=cast.outsider, role=Role.FACILITATOR, valid_from=later)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "fields",
    [
        {"role": "emperor"},
        {"role": Role.REVIEWER},
        {"role": Role.FACILITATOR, "column": Column.ILO},
        {"role": Role.SUPERVISOR},
        {"role": Role.UNIT_CONTACT},
        {"role": Role.FACILITATOR, "valid_from": date(2026, 3, 2), "valid_until": date(2026, 3, 1)},
    ],
)
def test_a_scope_or_dates_that_cannot_be_are_refused(cast: Cast, fields: dict[str, object]) -> None:
    with pytest.raises(Refusal):
        services.assign_role(actor=cast.admin, user=cast.outsider, **fields)


@pytest.mark.django_db
def test_the_last_day_is_valid_and_the_next_is_not(cast: Cast) -> None:
    with clock.at(NOON):
        row = services.assign_role(actor=cast.admin, user=cast.outsider, role=Role.FACILITATOR)
        services.end_role(actor=cast.admin, assignment=row)
        assert hats_of(User.objects.get(pk=cast.outsider.pk)).has(Role.FACILITATOR)
    # 23.59 WIB of the last day, then 00.00 WIB of the next
    with clock.at(datetime(2026, 3, 2, 16, 59, tzinfo=UTC)):
        assert hats_of(User.objects.get(pk=cast.outsider.pk)).has(Role.FACILITATOR)
    with clock.at(datetime(2026, 3, 2, 17, 0, tzinfo=UTC)):
        assert not hats_of(User.objects.get(pk=cast.outsider.pk)).has(Role.FACILITATOR)


@pytest.mark.django_db
def test_two_who_end_a_role_at_once_the_second_is_told(cast: Cast) -> None:
    row = services.assign_role(actor=cast.admin, user=cast.outsider, role=Role.FACILITATOR)
    stale = RoleAssignment.objects.get(pk=row.pk)
    services.end_role(actor=cast.admin, assignment=row)
    with pytest.raises(Conflict):
        services.end_role(actor=cast.admin, assignment=stale, last_day=clock.today() + timedelta(days=9))


@pytest.mark.django_db
def test_a_role_cannot_end_before_it_began(cast: Cast) -> None:
    row = services.assign_role(actor=cast.admin, user=cast.outsider, role=Role.FACILITATOR)
    with pytest.raises(Refusal):
        services.end_role(actor=cast.admin, assignment=row, last_day=clock.today() - timedelta(days=1))


@pytest.mark.django_db
def test_the_last_administrator_stays(cast: Cast) -> None:
    mine = cast.admin.role_assignments.get()
    with pytest.raises(Refusal):
        services.end_role(actor=cast.admin, assignment=mine)
    give_role(cast.outsider, Role.ADMINISTRATOR)
    services.end_role(actor=cast.admin, assignment=mine)


@pytest.mark.django_db
def test_the_flag_of_the_django_admin_follows_the_role(cast: Cast) -> None:
    row = services.assign_role(
        actor=cast.admin, user=cast.outsider, role=Role.ADMINISTRATOR, valid_from=clock.today() - timedelta(days=3)
    )
    assert User.objects.get(pk=cast.outsider.pk).is_staff
    services.end_role(actor=cast.admin, assignment=row, last_day=clock.today() - timedelta(days=1))
    assert not User.objects.get(pk=cast.outsider.pk).is_staff


@pytest.mark.django_db
def test_what_begins_and_ends_by_the_calendar_is_announced_once(cast: Cast, told: list[User]) -> None:
    with clock.at(NOON):
        services.assign_role(
            actor=cast.admin,
            user=cast.outsider,
            role=Role.ADMINISTRATOR,
            valid_from=TODAY + timedelta(days=1),
            valid_until=TODAY + timedelta(days=2),
        )
        assert not User.objects.get(pk=cast.outsider.pk).is_staff
        services.announce_roles()
    told.clear()
    with clock.at(NOON + timedelta(days=1)):
        assert (services.announce_roles(), services.announce_roles()) == (1, 0)
        assert User.objects.get(pk=cast.outsider.pk).is_staff
    with clock.at(NOON + timedelta(days=3)):
        assert (services.announce_roles(), services.announce_roles()) == (1, 0)
        assert not User.objects.get(pk=cast.outsider.pk).is_staff
    assert told == [cast.outsider, cast.outsider]


@pytest.mark.django_db
def test_what_has_ended_stays_as_it_ended(cast: Cast) -> None:
    ended = clock.today() - timedelta(days=10)
    row = give_role(cast.outsider, Role.FACILITATOR, valid_from=ended - timedelta(days=20), valid_until=ended)
    for day in (clock.today() + timedelta(days=5), ended - timedelta(days=5)):
        with pytest.raises(Refusal):
            services.end_role(actor=cast.admin, assignment=row, last_day=day)
    row.refresh_from_db()
    assert row.valid_until == ended


@pytest.mark.django_db
def test_no_end_is_set_behind_what_was_done_since(cast: Cast) -> None:
    row = give_role(cast.outsider, Role.FACILITATOR, valid_from=clock.today() - timedelta(days=20))
    with pytest.raises(Refusal):
        services.end_role(actor=cast.admin, assignment=row, last_day=clock.today() - timedelta(days=2))
    services.end_role(actor=cast.admin, assignment=row, last_day=clock.today() - timedelta(days=1))
