"""Files in and out: a folder on disk or a zip, both held to the same limits."""

from __future__ import annotations

import io
import stat
import struct
import zipfile
import zlib
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import IO

from django.utils.translation import gettext as _

from cms.markdown.errors import FolderRefused, Problem
from lms.people import clock

MEGABYTE = 1024 * 1024
MOST_FILES = 2_000
LARGEST_FILE = 25 * MEGABYTE
LARGEST_TOTAL = 100 * MEGABYTE
MOST_EXPANSION = 100
_EARLIEST = (1980, 1, 1, 0, 0, 0)
PLAIN = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
# What the unpacking of a damaged archive ends in, wherever the damage lies.
BROKEN = (zipfile.BadZipFile, zlib.error, struct.error, EOFError, OSError, RuntimeError, ValueError)


def _refuse(name: str, message: str) -> FolderRefused:
    return FolderRefused([Problem(name, 0, message)])


def read_path(path: Path) -> dict[str, bytes]:
    """Return the files of a folder or of a zip. Raises FolderRefused."""
    if path.is_dir():
        return _read_directory(path)
    if path.is_file():
        with path.open("rb") as file:
            return read_zip(file)
    raise _refuse(str(path), _("There is no such folder or zip file."))


def _read_directory(root: Path) -> dict[str, bytes]:
    files: dict[str, bytes] = {}
    for path in sorted(root.rglob("*")):
        name = path.relative_to(root).as_posix()
        if path.is_symlink():
            raise _refuse(name, _("Links to other files are not followed."))
        if path.is_file():
            _check_limits(name, path.stat().st_size, len(files), sum(map(len, files.values())))
            files[name] = path.read_bytes()
    return files


def _check_limits(name: str, size: int, count: int, total: int) -> None:
    if size > LARGEST_FILE:
        raise _refuse(name, _("The file is larger than %s MB.") % (LARGEST_FILE // MEGABYTE))
    if count >= MOST_FILES or total + size > LARGEST_TOTAL:
        raise _refuse(
            name,
            _("Too much: at most %(files)s files and %(size)s MB together.")
            % {"files": MOST_FILES, "size": LARGEST_TOTAL // MEGABYTE},
        )


def read_zip(source: IO[bytes]) -> dict[str, bytes]:
    """Return the files of a zip; a single folder round everything is taken off.

    Raises FolderRefused for what is no zip, leads out of it, is a link, encrypted, or grows beyond the limits: sizes are
    counted while unpacking, whatever the archive says of itself.
    """
    try:
        archive = zipfile.ZipFile(source)
    except BROKEN:
        raise _refuse("zip", _("This is not a zip file.")) from None
    files: dict[str, bytes] = {}
    total = 0
    with archive:
        for entry in archive.infolist():
            if entry.is_dir():
                continue
            _check_entry(entry)
            _check_limits(entry.filename, entry.file_size, len(files), total)
            files[entry.filename] = _unpack(archive, entry)
            total += len(files[entry.filename])
    return _without_wrapper(files)


def _check_entry(entry: zipfile.ZipInfo) -> None:
    name = entry.filename
    if name.startswith("/") or "\\" in name or ":" in name or ".." in name.split("/"):
        raise _refuse(name, _("The name leads out of the archive."))
    if stat.S_ISLNK(entry.external_attr >> 16):
        raise _refuse(name, _("Links to other files are not followed."))
    if entry.compress_type not in PLAIN:
        raise _refuse(name, _("The file cannot be unpacked."))
    if entry.flag_bits & 0x1:
        raise _refuse(name, _("The archive is encrypted."))
    if entry.file_size > MEGABYTE and entry.file_size > MOST_EXPANSION * max(entry.compress_size, 1):
        raise _refuse(name, _("The file is packed suspiciously tight."))


def _unpack(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    try:
        with archive.open(entry) as file:
            data = file.read(LARGEST_FILE + 1)
    except BROKEN as error:
        raise _refuse(entry.filename, _("The file cannot be unpacked.")) from error
    if len(data) > LARGEST_FILE or len(data) != entry.file_size:
        raise _refuse(entry.filename, _("The file is not as large as the archive says."))
    return data


def _without_wrapper(files: dict[str, bytes]) -> dict[str, bytes]:
    tops = {name.split("/", 1)[0] for name in files if not name.startswith("__MACOSX/")}
    if len(tops) == 1 and "curriculum.md" not in files:
        top = tops.pop() + "/"
        return {name[len(top) :]: data for name, data in files.items() if name.startswith(top)}
    return files


def write_zip(files: Mapping[str, bytes], at: datetime | None = None) -> bytes:
    """Return a zip of files; the same files at the same time give the same bytes."""
    stamp = max((at or clock.now()).timetuple()[:6], _EARLIEST)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(files):
            entry = zipfile.ZipInfo(name, stamp)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, files[name])
    return out.getvalue()


def write_path(files: Mapping[str, bytes], path: Path) -> None:
    """Write files below a folder that is empty or does not exist yet. Raises FileExistsError."""
    if path.exists() and any(path.iterdir()):
        raise FileExistsError(path)
    for name, data in files.items():
        target = path / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
