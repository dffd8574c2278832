"""The name a file had where it came from: shown, cleaned, and never used as a path."""

from __future__ import annotations

import unicodedata
from pathlib import PurePosixPath

from django.utils.translation import gettext as _

from lms.files.enums import SUFFIX, FileKind
from lms.people.errors import Refusal

LONGEST = 120


def checked_name(name: str) -> str:
    """Return the name as it is shown. Raises Refusal for a name that is a path, or is no name."""
    if "/" in name or "\\" in name or "\x00" in name or name.strip(". ") == "":
        raise Refusal(
            _(
                "“%(name)s” is not a plain file name: it leads to a folder or says nothing. Rename the file and try again."
            )
            % {"name": _visible(name)[:60]}
        )
    return _shortened(_visible(name))


def name_of_kind(name: str, kind: str) -> str:
    """Return the name with the ending of what is kept: `IMG_1.HEIC`, kept as JPEG, becomes `IMG_1.jpg`."""
    suffix = SUFFIX.get(FileKind(kind), "") if kind else ""
    path = PurePosixPath(name)
    if path.suffix.lower() == suffix or (suffix == ".jpg" and path.suffix.lower() == ".jpeg"):
        return name
    return f"{path.stem if path.suffix else name}{suffix}"


def _visible(name: str) -> str:
    """Leave out what cannot be seen or turns the reading direction (`photo\\u202egpj.exe`)."""
    normal = unicodedata.normalize("NFC", name)
    return "".join(sign for sign in normal if unicodedata.category(sign)[0] != "C").strip()


def _shortened(name: str) -> str:
    if len(name) <= LONGEST:
        return name
    stem, dot, suffix = name.rpartition(".")
    return f"{stem[: LONGEST - len(suffix) - 1]}{dot}{suffix}" if dot and len(suffix) < 10 else name[:LONGEST]
