"""The one address files are served from: to whom, and in which way."""

from __future__ import annotations

import pytest
from django.http import HttpResponse
from django.test import Client

from tests.conftest import Cast
from tests.courses.asking import as_user, status
from tests.factories.files import make_file, office, paper, photo
from tests.files.conftest import PURPOSE

pytestmark = pytest.mark.django_db


def served(client: Client, path: str, **headers: str) -> tuple[HttpResponse, bytes]:
    """The answer with its bytes: read to the end, which closes the file behind it."""
    answer = client.get(path, headers=headers)
    content = answer.getvalue() if answer.streaming else answer.content
    return answer, content


def test_a_picture_is_shown_in_place_and_sealed(cast: Cast) -> None:
    file = make_file(owner=cast.outsider, purpose=PURPOSE)
    answer, content = served(as_user(cast.outsider), f"/files/{file.public_id}/")
    assert answer["Content-Type"] == "image/jpeg"
    assert answer["Content-Disposition"].startswith("inline")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer["Cache-Control"] == "private, no-cache"
    assert int(answer["Content-Length"]) == file.stored_bytes
    assert content[:3] == b"\xff\xd8\xff"


@pytest.mark.parametrize(
    ("name", "content"),
    [("surat.pdf", paper()), ("surat.docx", office()), ("d.xlsx", office("xlsx"))],
    ids=["pdf", "docx", "xlsx"],
)
def test_documents_are_downloads(cast: Cast, name: str, content: bytes) -> None:
    file = make_file(owner=cast.outsider, purpose=PURPOSE, name=name, content=content)
    answer, kept = served(as_user(cast.outsider), f"/files/{file.public_id}/")
    assert answer["Content-Disposition"] == f'attachment; filename="{name}"'
    assert kept == content


def test_a_name_follows_what_is_kept(cast: Cast) -> None:
    file = make_file(owner=cast.outsider, purpose=PURPOSE, name="IMG_1.HEIC", content=photo("HEIF"))
    answer, _content = served(as_user(cast.outsider), f"/files/{file.public_id}/")
    assert 'filename="IMG_1.jpg"' in answer["Content-Disposition"]


def test_a_browser_asks_again_and_is_told_nothing_changed(cast: Cast) -> None:
    file = make_file(owner=cast.outsider, purpose=PURPOSE)
    client, path = as_user(cast.outsider), f"/files/{file.public_id}/"
    tag = served(client, path)[0]["ETag"]
    assert served(client, path, **{"If-None-Match": tag})[0].status_code == 304
    assert served(as_user(cast.admin), path, **{"If-None-Match": tag})[0].status_code == 404


def test_pages_and_preview_of_a_pdf(cast: Cast) -> None:
    file = make_file(owner=cast.outsider, purpose=PURPOSE, name="surat.pdf", content=paper(2))
    client = as_user(cast.outsider)
    for tail in ("preview/", "pages/1/", "pages/2/"):
        assert served(client, f"/files/{file.public_id}/{tail}")[0]["Content-Type"] == "image/jpeg"
    assert client.get(f"/files/{file.public_id}/pages/3/").status_code == 404


def test_a_document_without_a_preview_has_none(cast: Cast) -> None:
    file = make_file(owner=cast.outsider, purpose=PURPOSE, name="surat.docx", content=office())
    assert status(cast.outsider, "get", f"/files/{file.public_id}/preview/") == 404


def test_who_may_not_read_it_does_not_find_it(cast: Cast) -> None:
    file = make_file(owner=cast.outsider, purpose=PURPOSE)
    for user, wanted in ((None, 401), (cast.admin, 404), (cast.facilitator, 404)):
        assert status(user, "get", f"/files/{file.public_id}/") == wanted
    assert status(cast.outsider, "post", f"/files/{file.public_id}/") == 405


def test_nothing_is_served_before_it_is_checked(cast: Cast) -> None:
    file = make_file(owner=cast.outsider, purpose=PURPOSE, checked=False)
    assert status(cast.outsider, "get", f"/files/{file.public_id}/") == 404


def test_bytes_lost_from_the_store_are_not_found(cast: Cast) -> None:
    from django.core.files.storage import default_storage

    file = make_file(owner=cast.outsider, purpose=PURPOSE)
    default_storage.delete(file.path)
    assert status(cast.outsider, "get", f"/files/{file.public_id}/") == 404


def test_the_client_is_only_a_browser() -> None:
    assert Client().get("/files/0123456789ab/").status_code == 302
