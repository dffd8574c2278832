"""Uploading a zip: dry run, confirmation, errors."""

from __future__ import annotations

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from cms.markdown.archive import write_zip
from cms.models import LessonPage
from tests.cms.conftest import signed_in
from tests.conftest import Cast
from tests.factories.cms import folder_files

URL = "/curriculum-versions/import/"
CONFIRM = "/curriculum-versions/import/confirm/"


def upload(client: Client, content: bytes) -> str:
    file = SimpleUploadedFile("kurikulum.zip", content, content_type="application/zip")
    response = client.post(URL, {"file": file})
    assert response.status_code == 200
    return response.content.decode()


def token(page: str) -> str:
    found = re.search(r'name="upload" value="([0-9a-f]{64})"', page)
    assert found
    return found[1]


def test_dry_run_then_import(cast: Cast) -> None:
    client = signed_in(cast.coordinator)
    page = upload(client, write_zip(folder_files()))
    assert "01-dasar/course.md" in page
    assert not LessonPage.objects.exists()
    assert client.post(CONFIRM, {"upload": token(page)})["Location"] == reverse("cms:version_list")
    assert LessonPage.objects.live().count() == 1
    # A second click finds nothing to do and says so.
    assert client.post(CONFIRM, {"upload": token(page)})["Location"] == URL
    assert 'name="upload"' not in upload(client, write_zip(folder_files()))


def test_errors_name_file_and_line_and_nothing_is_kept(cast: Cast) -> None:
    files = folder_files()
    files["01-dasar/course.md"] = files["01-dasar/course.md"].replace(b"jp: 1", b"jp: satu")
    page = upload(signed_in(cast.coordinator), write_zip(files))
    assert "01-dasar/course.md" in page
    assert 'name="upload"' not in page


@pytest.mark.parametrize("content", [b"bukan zip", b"PK\x03\x04rusak"])
def test_what_is_no_zip_is_told(cast: Cast, content: bytes) -> None:
    assert 'name="upload"' not in upload(signed_in(cast.coordinator), content)


def test_somebody_elses_upload_is_not_found(cast: Cast) -> None:
    mine = token(upload(signed_in(cast.coordinator), write_zip(folder_files())))
    assert signed_in(cast.admin).post(CONFIRM, {"upload": mine})["Location"] == URL
    assert not LessonPage.objects.exists()


@pytest.mark.parametrize("digest", ["", "../../etc/passwd", "f" * 64])
def test_a_bad_token(cast: Cast, digest: str) -> None:
    assert signed_in(cast.coordinator).post(CONFIRM, {"upload": digest})["Location"] == URL


@pytest.mark.parametrize("who", ["facilitator", "reviewer", "outsider"])
def test_others_are_refused(cast: Cast, who: str) -> None:
    client = signed_in(getattr(cast, who))
    assert client.get(URL).status_code == 403
    assert client.post(CONFIRM).status_code == 403


def test_visitors_sign_in_first(client: Client, db: None) -> None:
    assert client.get(URL)["Location"].startswith("/accounts/login/")
    assert client.post(CONFIRM)["Location"].startswith("/accounts/login/")


def test_wrong_method(cast: Cast) -> None:
    assert signed_in(cast.coordinator).get(CONFIRM).status_code == 405
