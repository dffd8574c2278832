"""Uploading a pack from elsewhere."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from pytest_django import DjangoCaptureOnCommitCallbacks

from lms.evaluation.models import PackImport
from tests.conftest import Cast
from tests.evaluation.packs.conftest import signed_in
from tests.factories.assignments.bank import make_topic

URL = reverse("evaluation:pack_import")


def test_it_is_kept_checked_and_shown(
    cast: Cast, content: bytes, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        answer = signed_in(cast.coordinator).post(URL, {"file": SimpleUploadedFile("paket.zip", content)})
    source = PackImport.objects.get()
    assert answer["Location"] == source.get_absolute_url()
    assert source.state == "checked"


def test_an_installation_that_is_not_empty_says_so_beforehand(cast: Cast) -> None:
    browser = signed_in(cast.coordinator)
    assert b"notice warn" not in browser.get(URL).content
    make_topic()
    assert b"notice warn" in browser.get(URL).content


@pytest.mark.parametrize("data", [{}, {"file": SimpleUploadedFile("kosong.zip", b"")}])
def test_bad_input_comes_back(cast: Cast, data: dict[str, object]) -> None:
    assert signed_in(cast.coordinator).post(URL, data).status_code == 422


@pytest.mark.parametrize("who", ["facilitator", "reviewer", "outsider"])
def test_others_are_refused(cast: Cast, who: str) -> None:
    browser = signed_in(getattr(cast, who))
    assert (browser.get(URL).status_code, browser.post(URL, {}).status_code) == (403, 403)


def test_wrong_method(cast: Cast) -> None:
    assert signed_in(cast.coordinator).put(URL).status_code == 405
