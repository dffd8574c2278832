"""The store of production against a server of S3's protocol in a process of its own: what the disk promises holds there too."""

from __future__ import annotations

import hashlib
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from django.core.files.storage import default_storage
from django.urls import reverse

from lms.files import services, store
from lms.files.enums import FileState
from lms.settings.stores import s3
from tests.conftest import Cast
from tests.courses.asking import as_user
from tests.factories.files import make_file, photo
from tests.files.conftest import PURPOSE
from tests.tools.with_services import free_port, wait_for

BUCKET = "padan-percobaan"


@pytest.fixture(scope="module")
def endpoint() -> Iterator[str]:
    """The address of the server, with an empty private bucket."""
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        wait_for(port, "The server of S3's protocol", process)
        address = f"http://127.0.0.1:{port}"
        keys = {"aws_access_key_id": "a" * 16, "aws_secret_access_key": "b" * 16, "region_name": "us-east-1"}
        boto3.client("s3", endpoint_url=address, **keys).create_bucket(Bucket=BUCKET)
        yield address
    finally:
        process.terminate()
        process.wait(30)


@pytest.fixture(autouse=True)
def in_the_store(endpoint: str, settings: Any) -> None:
    """Keep files there, with the options of production."""
    kept = s3(bucket=BUCKET, endpoint=endpoint, access_key="a" * 16, secret_key="b" * 16, region="us-east-1")
    settings.STORAGES = {**settings.STORAGES, "default": kept}


def test_what_is_put_is_read_and_what_is_removed_is_gone() -> None:
    name = store.put("percobaan/satu.bin", b"\x00isi\xff")
    assert store.read(name) == b"\x00isi\xff"
    store.remove([name, "percobaan/tidak-ada.bin"])
    with pytest.raises(FileNotFoundError):
        store.read(name)


def test_no_name_is_written_twice() -> None:
    first, second = store.put("percobaan/sama.bin", b"satu"), store.put("percobaan/sama.bin", b"dua")
    assert first != second
    assert (store.read(first), store.read(second)) == (b"satu", b"dua")


def test_an_address_is_signed_and_nothing_opens_without(endpoint: str) -> None:
    name = store.put("percobaan/tertutup.bin", b"rahasia")
    signed = default_storage.url(name)
    assert signed.startswith(f"{endpoint}/{BUCKET}/percobaan/tertutup.bin?")
    assert "X-Amz-Signature" in signed
    with urllib.request.urlopen(signed) as answer:
        assert answer.read() == b"rahasia"


@pytest.mark.django_db
def test_a_photo_arrives_in_parts_is_checked_and_is_served(cast: Cast) -> None:
    content, user = photo(), cast.outsider
    upload = services.begin_upload(actor=user, purpose=PURPOSE, key="kunci-s3", name="foto.jpg", size=len(content))
    for start in range(0, len(content), 1000):
        part = content[start : start + 1000]
        digest = hashlib.sha256(part).hexdigest()
        upload = services.receive_part(actor=user, upload=upload, offset=start, content=part, sha256=digest)
    file = services.finish(actor=user, upload=upload)
    assert file.received_sha256 == hashlib.sha256(content).hexdigest()
    services.check_file(file_id=file.pk)
    file.refresh_from_db()
    assert file.state == FileState.READY
    answer = as_user(user).get(reverse("files:file_detail", args=[file.public_id]))
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    assert hashlib.sha256(body).hexdigest() == file.stored_sha256


@pytest.mark.logs_errors
@pytest.mark.django_db
def test_a_file_that_the_store_lost_is_told_and_not_guessed(cast: Cast) -> None:
    file = make_file(owner=cast.outsider, purpose=PURPOSE, checked=False)
    default_storage.delete(file.path)
    services.check_file(file_id=file.pk)
    file.refresh_from_db()
    assert file.state == FileState.REFUSED
    assert file.refused_because
