"""Queries whose SQL is kept: they answer as the querysets they were made from, and always anew."""

from __future__ import annotations

from datetime import time, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from django.contrib.auth import get_user
from django.db.models import (
    BooleanField,
    Count,
    DecimalField,
    DurationField,
    ExpressionWrapper,
    FloatField,
    Q,
    QuerySet,
    TimeField,
    UUIDField,
    Value,
)
from django.db.models.functions import Cast
from django.test import Client, RequestFactory

from lms.people import audit, clock
from lms.people.backends import PersonBackend
from lms.people.enums import Role
from lms.people.models import AuditEntry, RoleAssignment, User, is_in_force
from lms.people.prepared import NOW, TEXT, Prepared, PreparedModels
from lms.people.roles import hats_of
from lms.people.together import Together
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


def test_a_query_without_its_id_is_refused() -> None:
    with pytest.raises(ValueError, match="needs its id"):
        Prepared(lambda _pk: User.objects.values_list("id"))(1)


def test_the_id_may_stand_in_it_twice_and_the_present_instant_too() -> None:
    person = make_user()
    joined = Prepared(
        lambda pk: User.objects.filter(Q(pk=pk) | Q(work_unit_id=pk), date_joined__lt=NOW).values_list("pk")
    )
    assert joined(person.pk) == [(person.pk,)]
    with clock.at(person.date_joined):
        assert joined(person.pk) == []
    with clock.at(person.date_joined + timedelta(microseconds=1)):
        assert joined(person.pk) == [(person.pk,)]


def test_models_are_those_of_the_queryset_with_relations_deferred_fields_and_annotations(
    django_assert_num_queries,  # type: ignore[no-untyped-def]
) -> None:
    def slim(pk: int) -> QuerySet[User]:
        shown = User.objects.filter(pk=pk).select_related("work_unit").only("name", "birth_date", "work_unit__name")
        return shown.annotate(held=Count("role_assignments"))

    prepared = PreparedModels(slim)
    alone, housed = make_user(), make_user(work_unit=make_unit(), birth_date="1990-02-03")
    give_role(housed, Role.FACILITATOR)
    for person in (alone, housed):
        with django_assert_num_queries(1):
            found = prepared(person.pk)
            _units = [one.work_unit and one.work_unit.name for one in found]
        assert _as_they_are(found) == _as_they_are(list(slim(person.pk)))
    assert prepared(0) == []


def _as_they_are(found: list[User]) -> list[object]:
    def bare(one: Any) -> dict[str, object]:
        return {name: value for name, value in vars(one).items() if name != "_state"}

    return [(bare(one), one.work_unit and bare(one.work_unit), one._state.adding, one._state.db) for one in found]


# Kinds of values that JSON has no word for.
ODD = {
    "cents": Cast(Value(Decimal("1234567.05")), DecimalField(max_digits=12, decimal_places=2)),
    "none": Cast(Value(None), DecimalField(max_digits=12, decimal_places=2)),
    "key": Cast(Value(UUID("1b4e28ba-2fa1-11d2-883f-0016d3cca427")), UUIDField()),
    "ratio": Cast(Value(0.1), FloatField()),
    "yes": ExpressionWrapper(Q(is_active=True), output_field=BooleanField()),
    "due": Cast(Value(time(23, 59)), TimeField()),
}


def test_read_together_each_answers_as_alone_in_one_query(django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
    unit = make_unit()
    person = make_user(work_unit=unit, birth_date="1990-02-03", name='Siti "Ani" ñ {1}')
    for days in (3, 1, 2):
        give_role(person, Role.FACILITATOR, valid_from=clock.today() - timedelta(days=days))
    audit.record(person, "people.user.update", unit, {"a": [1, 0.25, None, {"b": "Ñ"}]})
    parts = [
        PreparedModels(lambda pk: User.objects.filter(pk=pk).select_related("work_unit")),
        Prepared(
            lambda pk: (
                RoleAssignment.objects.filter(user_id=pk)
                .order_by("valid_from")
                .values_list("valid_from", "user__date_joined", "valid_until")
            )
        ),
        Prepared(lambda pk: User.objects.filter(pk=pk).annotate(**ODD).values_list(*ODD)),
        Prepared(lambda pk: AuditEntry.objects.filter(actor_id=pk).order_by("id").values_list("changes", "at")),
        Prepared(lambda pk: User.objects.filter(pk=pk, name="nobody").values_list("pk")),
    ]
    alone = [part(person.pk) for part in parts]
    together = Together(parts)
    for _turn in range(2):
        with django_assert_num_queries(1), together.ahead(person.pk):
            found = [part(person.pk) for part in parts]
        assert found == alone


def test_after_the_block_and_for_another_id_all_is_asked_anew() -> None:
    one, other = make_user(name="Satu"), make_user(name="Dua")
    named = Prepared(lambda pk: User.objects.filter(pk=pk).values_list("name"))
    with Together([named]).ahead(one.pk):
        User.objects.filter(pk=one.pk).update(name="Lain")
        assert named(one.pk) == [("Satu",)]
        assert named(other.pk) == [("Dua",)]
    assert named(one.pk) == [("Lain",)]


def test_what_json_cannot_carry_is_refused_when_it_is_put_together() -> None:
    lasting = Prepared(
        lambda pk: User.objects.filter(pk=pk).values_list(Value(timedelta(days=1), output_field=DurationField()))
    )
    with pytest.raises(ValueError, match="DurationField"):
        Together([lasting]).read(make_user().pk)


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


def test_the_id_may_be_the_text_of_a_public_id(django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
    people = PreparedModels(lambda pid: User.objects.filter(public_id=pid), sample=TEXT)
    user, other = make_user(), make_user()
    with django_assert_num_queries(1):
        assert people(user.public_id) == [user]
    assert people(other.public_id) == [other]
    assert people("' OR 1=1 --") == []
