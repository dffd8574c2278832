"""Queries whose SQL is kept: they answer as the querysets they were made from, and always anew."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth import get_user
from django.test import Client, RequestFactory

from lms.people import clock
from lms.people.backends import PersonBackend
from lms.people.enums import Role
from lms.people.models import RoleAssignment, User, is_in_force
from lms.people.prepared import Prepared
from lms.people.roles import hats_of
from tests.factories.people import give_role, make_unit, make_user

pytestmark = pytest.mark.django_db


def test_answers_as_its_queryset_and_sees_every_change(django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
    people = User.objects.values_list("id", "name", "date_joined", "birth_date", "is_active", "nip")
    prepared = Prepared(lambda pk: people.filter(pk=pk, name__startswith="Orang").order_by())
    one, other = make_user(birth_date="1990-02-03"), make_user(name="Orang Lain")
    for person in (one, other):
        with django_assert_num_queries(1):
            rows = prepared(person.pk)
        assert rows == list(people.filter(pk=person.pk))
    User.objects.filter(pk=one.pk).update(name="Bukan")
    assert prepared(one.pk) == []


def test_a_query_without_its_id_or_with_two_is_refused() -> None:
    for build in (
        lambda _pk: User.objects.values_list("id"),
        lambda pk: User.objects.filter(pk=pk, work_unit_id=pk).values_list("id"),
    ):
        with pytest.raises(ValueError, match="once"):
            Prepared(build)(1)


def test_the_person_of_a_session_is_whole_and_comes_with_the_unit(django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
    for person in (make_user(work_unit=make_unit(time_zone="Asia/Jayapura")), make_user()):
        with django_assert_num_queries(1):
            found = PersonBackend().get_user(person.pk)
            assert found is not None
            zone = found.work_unit.time_zone if found.work_unit else ""
        kept = User.objects.get(pk=person.pk)
        assert all(
            getattr(found, field.attname) == getattr(kept, field.attname) for field in User._meta.concrete_fields
        )
        assert zone == ("Asia/Jayapura" if person.work_unit else "")
        assert not found._state.adding
        found.position = "Pengantar kerja"
        found.save()
        assert User.objects.get(pk=person.pk).position == "Pengantar kerja"


def test_a_closed_or_missing_account_is_nobody() -> None:
    assert PersonBackend().get_user(make_user(is_active=False).pk) is None
    assert PersonBackend().get_user(0) is None


def test_a_role_at_hand_is_in_force_on_the_days_the_query_says() -> None:
    today = clock.today()
    person = make_user()
    for begins, ends in ((-2, None), (-2, -1), (-2, 0), (0, 0), (0, 3), (1, None), (1, 2)):
        give_role(
            person,
            Role.FACILITATOR,
            valid_from=today + timedelta(days=begins),
            valid_until=None if ends is None else today + timedelta(days=ends),
        )
    for shift in range(-4, 6):
        day = today + timedelta(days=shift)
        valid = set(RoleAssignment.objects.valid(day))
        rows = RoleAssignment.objects.all()
        assert {row for row in rows if is_in_force(row.valid_from, row.valid_until, on=day)} == valid


def test_a_request_reads_the_roles_once_whoever_asks(django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
    person = make_user()
    give_role(person, Role.COORDINATOR)
    client = Client()
    client.force_login(person)
    request = RequestFactory().get("/")
    request.session = client.session
    request.user = lazy = get_user(request)  # type: ignore[assignment]
    with django_assert_num_queries(2):
        assert hats_of(lazy).has(Role.COORDINATOR)
        assert lazy.has_perm("people.list_people")
        assert hats_of(lazy).has(Role.COORDINATOR)
