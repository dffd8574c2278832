"""The pack's own list of what is in it, and the archive taken apart and put together.

`manifest.json` names the format and its version, where the pack comes from, and each file with its SHA-256. `digest` is over names
and digests of all files: what two installations hold alike has one digest, whoever packed it and when.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cms.markdown.archive import read_zip, write_zip
from cms.markdown.errors import FolderRefused

FORMAT = "padan-replication-pack"
# Raised when an older Padan could no longer read what is written here.
VERSION = 1
MANIFEST = "manifest.json"
NEEDED = frozenset({"format", "format_version", "made_at", "origin", "counts", "digest", "files"})
Files = dict[str, bytes]


@dataclass(frozen=True)
class Problem:
    """What is wrong with a pack, and in which of its files (none: the pack as a whole)."""

    file: str
    message: str

    def as_json(self) -> dict[str, str]:
        return {"file": self.file, "message": self.message}


class PackRefused(Exception):
    """A pack cannot be read; every reason that was found."""

    def __init__(self, *problems: Problem) -> None:
        self.problems = list(problems)
        super().__init__(" ".join(one.message for one in problems))


def encoded(value: Any) -> bytes:
    """Return data as a file: sorted and spread over lines, so that two packs can be compared by eye. The same data give the same bytes."""
    return (json.dumps(value, ensure_ascii=False, indent=2, sort_keys=True) + "\n").encode()


def digests_of(files: Mapping[str, bytes]) -> dict[str, str]:
    """Return the SHA-256 of each file by its name."""
    return {name: hashlib.sha256(files[name]).hexdigest() for name in sorted(files)}


def digest_of_all(digests: Mapping[str, str]) -> str:
    """Return the digest of a whole pack from those of its files."""
    lines = "".join(f"{digests[name]}  {name}\n" for name in sorted(digests))
    return hashlib.sha256(lines.encode()).hexdigest()


def packed(files: Mapping[str, bytes], *, origin: Any, counts: Mapping[str, int], at: datetime) -> tuple[bytes, Any]:
    """Return the archive of some files, and its manifest. The same files at the same time give the same bytes."""
    digests = digests_of(files)
    manifest = {
        "format": FORMAT,
        "format_version": VERSION,
        "made_at": at.isoformat(timespec="seconds"),
        "origin": origin,
        "counts": dict(counts),
        "digest": digest_of_all(digests),
        "files": {name: {"sha256": digests[name], "bytes": len(files[name])} for name in digests},
    }
    return write_zip({**files, MANIFEST: encoded(manifest)}, at), manifest


def unpacked(content: bytes) -> tuple[Files, dict[str, Any]]:
    """Return the files of an archive and its manifest, once every file is there and as it was sent.

    Raises PackRefused for what is no archive, leads out of it, would fill the memory, comes from a newer version, or was changed.
    """
    try:
        files = read_zip(BytesIO(content))
    except FolderRefused as refusal:
        raise PackRefused(*(Problem(one.file, one.message) for one in refusal.problems)) from refusal
    manifest = _manifest(files.pop(MANIFEST, None))
    problems = list(_differences(files, manifest))
    if problems:
        raise PackRefused(*problems)
    return files, manifest


def _manifest(content: bytes | None) -> dict[str, Any]:
    if content is None:
        raise PackRefused(Problem("", _("This is no replication pack: it has no list of contents (manifest.json).")))
    try:
        found = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise _unreadable() from error
    if not isinstance(found, dict) or found.get("format") != FORMAT:
        raise PackRefused(Problem(MANIFEST, _("This archive is something else than a replication pack.")))
    _check_version(found.get("format_version"))
    if not found.keys() >= NEEDED or not _is_whole(found):
        raise _unreadable()
    return found


def _check_version(version: Any) -> None:
    if not isinstance(version, int) or isinstance(version, bool) or version < 1:
        raise _unreadable()
    if version > VERSION:
        words = _(
            "This pack was made by a newer Padan (format %(theirs)s; this installation reads up to %(ours)s). "
            "Bring this installation up to date, then upload the pack again."
        )
        raise PackRefused(Problem(MANIFEST, words % {"theirs": version, "ours": VERSION}))


def _is_whole(found: Mapping[str, Any]) -> bool:
    files = found["files"]
    return (
        all(isinstance(found[name], dict) for name in ("origin", "counts", "files"))
        and all(isinstance(one, dict) and isinstance(one.get("sha256"), str) for one in files.values())
        and all(isinstance(one, int) for one in found["counts"].values())
        and isinstance(found["digest"], str)
    )


def _unreadable() -> PackRefused:
    return PackRefused(Problem(MANIFEST, _("The list of contents is damaged. Ask for the pack once more.")))


def _differences(files: Mapping[str, bytes], manifest: Mapping[str, Any]) -> Any:
    named = {name: one["sha256"] for name, one in manifest["files"].items()}
    here = digests_of(files)
    for name in sorted(named.keys() - here.keys()):
        yield Problem(name, _("This file is missing in the pack."))
    for name in sorted(here.keys() - named.keys()):
        yield Problem(name, _("This file is not in the pack’s list of contents."))
    for name in sorted(here.keys() & named.keys()):
        if here[name] != named[name]:
            yield Problem(name, _("This file is not as it was sent: its digest differs."))
    if digest_of_all(named) != manifest["digest"]:
        yield Problem(MANIFEST, _("The list of contents was changed: its digest differs."))


# What the counts of a manifest are called, in the order in which they are shown.
CONTENTS = {
    "lessons": gettext_lazy("Lessons"),
    "sops": gettext_lazy("SOPs"),
    "forms": gettext_lazy("Task forms"),
    "rubrics": gettext_lazy("Rubrics"),
    "questions": gettext_lazy("Questions"),
    "cases": gettext_lazy("Matching cases"),
    "questionnaires": gettext_lazy("Questionnaires"),
    "schemes": gettext_lazy("Schemes of evaluation"),
    "stages": gettext_lazy("Stages"),
    "classes": gettext_lazy("Class meetings"),
    "tasks": gettext_lazy("Tasks"),
    "quizzes": gettext_lazy("Quizzes"),
    "exercises": gettext_lazy("Matching exercises"),
    "sessions": gettext_lazy("Monitoring sessions"),
    "surveys": gettext_lazy("Surveys"),
    "activities": gettext_lazy("Activities"),
}


def listed(manifest: Mapping[str, Any]) -> list[tuple[Any, int]]:
    """Return what a pack holds, as pairs of name and number, in the order of the programme."""
    counts = manifest.get("counts") or {}
    return [(label, counts[key]) for key, label in CONTENTS.items() if counts.get(key)]
