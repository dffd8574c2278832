"""What arrives damaged, forged, newer or dangerous is refused in words that name the file."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cms.markdown.archive import read_zip, write_zip
from lms.evaluation.packs.manifest import (
    MANIFEST,
    VERSION,
    PackRefused,
    digest_of_all,
    digests_of,
    encoded,
    packed,
    unpacked,
)
from lms.people import clock

FILES = {"curriculum/curriculum.md": b"# satu\n", "schedule.json": b"{}\n", "plan.json": b"{}\n"}
Manifest = dict[str, Any]


def archive(files: dict[str, bytes] | None = None, change: Callable[[Manifest], None] | None = None) -> bytes:
    """A pack; `change` mends its list of contents after it was written."""
    content, _manifest = packed(files or FILES, origin={}, counts={"forms": 1}, at=clock.now())
    if change is None:
        return content
    there = read_zip(io.BytesIO(content))
    manifest = json.loads(there[MANIFEST])
    change(manifest)
    return write_zip({**there, MANIFEST: encoded(manifest)})


def refused(content: bytes) -> str:
    with pytest.raises(PackRefused) as refusal:
        unpacked(content)
    return " ".join(f"{one.file}: {one.message}" for one in refusal.value.problems)


def test_what_was_sent_arrives() -> None:
    files, manifest = unpacked(archive())
    assert files == FILES
    assert manifest["files"]["plan.json"] == {"sha256": digests_of(FILES)["plan.json"], "bytes": 3}
    assert manifest["digest"] == digest_of_all(digests_of(FILES))


def test_the_digest_is_that_of_sha256sum() -> None:
    # printf '11  a\n22  b\n' | sha256sum
    assert digest_of_all({"b": "22", "a": "11"}) == "416ccbb108242872963558d2b2800ec8cc6d6c2b62ec0ce35f6a0ae486adbfaa"


@pytest.mark.parametrize("version", [VERSION + 1, 99])
def test_a_newer_pack_is_told_so(version: int) -> None:
    words = refused(archive(change=lambda manifest: manifest.update(format_version=version)))
    assert f"format {version}" in words
    assert str(VERSION) in words


@pytest.mark.parametrize("version", [0, -1, "1", None, True, 1.0])
def test_a_version_that_is_none(version: object) -> None:
    assert "manifest.json" in refused(archive(change=lambda manifest: manifest.update(format_version=version)))


def test_a_changed_file_is_named() -> None:
    there = read_zip(io.BytesIO(archive()))
    words = refused(write_zip({**there, "plan.json": b"{ }"}))
    assert words.startswith("plan.json:")


def test_a_file_with_its_digest_changed_too() -> None:
    there = read_zip(io.BytesIO(archive()))
    manifest = json.loads(there[MANIFEST])
    manifest["files"]["plan.json"]["sha256"] = digests_of({"x": b"{ }"})["x"]
    words = refused(write_zip({**there, "plan.json": b"{ }", MANIFEST: encoded(manifest)}))
    assert words.startswith("manifest.json:")


def test_missing_and_added_files_are_named() -> None:
    there = read_zip(io.BytesIO(archive()))
    del there["plan.json"]
    words = refused(write_zip({**there, "tambahan.txt": b"x"}))
    assert "plan.json:" in words
    assert "tambahan.txt:" in words


@pytest.mark.parametrize(
    "content",
    [b"", b"PK", b"<html>", b'{"format": "x"}', archive()[:-30], archive()[40:], write_zip({"a.txt": b"x"})],
    ids=["empty", "two bytes", "html", "json", "cut short", "without its head", "another zip"],
)
def test_no_pack(content: bytes) -> None:
    assert refused(content)


@pytest.mark.parametrize(
    "value", [b"", b"[]", b"5", b"{", b'{"format": "other"}', b"\xff\xff", b"[" * 100_000, b'{"format": []}']
)
def test_a_list_of_contents_that_is_none(value: bytes) -> None:
    there = read_zip(io.BytesIO(archive()))
    assert refused(write_zip({**there, MANIFEST: value}))


@pytest.mark.parametrize("name", ["origin", "counts", "files", "digest", "made_at"])
@pytest.mark.parametrize("value", [None, 5, [], "x", {"a": "b"}])
def test_parts_of_another_kind_are_no_error_of_the_site(name: str, value: object) -> None:
    content = archive(change=lambda manifest: manifest.update({name: value}))
    if name == "made_at" or (name == "origin" and isinstance(value, dict)):
        assert unpacked(content)[0] == FILES
    else:
        assert refused(content)


def zipped(name: str, data: bytes = b"x", **attributes: Any) -> bytes:
    """An archive with a file whose entry is of our own making."""
    out = io.BytesIO(archive())
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as file:
        entry = zipfile.ZipInfo(name)
        entry.compress_type = zipfile.ZIP_DEFLATED
        for key, value in attributes.items():
            setattr(entry, key, value)
        file.writestr(entry, data)
    return out.getvalue()


@pytest.mark.parametrize("name", ["../keluar.json", "/etc/passwd", "a/../../b", "C:\\x", "a\\..\\b", "c:x"])
def test_names_that_lead_out_are_refused(name: str) -> None:
    assert name.replace("\\", "/") in refused(zipped(name)).replace("\\", "/")


def test_links_are_refused() -> None:
    assert "tautan" in refused(zipped("tautan", b"/etc/passwd", external_attr=0o120777 << 16))


def test_a_bomb_is_refused_before_it_is_unpacked() -> None:
    assert "bom.bin" in refused(zipped("bom.bin", bytes(20 * 1024 * 1024)))


def test_too_many_files() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        for number in range(2_001):
            file.writestr(f"f{number}", b"")
    assert refused(out.getvalue())


def test_the_same_files_give_the_same_archive() -> None:
    at = clock.now()
    assert packed(FILES, origin={}, counts={}, at=at) == packed(
        dict(reversed(FILES.items())), origin={}, counts={}, at=at
    )


PLAIN = archive()


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(st.data())
def test_no_single_changed_byte_passes(data: st.DataObject) -> None:
    content = bytearray(PLAIN)
    place = data.draw(st.integers(0, len(content) - 1))
    content[place] ^= data.draw(st.integers(1, 255))
    try:
        files, manifest = unpacked(bytes(content))
    except PackRefused:
        return
    # What the zip itself ignores (a time stamp, an attribute) may differ: the contents may not.
    assert files == FILES
    assert manifest["digest"] == digest_of_all(digests_of(FILES))
