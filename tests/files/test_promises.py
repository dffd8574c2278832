"""The promises about files, each held to a real file on its whole way: sent in parts, checked, and asked for again."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile

import pytest
from django.core.files.storage import default_storage
from django.test import Client
from django.utils.translation import override
from PIL import Image
from pytest_django import DjangoCaptureOnCommitCallbacks

from lms.files import services
from lms.files.enums import FileState
from lms.files.models import StoredFile, Upload
from lms.people.models import User
from tests.conftest import Cast
from tests.courses.asking import as_user
from tests.factories.files import office, paper, photo
from tests.files.conftest import PURPOSE

pytestmark = pytest.mark.django_db

PART = 256 * 1024


@pytest.fixture
def user(cast: Cast) -> User:
    return cast.outsider


def begin(client: Client, name: str, content: bytes) -> dict[str, str]:
    asked = {"purpose": PURPOSE, "key": hashlib.sha256(content).hexdigest(), "name": name, "size": len(content)}
    told: dict[str, str] = client.post("/files/uploads/", json.dumps(asked), content_type="application/json").json()
    return told


def sent(user: User, name: str, content: bytes) -> StoredFile:
    """Send a file in parts as a phone does, and check it as the worker does."""
    file = arrived(user, name, content)
    check(file)
    return file


def check(file: StoredFile) -> None:
    with override("id"):
        services.check_file(file_id=file.pk)
    file.refresh_from_db()


def arrived(user: User, name: str, content: bytes) -> StoredFile:
    client = as_user(user)
    told = begin(client, name, content)
    for offset in range(0, len(content), PART):
        part = content[offset : offset + PART]
        client.post(
            f"/files/uploads/{told['upload']}/",
            part,
            content_type="application/octet-stream",
            headers={"Upload-Offset": str(offset), "Upload-SHA256": hashlib.sha256(part).hexdigest()},
        )
    file = Upload.objects.get(public_id=told["upload"]).file
    assert file is not None
    return file


def bomb() -> bytes:
    """Half a megabyte that would unpack to 400."""
    out = io.BytesIO(office("docx"))
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as archive, archive.open("word/media/a.bin", "w") as entry:
        for _number in range(400):
            entry.write(b"\0" * 1024 * 1024)
    return out.getvalue()


def paper_with_script() -> bytes:
    """A PDF that asks its reader to run a program when it is opened."""
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R /OpenAction << /S /JavaScript /JS (app.alert\\(1\\)) >> >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>",
    ]
    out, places = io.BytesIO(), []
    out.write(b"%PDF-1.7\n")
    for number, body in enumerate(objects, 1):
        places.append(out.tell())
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, body))
    start = out.tell()
    out.write(b"xref\n0 4\n0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % place for place in places))
    out.write(b"trailer << /Size 4 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % start)
    return out.getvalue()


MACRO_TYPES = "<Types>application/vnd.ms-{}.macroEnabled.main+xml</Types>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><script>alert(1)</script></svg>'
HOSTILE = {
    "bomb": ("laporan.docx", bomb, "akan mengembang menjadi"),
    "polyglot-html": ("foto.jpg", lambda: photo() + b"<script>fetch('/dashboard/')</script>", "dua jenis berkas"),
    "polyglot-zip": ("foto.jpg", lambda: photo() + office("xlsx"), "dua jenis berkas"),
    "gif-script": ("foto.gif", lambda: b"GIF89a/*<script>*/=1;alert(1)//", "GIF"),
    "svg": ("denah.svg", lambda: SVG, "SVG"),
    "svg-named-png": ("denah.png", lambda: SVG, "SVG"),
    "dotdot-inside": ("surat.docx", lambda: office("docx", extra={"../../../etc/cron.d/x": b"* * * * *"}), "../"),
    "macro-docx": ("surat.docx", lambda: office("docx", extra={"word/vbaProject.bin": b"\xd0\xcf\x11\xe0"}), "makro"),
    "macro-xlsx": ("rekap.xlsx", lambda: office("xlsx", types=MACRO_TYPES.format("excel.sheet")), "makro"),
}


@pytest.mark.parametrize("what", HOSTILE)
def test_a_hostile_file_is_refused_in_words_and_its_bytes_go(
    user: User, what: str, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    name, made, words = HOSTILE[what]
    file = arrived(user, name, made())
    with django_capture_on_commit_callbacks(execute=True):
        check(file)
    assert file.state == FileState.REFUSED
    assert words in file.refused_because
    assert not default_storage.exists(file.path)
    assert as_user(user).get(f"/files/{file.public_id}/").status_code == 404


@pytest.mark.parametrize(
    "name", ["../../etc/passwd", "..\\..\\boot.ini", "/etc/passwd", "..", "a/b.jpg", "foto\x00.jpg"]
)
def test_a_name_that_leads_elsewhere_is_refused_before_a_byte_is_sent(user: User, name: str) -> None:
    told = begin(as_user(user), name, photo())
    assert "nama berkas" in told["refused"]
    assert not Upload.objects.exists()


def test_a_name_is_never_a_path(user: User) -> None:
    file = sent(user, "Kios, lantai 2 (pagi).jpg", photo())
    assert file.path == f"files/{file.public_id[:2]}/{file.public_id}-kept"
    assert "Kios" not in default_storage.path(file.path)


def test_a_paper_with_a_program_is_a_download_that_nothing_opens(user: User) -> None:
    content = paper_with_script()
    file = sent(user, "surat.pdf", content)
    assert (file.state, file.page_count, file.pages_drawn) == (FileState.READY, 1, 1)
    answer = as_user(user).get(f"/files/{file.public_id}/")
    assert answer["Content-Disposition"] == 'attachment; filename="surat.pdf"'
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert b"".join(answer.streaming_content) == content  # type: ignore[attr-defined]
    # On the screen it is a picture of its page, in which nothing acts.
    page = as_user(user).get(f"/files/{file.public_id}/pages/1/")
    assert page["Content-Type"] == "image/jpeg"
    assert Image.open(io.BytesIO(b"".join(page.streaming_content))).format == "JPEG"  # type: ignore[attr-defined]


@pytest.mark.parametrize("kind", ["JPEG", "HEIF", "PNG", "WEBP"])
def test_a_photo_is_served_without_the_place_it_was_taken_at(user: User, kind: str) -> None:
    came = photo(kind, (640, 480), with_place=True)
    assert Image.open(io.BytesIO(came)).getexif().get_ifd(0x8825)
    file = sent(user, f"IMG_1.{kind}", came)
    answer = as_user(user).get(f"/files/{file.public_id}/")
    served = b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    picture = Image.open(io.BytesIO(served))
    assert not picture.getexif()
    assert "exif" not in picture.info
    assert b"Kamera Contoh" not in served
    # Two digests: as it came, for the receipt; as it is kept, for the day a copy is brought back.
    assert file.received_sha256 == hashlib.sha256(came).hexdigest()
    assert file.stored_sha256 == hashlib.sha256(served).hexdigest()
    assert file.received_sha256 != file.stored_sha256
    if kind == "HEIF":
        assert (picture.format, answer["Content-Type"]) == ("JPEG", "image/jpeg")
        assert 'filename="IMG_1.jpg"' in answer["Content-Disposition"]


def test_a_paper_keeps_one_digest_in_both_places(user: User) -> None:
    content = paper()
    file = sent(user, "surat.pdf", content)
    assert file.received_sha256 == file.stored_sha256 == hashlib.sha256(content).hexdigest()
