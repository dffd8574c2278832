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
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
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


@dataclass(frozen=True)
class Paper:
    """What one paper is set from, and the instant written into its file."""

    data: Mapping[str, Any]
    at: datetime


def typeset(
    template: str,
    data: Mapping[str, Any],
    *,
    pictures: Mapping[str, bytes] | None = None,
    at: datetime | None = None,
    standards: Sequence[str] = (),
) -> bytes:
    """Return the PDF (A4, tagged) of a template with this data. The same template, data and instant give the same bytes.

    `pictures` are laid beside the templates under `/pictures/<name>`. `at` is the instant written into the file; `standards` are those the
    PDF must keep (`a-2a`, `ua-1`): a template that does not is refused. Raises TypesetFailed.
    """
    papers = [Paper(data, at or clock.now())]
    return typeset_many(template, papers, pictures=pictures, standards=standards)[0]


def typeset_many(
    template: str,
    papers: Sequence[Paper],
    *,
    pictures: Mapping[str, bytes] | None = None,
    standards: Sequence[str] = (),
) -> list[bytes]:
    """Return the PDFs of one template with each of these data, in order, set by one child: the second costs a tenth of the first.

    Each is the same, byte for byte, as `typeset` makes of it alone. Raises TypesetFailed, and then there is none.
    """
    label, _slash, name = template.partition("/")
    with tempfile.TemporaryDirectory(prefix="padan-typst-") as folder:
        root = Path(folder)
        _lay_out(root, label, pictures or {})
        main = f"{label}/{name}"
        if not (root / main).resolve().is_relative_to(root.resolve()) or not (root / main).is_file():
            raise TypesetFailed(f"There is no template {template!r}.")
        return _split(_compiled(root, main, ",".join(standards), papers), len(papers))


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


def _compiled(root: Path, main: str, standards: str, papers: Sequence[Paper]) -> bytes:
    seconds = SECONDS + len(papers)
    try:
        done = subprocess.run(  # noqa: S603 - our own interpreter and file; people's words go in as data
            [sys.executable, "-I", str(CHILD), str(root), main, standards],
            input="\n".join(map(_line, papers)).encode(),
            capture_output=True,
            timeout=seconds,
            check=False,
            cwd=root,
        )
    except subprocess.TimeoutExpired as error:
        raise TypesetFailed(f"{main} took longer than {seconds} seconds.") from error
    if done.returncode:
        raise TypesetFailed(f"{main}: {done.stderr.decode(errors='replace')[-2000:]}")
    return done.stdout


def _line(paper: Paper) -> str:
    data = json.dumps(paper.data, cls=DjangoJSONEncoder, ensure_ascii=False)
    return json.dumps({"stamp": int(paper.at.timestamp()), "data": data})


def _split(told: bytes, count: int) -> list[bytes]:
    """Cut what the child wrote into its PDFs."""
    found, at = [], 0
    while at < len(told):
        end = at + 8 + int.from_bytes(told[at : at + 8], "big")
        found.append(told[at + 8 : end])
        at = end
    if len(found) != count:
        raise TypesetFailed(f"{len(found)} papers came of {count}.")
    return found
