"""Closing and reopening an account, resetting a second factor."""

from __future__ import annotations

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client

from tests.conftest import Cast
from tests.people.asking import ask, is_sent_to_sign_in


@pytest.mark.django_db
@pytest.mark.parametrize("verb", ["close", "reopen", "second-factor/reset", "view-as"])
def test_administrators_only_and_never_oneself(cast: Cast, verb: str) -> None:
    path = f"/people/{cast.outsider.public_id}/{verb}/"
    assert is_sent_to_sign_in(path)
    assert ask(cast.admin, path).status_code == 200
    assert ask(cast.admin, path, "delete").status_code == 405
    for other in (cast.coordinator, cast.facilitator, cast.outsider):
        assert ask(other, path, "post", reason="x").status_code == 403
    assert ask(cast.admin, f"/people/{cast.admin.public_id}/{verb}/", "post", reason="x").status_code == 403


@pytest.mark.django_db
def test_a_closed_account_is_out_at_once_and_back_after_reopening(cast: Cast) -> None:
    inside = Client()
    inside.force_login(cast.outsider)
    assert ask(cast.admin, f"/people/{cast.outsider.public_id}/close/", "post", reason="Pindah").status_code == 302
    assert inside.get("/dashboard/")["Location"].startswith("/accounts/login/")
    assert ask(cast.admin, f"/people/{cast.outsider.public_id}/reopen/", "post", reason="Kembali").status_code == 302
    inside.force_login(cast.outsider)
    assert inside.get("/dashboard/").status_code == 200


@pytest.mark.django_db
def test_without_a_reason_nothing_happens(cast: Cast) -> None:
    answer = ask(cast.admin, f"/people/{cast.outsider.public_id}/close/", "post", reason="")
    assert answer.status_code == 422
    cast.outsider.refresh_from_db()
    assert cast.outsider.is_active


@pytest.mark.django_db
def test_a_lost_phone_is_helped(cast: Cast) -> None:
    Authenticator.objects.create(user=cast.reviewer, type=Authenticator.Type.TOTP, data={"secret": "x"})
    path = f"/people/{cast.reviewer.public_id}/second-factor/reset/"
    assert ask(cast.admin, path, "post", reason="Ponsel hilang").status_code == 302
    assert not Authenticator.objects.exists()
    assert ask(cast.admin, path, "post", reason="Lagi").status_code == 422
