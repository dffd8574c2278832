"""Official paper: a typst template of one of our rooms, set with data in a child process.

A room keeps its templates in its folder `typst/` and names them by its label: `assignments/receipt.typ` is `receipt.typ` there.
Each begins with `#import "/official.typ": official` for the header all papers share. What people typed reaches the paper through
the data alone, as JSON, and is text there whatever it says. The child sees a folder with the templates and the pictures of this one
paper, and nothing else.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from django.apps import apps
from django.core.serializers.json import DjangoJSONEncoder

from lms.people import clock

CHILD = Path(__file__).with_name("typeset.py")
SECONDS = 60


class TypesetFailed(Exception):
    """A template of ours is wrong, or the child took too long."""


def typeset(
    template: str, data: Mapping[str, Any], *, pictures: Mapping[str, bytes] | None = None, at: datetime | None = None
) -> bytes:
    """Return the PDF (A4, tagged) of a template with this data. The same template, data and instant give the same bytes.

    `pictures` are laid beside the templates under `/pictures/<name>`. `at` is the instant written into the file. Raises TypesetFailed.
    """
    label, _slash, name = template.partition("/")
    with tempfile.TemporaryDirectory(prefix="padan-typst-") as folder:
        root = Path(folder)
        _lay_out(root, label, pictures or {})
        main = f"{label}/{name}"
        if not (root / main).resolve().is_relative_to(root.resolve()) or not (root / main).is_file():
            raise TypesetFailed(f"There is no template {template!r}.")
        stamp = str(int((at or clock.now()).timestamp()))
        return _compiled(root, main, stamp, json.dumps(data, cls=DjangoJSONEncoder, ensure_ascii=False))


def _lay_out(root: Path, label: str, pictures: Mapping[str, bytes]) -> None:
    """Copy what this paper may read: the shared header, the room's templates, its pictures."""
    for source, target in ((_folder("files"), root), (_folder(label), root / label)):
        target.mkdir(exist_ok=True)
        for path in source.glob("*.typ"):
            (target / path.name).write_bytes(path.read_bytes())
    (root / "pictures").mkdir()
    for name, content in pictures.items():
        (root / "pictures" / Path(name).name).write_bytes(content)


def _folder(label: str) -> Path:
    try:
        return Path(apps.get_app_config(label).path) / "typst"
    except LookupError as error:
        raise TypesetFailed(f"There is no room {label!r}.") from error


def _compiled(root: Path, main: str, stamp: str, data: str) -> bytes:
    try:
        done = subprocess.run(  # noqa: S603 - our own interpreter and file; people's words go in as data
            [sys.executable, "-I", str(CHILD), str(root), main, stamp],
            input=data.encode(),
            capture_output=True,
            timeout=SECONDS,
            check=False,
            cwd=root,
        )
    except subprocess.TimeoutExpired as error:
        raise TypesetFailed(f"{main} took longer than {SECONDS} seconds.") from error
    if done.returncode:
        raise TypesetFailed(f"{main}: {done.stderr.decode(errors='replace')[-2000:]}")
    return done.stdout
