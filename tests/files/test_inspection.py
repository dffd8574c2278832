"""What is taken, what is refused and in which words, and that nothing hidden stays in a picture."""

from __future__ import annotations

import io
import struct
import zlib

import pytest
from django.utils.translation import override
from PIL import Image

from lms.files.enums import FileKind
from lms.files.inspection import Unfit
from lms.files.inspection.kinds import inspect
from tests.factories.files import office, paper, photo


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (photo("JPEG"), FileKind.JPEG),
        (photo("PNG"), FileKind.PNG),
        (photo("WEBP"), FileKind.WEBP),
        (photo("HEIF"), FileKind.JPEG),
        (paper(), FileKind.PDF),
        (office("docx"), FileKind.DOCX),
        (office("xlsx"), FileKind.XLSX),
    ],
    ids=["jpeg", "png", "webp", "heic", "pdf", "docx", "xlsx"],
)
def test_each_kind_is_told_by_its_structure(content: bytes, kind: str) -> None:
    assert inspect(content).kind == kind


@pytest.mark.parametrize("kind", ["JPEG", "WEBP", "PNG", "HEIF"])
def test_a_picture_keeps_no_place_and_no_notes(kind: str) -> None:
    came = photo(kind, with_place=True)
    assert b"Kamera Contoh" in came
    kept = inspect(came).content
    assert kept is not None
    assert b"Kamera Contoh" not in kept
    assert not Image.open(io.BytesIO(kept)).getexif()


def test_a_turned_photo_stands_upright() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    fit = inspect(photo("JPEG", (300, 200), exif=exif))
    assert (fit.width, fit.height) == (200, 300)


def test_a_large_picture_is_made_smaller_and_has_a_preview() -> None:
    fit = inspect(photo("JPEG", (4000, 3000)))
    assert (fit.width, fit.height) == (2400, 1800)
    assert fit.preview is not None
    assert max(Image.open(io.BytesIO(fit.preview)).size) == 360


def test_the_first_pages_of_a_pdf_are_drawn_and_it_stays_as_it_came() -> None:
    fit = inspect(paper(9))
    assert fit.content is None
    assert (fit.page_count, len(fit.pages)) == (9, 6)
    assert Image.open(io.BytesIO(fit.pages[0])).format == "JPEG"


def test_transparency_is_kept() -> None:
    out = io.BytesIO()
    Image.new("RGBA", (20, 20), (0, 0, 0, 0)).save(out, "PNG")
    kept = inspect(out.getvalue()).content
    assert kept is not None
    assert Image.open(io.BytesIO(kept)).mode == "RGBA"


def png_that_claims(width: int, height: int) -> bytes:
    """A small PNG that says it is huge."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 100)) + chunk(b"IEND", b"")
    )


SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
BOMB = {"word/media/a.bin": b"\0" * 120_000_000}


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (SVG, "SVG"),
        (b"<!DOCTYPE html><script>alert(1)</script>", "web page"),
        (b"GIF89a<script>alert(1)</script>", "GIF"),
        (b"MZ\x90\0 a program", "no kind we know"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "old or password-protected"),
        (photo("JPEG") + office("docx"), "two kinds"),
        (paper() + office("docx"), "two kinds"),
        (photo("JPEG") + b"<script>alert(1)</script>", "two kinds"),
        (photo("JPEG", comment=b"%PDF-1.4 and a paper"), "two kinds"),
        (office("docx", extra={"word/vbaProject.bin": b"Sub AutoOpen()"}), "macro"),
        (office("docx", types="<Types>application/vnd.ms-word.document.macroEnabled.main+xml</Types>"), "macro"),
        (office("xlsx", extra={"xl/activeX/activeX1.xml": b"<x/>"}), "macro"),
        (office("docx", extra=BOMB), "unpack"),
        (office("docx", extra={"../../etc/cron.d/x": b"* * * * *"}), "../"),
        (office("docx", extra={"C:\\windows\\x": b"x"}), "../"),
        (office("docx", types="<Types/>"), "archive"),
        (png_that_claims(9000, 9000), "81 million pixels"),
        (png_that_claims(60_000, 60_000), "damaged"),
        (photo("JPEG")[:400], "damaged"),
        (b"\x89PNG\r\n\x1a\nnonsense", "damaged"),
        (b"%PDF-1.7 nothing of it", "cannot be opened"),
        (b"PK\x03\x04 broken", "damaged"),
    ],
    ids=[
        "svg", "html", "gif", "program", "old-office", "jpeg+zip", "pdf+zip", "jpeg+script", "jpeg+pdf", "vba", "macro-type",
        "activex", "bomb", "dotdot", "drive", "plain-zip", "pixels", "bomb-pixels", "cut", "png", "pdf", "zip",
    ],
)  # fmt: skip
def test_what_is_not_taken_is_refused_in_plain_words(content: bytes, words: str) -> None:
    with override("en"), pytest.raises(Unfit, match=words):
        inspect(content)


def test_a_phone_photo_with_a_film_behind_it_is_taken() -> None:
    assert inspect(photo("JPEG") + b"\0\0\0\x18ftypmp42" + b"\0" * 500).kind == FileKind.JPEG
