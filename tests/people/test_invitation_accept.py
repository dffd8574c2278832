"""The page that a link opens."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from lms.people import clock, services
from lms.people.models import ConsentText, Invitation, User
from lms.people.tokens import token_of
from tests.conftest import Cast

SECRET = "kata-sandi-yang-baru"


@pytest.fixture
def text(db: None) -> ConsentText:
    return services.load_consent_text(actor=None)


@pytest.fixture
def invitation(cast: Cast, text: ConsentText) -> Invitation:
    someone = services.add_person(actor=cast.admin, email="baru@example.test", name="Baru Sekali")
    return services.invite(actor=cast.coordinator, user=someone, reason="Angkatan 1")


def path(invitation: Invitation) -> str:
    return f"/invitations/{token_of(invitation)}/"


GOOD = {"password": SECRET, "again": SECRET, "language": "id", "agree": "on"}


@pytest.mark.django_db
def test_it_shows_whom_it_is_for_and_what_is_agreed_to(invitation: Invitation, client: Client) -> None:
    page = client.get(path(invitation))
    content = page.content.decode()
    assert page.status_code == 200
    assert "Baru Sekali" in content
    assert "27 Tahun 2022" in content
    assert page["Cache-Control"].startswith("max-age=0")
    assert page["Referrer-Policy"] == "same-origin"


@pytest.mark.django_db
def test_looking_does_not_use_it_up(invitation: Invitation, client: Client) -> None:
    for _ in range(3):
        assert client.get(path(invitation)).status_code == 200
    assert client.head(path(invitation)).status_code == 200


@pytest.mark.django_db
def test_accepting_signs_in_and_leads_home(invitation: Invitation, text: ConsentText, client: Client) -> None:
    answer = client.post(path(invitation), {**GOOD, "language": "en"})
    assert (answer.status_code, answer["Location"]) == (302, "/dashboard/")
    user = User.objects.get(email="baru@example.test")
    assert client.session["_auth_user_id"] == str(user.pk)
    assert (user.language, user.consents.get().text) == ("en", text)
    assert client.get("/dashboard/").status_code == 200
    client.post("/accounts/logout/")
    assert client.post("/accounts/login/", {"login": user.email, "password": SECRET})["Location"] == "/dashboard/"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"password": "short", "again": "short"}, "password"),
        ({"password": "1234567890", "again": "1234567890"}, "password"),
        ({"password": "baru@example.test", "again": "baru@example.test"}, "password"),
        ({"password": "latihan-2026", "again": "latihan-2026"}, "password"),
        ({"again": "another-password"}, "again"),
        ({"agree": ""}, "agree"),
        ({"language": "xx"}, "language"),
    ],
)
def test_bad_input_names_the_field_and_uses_nothing_up(
    invitation: Invitation, client: Client, changes: dict[str, str], field: str
) -> None:
    answer = client.post(path(invitation), {**GOOD, **changes})
    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    assert SECRET not in answer.content.decode()
    assert '<html lang="id">' in answer.content.decode()
    assert client.post(path(invitation), GOOD).status_code == 302


@pytest.mark.django_db
def test_a_used_one_leads_to_the_sign_in(invitation: Invitation, client: Client) -> None:
    client.post(path(invitation), GOOD)
    answer = Client().get(path(invitation))
    assert answer.status_code == 410
    assert answer.context["trouble"] == "used"
    assert "/accounts/login/" in answer.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("cut", [1, 10, 44])
def test_a_forged_or_cut_one_is_not_found_and_helps(invitation: Invitation, client: Client, cut: int) -> None:
    answer = client.get(f"/invitations/{token_of(invitation)[:-cut]}/")
    assert (answer.status_code, answer.context["trouble"]) == (404, "forged")
    assert client.post(f"/invitations/{token_of(invitation)[:-cut]}/", GOOD).status_code == 404


@pytest.mark.django_db
def test_an_expired_one_offers_a_new_one(invitation: Invitation, client: Client) -> None:
    with clock.at(clock.now() + timedelta(days=7, seconds=1)):
        answer = client.get(path(invitation))
        assert (answer.status_code, answer.context["trouble"]) == (410, "expired")
        assert "/renew/" in answer.content.decode()
        assert client.post(path(invitation), GOOD).status_code == 410


@pytest.mark.django_db
def test_a_replaced_a_revoked_and_a_closed_one_say_what_they_are(
    cast: Cast, invitation: Invitation, client: Client
) -> None:
    old = path(invitation)
    services.renew_invitation(actor=cast.admin, invitation=invitation)
    assert client.get(old).context["trouble"] == "replaced"
    new = path(invitation)
    services.close_account(actor=cast.admin, person=invitation.user, reason="x")
    assert client.get(new).context["trouble"] == "closed"
    services.revoke_invitation(actor=cast.admin, invitation=invitation)
    assert client.get(new).context["trouble"] == "revoked"


@pytest.mark.django_db
def test_guessing_is_slowed_down(client: Client) -> None:
    for _ in range(60):
        assert client.get("/invitations/abc.def.ghi/").status_code == 404
    assert client.get("/invitations/abc.def.ghi/").status_code == 429


@pytest.mark.django_db
def test_other_methods_are_refused(invitation: Invitation, client: Client) -> None:
    assert client.delete(path(invitation)).status_code == 405
