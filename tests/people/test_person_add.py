"""Adding somebody."""

from __future__ import annotations

import pytest

from lms.people.models import Invitation, User
from tests.conftest import Cast
from tests.people.asking import ask, is_sent_to_sign_in

PATH = "/people/new/"
GOOD = {"name": "Ratna", "email": "ratna@example.test", "language": "id"}


@pytest.mark.django_db
def test_who_may(cast: Cast) -> None:
    assert is_sent_to_sign_in(PATH)
    assert ask(cast.admin, PATH).status_code == 200
    assert ask(cast.facilitator, PATH).status_code == 403
    assert ask(cast.outsider, PATH, "post", **GOOD).status_code == 403
    assert not User.objects.filter(name="Ratna").exists()
    assert ask(cast.admin, PATH, "put").status_code == 405


@pytest.mark.django_db
def test_a_coordinator_adds_and_invites(cast: Cast) -> None:
    answer = ask(cast.coordinator, PATH, "post", **GOOD, invite="on", reason="Angkatan 1", nip="19850101 201001 1 001")
    one = User.objects.get(name="Ratna")
    assert answer["Location"] == f"/people/{one.public_id}/"
    assert Invitation.objects.get(user=one).reason == "Angkatan 1"
    assert str(one.birth_date) == "1985-01-01", "taken from the NIP"


@pytest.mark.django_db
def test_without_the_tick_nobody_is_invited(cast: Cast) -> None:
    ask(cast.admin, PATH, "post", **GOOD)
    assert not Invitation.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("field", "value", "at"),
    [
        ("nip", "198502302010011001", "nip"),
        ("nip", "198513012010011001", "nip"),
        ("nip", "1.98501012010011E+17", "nip"),
        ("phone", "8123456789.0", "phone"),
        ("email", "ADMIN@example.test", "email"),
        ("email", "no address", "email"),
        ("name", "  ", "name"),
        ("birth_date", "31-02-1985", "birth_date"),
        ("birth_date", "0001-01-01", "birth_date"),
        ("rank", "V/z", "rank"),
        ("language", "xx", "language"),
        ("work_unit", "999999", "work_unit"),
    ],
)
def test_bad_input_keeps_what_was_typed_and_names_the_field(cast: Cast, field: str, value: str, at: str) -> None:
    answer = ask(cast.admin, PATH, "post", **{**GOOD, field: value})
    assert answer.status_code == 422
    assert at in answer.context["form"].errors
    assert not User.objects.filter(name="Ratna").exists()
    if field != "name":
        assert "Ratna" in answer.content.decode()


@pytest.mark.django_db
def test_a_birth_date_that_differs_from_the_nip_is_named(cast: Cast) -> None:
    answer = ask(cast.admin, PATH, "post", **GOOD, nip="198501012010011001", birth_date="1986-01-01")
    assert "birth_date" in answer.context["form"].errors


@pytest.mark.django_db
def test_an_unusual_contract_is_saved_with_a_warning(cast: Cast) -> None:
    from django.test import Client

    client = Client()
    client.force_login(cast.admin)
    page = client.post(PATH, {**GOOD, "nip": "199001012021231001"}, follow=True)
    assert User.objects.get(name="Ratna").nip == "199001012021231001"
    assert "23" in " ".join(str(message) for message in page.context["messages"])
