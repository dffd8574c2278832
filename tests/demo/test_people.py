"""The demo's people."""

from __future__ import annotations

from random import Random

import pytest
from django.db.models import Value
from django.db.models.functions import Concat
from django.test import Client

from lms.demo import people as demo
from lms.people import services
from lms.people.enums import DEMO_PHRASE, Column, Role
from lms.people.errors import Refusal
from lms.people.models import RoleAssignment, User, WorkUnit
from tests.factories.people import make_user

ROLES = {
    "admin": Role.ADMINISTRATOR,
    "koordinator": Role.COORDINATOR,
    "fasilitator": Role.FACILITATOR,
    "fasilitator2": Role.FACILITATOR,
    "atasan": Role.SUPERVISOR,
    "unit": Role.UNIT_CONTACT,
}


@pytest.mark.django_db
def test_every_account_of_the_demo_is_there_with_its_role() -> None:
    staff = demo.build_staff(units=demo.build_units(), consent_text=demo.build_consent(), chance=Random(1))
    for account, role in ROLES.items():
        assert staff[account].role_assignments.valid().get().role == role
    columns = RoleAssignment.objects.filter(role=Role.REVIEWER).values_list("column", flat=True)
    assert sorted(columns) == sorted(Column.values)
    assert staff["admin"].is_staff
    assert not staff["koordinator"].is_staff


@pytest.mark.django_db
def test_the_seed_fixes_chance() -> None:
    units, text = demo.build_units(), demo.build_consent()
    demo.build_participants(count=5, units=units, consent_text=text, actor=None, chance=Random(7))
    first = list(User.objects.values_list("email", "name", "nip").order_by("email"))
    User.objects.update(email=Concat(Value("old-"), "email"), nip=None)
    demo.build_participants(count=5, units=units, consent_text=text, actor=None, chance=Random(7))
    again = User.objects.exclude(email__startswith="old-").order_by("email")
    assert list(again.values_list("email", "name", "nip")) == first
    assert first[0][0] == "peserta02@demo.test"
    assert "peserta@demo.test" in {email for email, _name, _nip in first}


@pytest.mark.django_db
def test_participants_share_one_hash_and_come_from_kiosks_and_pasker() -> None:
    units, text = demo.build_units(), demo.build_consent()
    demo.build_participants(count=300, units=units, consent_text=text, actor=None, chance=Random(7))
    assert User.objects.count() == 300
    assert User.objects.filter(work_unit=units["PASKER"]).count() == 90
    assert len(set(User.objects.values_list("password", flat=True))) == 1


@pytest.mark.django_db
def test_a_participant_signs_in_and_the_sign_in_page_lists_the_staff(client: Client) -> None:
    units, text = demo.build_units(), demo.build_consent()
    demo.build_staff(units=units, consent_text=text, chance=Random(1))
    demo.build_participants(count=3, units=units, consent_text=text, actor=None, chance=Random(2))
    page = client.get("/accounts/login/")
    emails = [account["email"] for account in page.context["demo_accounts"]]
    assert emails[0] == "admin@demo.test"
    assert "peserta@demo.test" in emails
    assert "peserta02@demo.test" not in emails
    answer = client.post("/accounts/login/", {"login": "peserta@demo.test", "password": DEMO_PHRASE})
    assert (answer.status_code, answer["Location"]) == (302, "/dashboard/")


@pytest.mark.django_db
def test_units_load_twice_without_a_change() -> None:
    demo.build_units()
    assert services.load_units(actor=None) == 0
    assert WorkUnit.objects.count() == 58
    assert WorkUnit.objects.get(code="INTALA").column == Column.LATVOGAN_INTALA
    assert WorkUnit.objects.get(code="SETJEN").column == ""


@pytest.mark.django_db
def test_demo_passwords_are_for_demo_addresses_only() -> None:
    with pytest.raises(Refusal):
        services.prepare_demo_accounts(people=[make_user()], password="x", consent_text=demo.build_consent())
