"""Files of lessons under their digest."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from cms.media import keep
from tests.cms.conftest import signed_in
from tests.conftest import Cast

CONTENT = b"%PDF-1.4 contoh"
DIGEST = hashlib.sha256(CONTENT).hexdigest()


@pytest.fixture(autouse=True)
def _kept() -> None:
    keep(DIGEST, "lembar.pdf", CONTENT)


def test_anybody_signed_in_who_knows_the_digest(cast: Cast) -> None:
    response = signed_in(cast.outsider).get(reverse("cms:kept_file", args=[DIGEST, "lembar.pdf"]))
    assert b"".join(response.streaming_content) == CONTENT
    assert "attachment" in response["Content-Disposition"]
    assert "immutable" in response["Cache-Control"]


@pytest.mark.parametrize(
    ("digest", "name"), [("f" * 64, "x.pdf"), ("..", "x.pdf"), (DIGEST, "x.exe"), (DIGEST, "360.webp")]
)
def test_what_is_not_there(cast: Cast, digest: str, name: str) -> None:
    assert signed_in(cast.outsider).get(f"/lesson-files/{digest}/{name}").status_code == 404


def test_visitors_sign_in_first(client: Client, db: None) -> None:
    assert client.get(f"/lesson-files/{DIGEST}/lembar.pdf")["Location"].startswith("/accounts/login/")


def test_what_is_served_is_never_guessed_at(cast: Cast) -> None:
    response = signed_in(cast.outsider).get(f"/lesson-files/{DIGEST}/lembar.pdf")
    response.close()
    assert response["X-Content-Type-Options"] == "nosniff"


SOUND = bytes(range(256)) * 4
SOUND_DIGEST = hashlib.sha256(SOUND).hexdigest()
RECORDING = f"/lesson-files/{SOUND_DIGEST}/wawancara.mp3"


@pytest.mark.parametrize(
    ("asked", "status", "said", "part"),
    [
        (None, 200, None, slice(None)),
        ("bytes=0-", 206, "bytes 0-1023/1024", slice(None)),
        ("bytes=100-199", 206, "bytes 100-199/1024", slice(100, 200)),
        ("bytes=1000-9999", 206, "bytes 1000-1023/1024", slice(1000, None)),
        ("bytes=-24", 206, "bytes 1000-1023/1024", slice(-24, None)),
        ("bytes=-9999", 206, "bytes 0-1023/1024", slice(None)),
        ("bytes=1024-", 416, "bytes */1024", slice(0)),
        ("bytes=200-100", 416, "bytes */1024", slice(0)),
        ("bytes=0-1,5-6", 200, None, slice(None)),
        ("bytes=-", 200, None, slice(None)),
        ("lines=1-2", 200, None, slice(None)),
    ],
)
def test_a_recording_is_sent_in_the_parts_a_player_asks_for(
    cast: Cast, asked: str | None, status: int, said: str | None, part: slice
) -> None:
    keep(SOUND_DIGEST, "wawancara.mp3", SOUND)
    content = SOUND[part]
    response = signed_in(cast.outsider).get(RECORDING, headers={"Range": asked} if asked else {})
    assert (response.status_code, response.get("Content-Range")) == (status, said)
    assert b"".join(response) == content
    assert status == 416 or response["Content-Length"] == str(len(content))


class _Store(BaseHTTPRequestHandler):
    """A store that has everything it is asked for."""

    def do_HEAD(self) -> None:
        self.send_response(200)
        self.send_header("Content-Length", str(len(SOUND)))
        self.end_headers()

    def log_message(self, *args: Any) -> None:
        pass


@pytest.fixture
def store(settings: Any) -> Iterator[str]:
    """The production storage, set on a store on this machine."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Store)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    address = f"http://127.0.0.1:{server.server_port}"
    options = {
        "bucket_name": "padan",
        "endpoint_url": address,
        "access_key": "a" * 16,
        "secret_key": "s" * 16,
        "region_name": "us-east-1",
        "addressing_style": "path",
        "signature_version": "s3v4",
    }
    away = {"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": options}
    settings.STORAGES = {**settings.STORAGES, "default": away}
    yield address
    server.shutdown()
    server.server_close()


def test_a_recording_in_a_store_is_played_from_there_by_a_signed_address(cast: Cast, store: str) -> None:
    response = signed_in(cast.outsider).get(RECORDING)
    assert response.status_code == 302
    assert response["Location"].startswith(f"{store}/padan/lessons/{SOUND_DIGEST[:2]}/{SOUND_DIGEST}.mp3?")
    assert "X-Amz-Signature=" in response["Location"]
    assert "no-store" in response["Cache-Control"], "the address grows old"
    assert Client().get(RECORDING)["Location"].startswith("/accounts/login/"), "visitors get no address"
