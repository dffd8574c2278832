"""Adding people and keeping their data right."""

from __future__ import annotations

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client

from lms.people import services
from lms.people.errors import Conflict, Refusal
from lms.people.models import AuditEntry, User
from lms.people.queries import fingerprint
from lms.people.tokens import token_of
from tests.conftest import Cast
from tests.factories.people import make_unit, make_user

NIP = "198501012010011001"


@pytest.mark.django_db
def test_a_person_is_added_with_tidy_values_and_no_password(cast: Cast) -> None:
    someone = services.add_person(
        actor=cast.admin,
        email="Ratna@Example.Test",
        name="  Ratna   Juwita ",
        title_after="S.E., M.Si.",
        nip="19850101 201001 1 001",
        phone="0812 3456 7890",
    )
    someone.refresh_from_db()
    assert (someone.email, someone.name, someone.nip) == ("ratna@example.test", "Ratna Juwita", NIP)
    assert someone.phone == "+6281234567890"
    assert not someone.has_usable_password()
    assert someone.display_name == "Ratna Juwita, S.E., M.Si."


@pytest.mark.django_db
def test_the_trail_of_an_addition_holds_no_personal_data_in_clear(cast: Cast) -> None:
    services.add_person(actor=cast.admin, email="ratna@example.test", name="Ratna", nip=NIP, phone="081234567890")
    entry = AuditEntry.objects.get(action="people.person.add")
    assert entry.actor == cast.admin
    assert NIP not in str(entry.changes)
    assert "81234567890" not in str(entry.changes)
    assert "ratna@" not in str(entry.changes)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("nip", "123", "3"),
        ("phone", "8123456789.0", "0812"),
        ("name", "   ", "a"),
        ("rank", "V/a", "III/c"),
        ("email", "ratna@", "ratna@"),
    ],
)
def test_a_wrong_value_is_refused_and_nothing_is_written(cast: Cast, field: str, value: str, words: str) -> None:
    before = User.objects.count()
    with pytest.raises(Refusal, match=words):
        services.add_person(actor=cast.admin, **{"email": "a@example.test", "name": "A", field: value})
    assert User.objects.count() == before


@pytest.mark.django_db
def test_an_address_that_is_taken_is_named(cast: Cast) -> None:
    with pytest.raises(Conflict, match=r"admin@example\.test"):
        services.add_person(actor=cast.admin, email="ADMIN@example.test", name="Other")


@pytest.mark.django_db
def test_a_nip_that_is_taken_is_said(cast: Cast) -> None:
    make_user(nip=NIP)
    with pytest.raises(Conflict, match="NIP"):
        services.add_person(actor=cast.admin, email="new@example.test", name="Other", nip=NIP)


@pytest.mark.django_db
def test_many_are_added_all_or_none(cast: Cast) -> None:
    before = User.objects.count()
    rows = [{"email": f"p{n}@example.test", "name": f"P {n}"} for n in range(3)]
    with pytest.raises(Conflict):
        services.add_people(actor=cast.admin, rows=[*rows, {"email": "admin@example.test", "name": "X"}])
    assert User.objects.count() == before
    assert len(services.add_people(actor=cast.admin, rows=rows)) == 3
    assert AuditEntry.objects.filter(action="people.person.add").count() == 3


@pytest.mark.django_db
def test_an_unknown_field_is_a_mistake_of_the_caller(cast: Cast) -> None:
    with pytest.raises(TypeError):
        services.add_person(actor=cast.admin, email="a@example.test", name="A", is_superuser=True)


@pytest.mark.django_db
def test_a_change_writes_only_what_differs(cast: Cast) -> None:
    unit = make_unit()
    services.update_person(
        actor=cast.admin, person=cast.outsider, seen=fingerprint(cast.outsider), name=cast.outsider.name, work_unit=unit
    )
    cast.outsider.refresh_from_db()
    assert cast.outsider.work_unit == unit
    assert list(AuditEntry.objects.get(action="people.person.update").changes) == ["work_unit"]


@pytest.mark.django_db
def test_the_second_of_two_editors_is_told(cast: Cast) -> None:
    seen = fingerprint(cast.outsider)
    services.update_person(actor=cast.admin, person=cast.outsider, seen=seen, name="First")
    with pytest.raises(Conflict):
        services.update_person(actor=cast.coordinator, person=cast.outsider, seen=seen, name="Second")
    cast.outsider.refresh_from_db()
    assert cast.outsider.name == "First"


@pytest.mark.django_db
def test_no_change_leaves_no_trace(cast: Cast) -> None:
    services.update_profile(actor=cast.outsider, language=cast.outsider.language)
    assert not AuditEntry.objects.filter(action="people.profile.update").exists()


@pytest.mark.django_db
def test_a_profile_cannot_change_name_unit_or_nip(cast: Cast) -> None:
    with pytest.raises(TypeError):
        services.update_profile(actor=cast.outsider, name="Somebody Else")


def _change_address(cast: Cast, person: User, email: str) -> None:
    person.refresh_from_db()
    services.update_person(actor=cast.admin, person=person, seen=fingerprint(person), email=email)


@pytest.mark.django_db
def test_sign_in_and_mail_follow_a_new_address_and_leave_the_old_one(cast: Cast) -> None:
    EmailAddress.objects.create(user=cast.outsider, email=cast.outsider.email, verified=True, primary=True)
    _change_address(cast, cast.outsider, "baru@example.test")
    assert EmailAddress.objects.get(user=cast.outsider).email == "baru@example.test"
    entered = {}
    for email in ("outsider@example.test", "baru@example.test"):
        client = Client()
        client.post("/accounts/login/", {"login": email, "password": "latihan-2026"})
        entered[email] = "_auth_user_id" in client.session
        Client().post("/accounts/password/reset/", {"email": email})
    assert entered == {"outsider@example.test": False, "baru@example.test": True}
    assert [message.to for message in mail.outbox] == [["baru@example.test"]]


@pytest.mark.django_db
def test_an_open_invitation_follows_a_new_address_and_the_link_in_the_wrong_mailbox_dies(cast: Cast) -> None:
    someone = services.add_person(actor=cast.admin, email="salah@example.test", name="Baru")
    old = token_of(services.invite(actor=cast.admin, user=someone))
    _change_address(cast, someone, "betul@example.test")
    assert Client().get(f"/invitations/{old}/").status_code == 410
    assert not EmailAddress.objects.filter(user=someone).exists(), "nothing is proven before it is accepted"
    services.send_due()
    assert [message.to for message in mail.outbox] == [["betul@example.test"]]


@pytest.mark.django_db
def test_other_changes_leave_address_and_invitation_alone(cast: Cast) -> None:
    someone = services.add_person(actor=cast.admin, email="baru@example.test", name="Baru")
    link = token_of(services.invite(actor=cast.admin, user=someone))
    services.update_person(actor=cast.admin, person=someone, seen=fingerprint(someone), name="Lain")
    assert Client().get(f"/invitations/{link}/").status_code == 200
