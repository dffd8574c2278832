"""Uploads over the wire: begun as JSON, sent part by part, and told where to go on."""

from __future__ import annotations

import hashlib
import json
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from tests.conftest import Cast
from tests.courses.asking import as_user, status
from tests.factories.files import photo
from tests.files.conftest import PURPOSE

pytestmark = pytest.mark.django_db


def begin(client: Client, **changed: Any) -> HttpResponse:
    asked = {"purpose": PURPOSE, "key": "kunci-0001", "name": "foto.jpg", "size": len(photo()), **changed}
    return client.post("/files/uploads/", json.dumps(asked), content_type="application/json")


def send(client: Client, upload: str, offset: int, part: bytes, digest: str = "") -> HttpResponse:
    return client.post(
        f"/files/uploads/{upload}/",
        part,
        content_type="application/octet-stream",
        headers={"Upload-Offset": str(offset), "Upload-SHA256": digest or hashlib.sha256(part).hexdigest()},
    )


def test_a_file_goes_up_in_parts(cast: Cast) -> None:
    client, content = as_user(cast.outsider), photo()
    begun = begin(client).json()
    assert begun["offset"] == 0
    half = send(client, begun["upload"], 0, content[:500]).json()
    assert (half["offset"], half["state"]) == (500, "open")
    assert client.get(f"/files/uploads/{begun['upload']}/").json()["offset"] == 500
    done = send(client, begun["upload"], 500, content[500:]).json()
    assert done["state"] == "received"
    assert len(done["file"]) == 12
    assert begin(client).json()["file"] == done["file"]


def test_out_of_turn_says_where_to_go_on(cast: Cast) -> None:
    client, content = as_user(cast.outsider), photo()
    upload = begin(client).json()["upload"]
    answer = send(client, upload, 200, content[200:400])
    assert (answer.status_code, answer.json()["offset"]) == (409, 0)


@pytest.mark.parametrize(
    "changed", [{"size": "banyak"}, {"size": None}, {"key": None, "size": 0}], ids=["words", "none", "empty"]
)
def test_bad_asking_gets_a_clear_answer(cast: Cast, changed: dict[str, Any]) -> None:
    answer = begin(as_user(cast.outsider), **changed)
    assert answer.status_code in (400, 422)
    assert answer.json()["refused"]


def test_what_is_no_json_is_refused(cast: Cast) -> None:
    for body in ("[]", "tidak", '{"purpose": "x"}', "null"):
        answer = as_user(cast.outsider).post("/files/uploads/", body, content_type="application/json")
        assert answer.status_code == 400


@pytest.mark.parametrize(("offset", "digest"), [("-1", "0" * 64), ("x", "0" * 64), ("0", ""), ("9" * 30, "0" * 64)])
def test_a_part_without_place_or_digest_is_refused(cast: Cast, offset: str, digest: str) -> None:
    client = as_user(cast.outsider)
    upload = begin(client).json()["upload"]
    headers = {"Upload-Offset": offset, "Upload-SHA256": digest}
    path = f"/files/uploads/{upload}/"
    assert client.post(path, b"x", content_type="application/octet-stream", headers=headers).status_code == 400


def test_a_damaged_part_is_refused(cast: Cast) -> None:
    client = as_user(cast.outsider)
    assert send(client, begin(client).json()["upload"], 0, b"abc", "0" * 64).status_code == 422


def test_a_part_larger_than_parts_are_is_refused(cast: Cast) -> None:
    client = as_user(cast.outsider)
    upload = begin(client, size=5_000_000).json()["upload"]
    assert send(client, upload, 0, b"x" * 2_000_000).status_code == 422


def test_nobody_sees_or_feeds_the_upload_of_another(cast: Cast) -> None:
    upload = begin(as_user(cast.outsider)).json()["upload"]
    assert send(as_user(cast.admin), upload, 0, b"x").status_code == 404
    assert status(cast.admin, "get", f"/files/uploads/{upload}/") == 404
    assert status(None, "get", f"/files/uploads/{upload}/") == 401
    assert status(None, "post", "/files/uploads/") == 401
    assert status(cast.outsider, "get", "/files/uploads/") == 405
    assert status(cast.outsider, "put", f"/files/uploads/{upload}/") == 405
