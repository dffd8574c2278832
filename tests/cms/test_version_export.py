"""A version as a zip."""

from __future__ import annotations

from io import BytesIO

import pytest
from django.test import Client
from django.urls import reverse

from cms.markdown.archive import read_zip
from cms.markdown.folder import read_folder
from cms.models import CurriculumVersion
from tests.cms.conftest import signed_in
from tests.conftest import Cast


def url(version: CurriculumVersion) -> str:
    return reverse("cms:version_export", args=[version.public_id])


def test_the_zip_can_be_imported_again(cast: Cast, draft: CurriculumVersion) -> None:
    response = signed_in(cast.coordinator).get(url(draft))
    assert response["Content-Type"] == "application/zip"
    folder = read_folder(read_zip(BytesIO(response.content)))
    assert [node.document.meta["code"] for node in folder.walk()][:3] == ["D", "D-1", "D-1.1"]


@pytest.mark.parametrize("who", ["reviewer", "outsider"])
def test_others_are_refused(cast: Cast, draft: CurriculumVersion, who: str) -> None:
    assert signed_in(getattr(cast, who)).get(url(draft)).status_code == 403


def test_visitors_sign_in_first(client: Client, draft: CurriculumVersion) -> None:
    assert client.get(url(draft))["Location"].startswith("/accounts/login/")


def test_wrong_method(cast: Cast, draft: CurriculumVersion) -> None:
    assert signed_in(cast.coordinator).post(url(draft)).status_code == 405
