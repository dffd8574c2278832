"""What an office file, which is a ZIP, declares about itself, looked at before anything is unpacked."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import PurePosixPath

from django.utils.translation import gettext as _

from lms.files import limits
from lms.files.inspection import Unfit


def opened(content: bytes) -> zipfile.ZipFile:
    """Return the archive once its own account of itself is harmless. Raises Unfit."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
        entries = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise Unfit(_("This office file is damaged. Open it, save it anew, and send that.")) from error
    _check_sizes(entries, len(content))
    if any(leads_outside(entry.filename) for entry in entries):
        raise Unfit(_("A name inside this file leads out of it (“../”), as in harmful files. It is not taken."))
    if any(entry.flag_bits & 0x1 for entry in entries):
        raise Unfit(_("This file is protected by a password. Save it without one and send that."))
    return archive


def _check_sizes(entries: list[zipfile.ZipInfo], packed: int) -> None:
    unpacked = sum(entry.file_size for entry in entries)
    bomb = unpacked > limits.LARGEST_UNPACKED or unpacked > limits.HIGHEST_RATIO * max(packed, 1)
    if bomb or len(entries) > limits.MOST_ENTRIES:
        raise Unfit(
            _("This file would unpack to %(size)s MB in %(n)s pieces, far more than a document needs. It is not taken.")
            % {"size": unpacked // limits.MIB, "n": len(entries)}
        )


def leads_outside(name: str) -> bool:
    """Whether a name inside an archive leads out of it."""
    path = PurePosixPath(name.replace("\\", "/"))
    return path.is_absolute() or ".." in path.parts or bool(re.match(r"[A-Za-z]:", name))
