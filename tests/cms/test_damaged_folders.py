"""Damaged files and archives are refused in words, with file and line, whatever the damage: never an error of the site."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from pathlib import Path

import pytest

from cms.markdown.archive import read_path, read_zip, write_zip
from cms.markdown.errors import FolderRefused
from cms.markdown.folder import read_folder
from cms.models import SopPage
from cms.services import import_curriculum
from cms.services.library import library_item
from lms.people.errors import Refusal
from tests.conftest import Cast
from tests.factories.cms import folder_files

LESSON = "01-dasar/01-modul/01-pelajaran.md"
COURSE = "01-dasar/course.md"
STARTER = Path(__file__).resolve().parents[2] / "cms" / "starter"


@pytest.mark.parametrize(
    ("name", "old", "new", "line"),
    [
        (LESSON, "title: Pelajaran\n", "title: 2026-13-45\n", 2),
        (LESSON, "minutes: 20", "minutes: " + "9" * 5000, 6),
        (LESSON, "minutes: 20", "minutes: 99999", 6),
        (LESSON, "sop: []", "sop: " + "[" * 3000 + "]" * 3000, 2),
        (LESSON, "title: Pelajaran\n", "title: " + "a" * 256 + "\n", 2),
        (LESSON, "code: X-1.1", "code: " + "X" * 25, 4),
        (LESSON, "title: Pelajaran\n", "title: Pel\x07ajaran\n", 2),
        (LESSON, "title: Pelajaran\n", 'title: "a\\0b"\n', 2),
        (LESSON, "title: Pelajaran\n", 'title: "\\uD800"\n', 2),
        (LESSON, "Isi pelajaran.", "Isi \x00 pelajaran.", 14),
        (COURSE, "jp: 1", "jp: 100000", 6),
        ("glossary.yaml", "term: pencari kerja", "term: " + "x" * 121, 1),
    ],
)
def test_file_and_line_are_named(name: str, old: str, new: str, line: int) -> None:
    files = folder_files()
    text = files[name].decode()
    assert old in text
    with pytest.raises(FolderRefused) as refusal:
        read_folder({**files, name: text.replace(old, new, 1).encode()})
    assert [(problem.file, problem.line) for problem in refusal.value.problems] == [(name, line)]


def test_a_zip_damaged_anywhere_is_refused_or_read() -> None:
    content = write_zip(folder_files(text="Isi pelajaran. " * 40))
    for place in range(0, len(content), 7):
        damaged = bytearray(content)
        damaged[place] ^= 0x5A
        try:
            read_zip(io.BytesIO(bytes(damaged)))
        except FolderRefused:
            continue


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_other_ways_of_packing_are_refused(method: int) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        archive.writestr("curriculum.md", b"x" * 5000)
    with pytest.raises(FolderRefused):
        read_zip(io.BytesIO(out.getvalue()))


def test_a_picture_of_400_megapixels_is_refused(cast: Cast) -> None:
    with pytest.raises(Refusal, match="40"):
        library_item("x.png", _empty_png(20_000, 20_000), cast.coordinator)


def _empty_png(width: int, height: int) -> bytes:
    """A few hundred bytes that claim to be a large picture."""
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    chunks = [(b"IHDR", head), (b"IDAT", zlib.compress(b"\0" * 1000)), (b"IEND", b"")]
    body = b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in chunks
    )
    return b"\x89PNG\r\n\x1a\n" + body


def test_two_sops_can_swap_their_names(cast: Cast) -> None:
    files = {name: data for name, data in read_path(STARTER).items() if name.startswith("sop/")} | {
        name: data for name, data in folder_files().items() if name != "glossary.yaml"
    }
    import_curriculum(folder=read_folder(files), actor=cast.coordinator)
    first, second = sorted(name for name in files if name.startswith("sop/"))[:2]
    swapped = {name: data for name, data in files.items() if name not in {first, second}}
    swapped[first[:7] + second[7:]] = files[first]
    swapped[second[:7] + first[7:]] = files[second]
    import_curriculum(folder=read_folder(swapped), actor=cast.coordinator)
    slugs = dict(SopPage.objects.values_list("number", "slug"))
    assert (slugs[1], slugs[2]) == (second[7:-3], first[7:-3])
