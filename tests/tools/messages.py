"""Collects and compiles the translations; `--check` says what is missing and changes nothing."""

from __future__ import annotations

import gettext
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ROOMS = (
    "lms/people",
    "lms/ui",
    "lms/programme",
    "cms",
    "courses",
    "assignments",
    "fieldpractice",
    "lms/evaluation",
    "lms/files",
    "lms/notices",
)
ADMIN = str(Path(sys.executable).parent / "django-admin")


def collect(room: Path) -> None:
    """Write the room's catalogue anew from its sources, without the lines that change on every run."""
    folder = room / "locale/id/LC_MESSAGES"
    folder.mkdir(parents=True, exist_ok=True)
    flags = ["-v", "0", "-l", "id", "--no-location", "--no-wrap", "--no-obsolete"]
    subprocess.run([ADMIN, "makemessages", *flags], cwd=room, check=True)
    catalogue = folder / "django.po"
    catalogue.write_text(
        re.sub(r'^"(?:POT-Creation-Date|Report-Msgid-Bugs-To): .*\n', "", catalogue.read_text(), flags=re.M)
    )


def compile_catalogue(room: Path) -> None:
    subprocess.run([ADMIN, "compilemessages", "-v", "0"], cwd=room, check=True)


def entries(catalogue: Path) -> dict[str, tuple[str, bool]]:
    """Return msgid, with its context before it → (translation, fuzzy) of a catalogue, plural forms joined."""
    found = {}
    for block in catalogue.read_text().split("\n\n"):
        source = re.search(r'^(?:msgctxt (.*)\n)?msgid (".*"(?:\n".*")*)', block, re.MULTILINE)
        target = re.findall(r'^msgstr(?:\[\d\])? (".*"(?:\n".*")*)', block, re.MULTILINE)
        if source is None or source[2] == '""':
            continue
        key = " ".join(filter(None, source.groups()))
        empty = not target or any(re.sub(r'["\n]', "", part) == "" for part in target)
        found[key] = ("" if empty else "\n".join(target), "#, fuzzy" in block)
    return found


def sentences(compiled: Path) -> dict[object, str]:
    """Return what a compiled catalogue says, without its header, which holds a date."""
    with compiled.open("rb") as file:
        said = dict(vars(gettext.GNUTranslations(file))["_catalog"])
    said.pop("", None)
    return said


def faults(room: str) -> list[str]:
    """Return what is wrong with a room's translation: missing, empty, fuzzy, or compiled from an older text."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / Path(room).name
        shutil.copytree(
            ROOT / room, copy, ignore=shutil.ignore_patterns("__pycache__", "migrations", "starter", "data")
        )
        catalogue = ROOT / room / "locale/id/LC_MESSAGES/django.po"
        if not catalogue.exists():
            return [f"{room} has no catalogue"]
        before = entries(catalogue)
        collect(copy)
        wanted = entries(copy / "locale/id/LC_MESSAGES/django.po")
        compile_catalogue(copy)
        compiled = sentences(copy / "locale/id/LC_MESSAGES/django.mo")
    found = [f"{room}: not in the catalogue: {text}" for text in wanted if text not in before]
    found += [f"{room}: no longer used: {text}" for text in before if text not in wanted]
    found += [f"{room}: not translated: {text}" for text, (translation, _) in wanted.items() if not translation]
    found += [f"{room}: fuzzy: {text}" for text, (_, fuzzy) in before.items() if fuzzy]
    if not found and compiled != sentences(ROOT / room / "locale/id/LC_MESSAGES/django.mo"):
        found.append(f"{room}: the compiled catalogue is older than its text")
    return found


def main() -> None:
    if shutil.which("xgettext") is None:
        sys.exit("gettext is not here (Debian: apt-get install gettext).")
    if "--check" in sys.argv:
        found = [fault for room in ROOMS for fault in faults(room)]
        sys.exit("\n".join([*found, "Run make messages and translate."]) if found else 0)
    for room in ROOMS:
        collect(ROOT / room)
        compile_catalogue(ROOT / room)


if __name__ == "__main__":
    main()
