"""Giving a pack up."""

from __future__ import annotations

from django.urls import reverse

from lms.evaluation.models import PackImport
from tests.conftest import Cast
from tests.evaluation.packs.conftest import signed_in


def url(source: PackImport) -> str:
    return reverse("evaluation:pack_import_drop", args=[source.public_id])


def make(cast: Cast, state: str = "checked") -> PackImport:
    who = cast.admin
    return PackImport.objects.create(uploaded_by=who, confirmed_by=who, name="a.zip", sha256="0", state=state)


def test_it_is_given_up(cast: Cast) -> None:
    source = make(cast)
    assert signed_in(cast.coordinator).post(url(source))["Location"] == reverse("evaluation:pack_list")
    source.refresh_from_db()
    assert source.state == "dropped"


def test_what_is_being_brought_in_stays(cast: Cast) -> None:
    source = make(cast, "confirmed")
    assert signed_in(cast.coordinator).post(url(source))["Location"] == source.get_absolute_url()
    source.refresh_from_db()
    assert source.state == "confirmed"


def test_denials(cast: Cast) -> None:
    source = make(cast)
    assert signed_in(cast.reviewer).post(url(source)).status_code == 403
    assert signed_in(cast.coordinator).get(url(source)).status_code == 405
