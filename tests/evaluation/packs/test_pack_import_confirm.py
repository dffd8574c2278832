"""The word that lets a pack in."""

from __future__ import annotations

from django.urls import reverse
from pytest_django import DjangoCaptureOnCommitCallbacks

from lms.evaluation.models import PackImport
from lms.evaluation.services.packs import bringing
from tests.conftest import Cast
from tests.evaluation.packs.conftest import signed_in


def url(source: PackImport) -> str:
    return reverse("evaluation:pack_import_confirm", args=[source.public_id])


def test_it_is_brought_in(
    cast: Cast, content: bytes, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    source = bringing.upload_pack(actor=cast.coordinator, name="paket.zip", content=content)
    bringing.go_on(import_id=source.pk)
    with django_capture_on_commit_callbacks(execute=True):
        answer = signed_in(cast.coordinator).post(url(source))
    assert answer["Location"] == source.get_absolute_url()
    source.refresh_from_db()
    assert source.state == "done", source.problems


def test_what_was_not_checked_is_not_let_in(cast: Cast) -> None:
    source = PackImport.objects.create(uploaded_by=cast.admin, name="a.zip", sha256="0", state="refused")
    assert signed_in(cast.coordinator).post(url(source)).status_code == 302
    source.refresh_from_db()
    assert source.state == "refused"


def test_denials(cast: Cast) -> None:
    source = PackImport.objects.create(uploaded_by=cast.admin, name="a.zip", sha256="0")
    assert signed_in(cast.facilitator).post(url(source)).status_code == 403
    assert signed_in(cast.coordinator).get(url(source)).status_code == 405
