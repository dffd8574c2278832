"""Which of the kinds we take a file is, told by its first bytes and its structure."""

from __future__ import annotations

import io
import re
import zipfile

from django.utils.translation import gettext as _

from lms.files.enums import FileKind
from lms.files.inspection import Fit, Unfit
from lms.files.inspection.office import inspect_office
from lms.files.inspection.papers import inspect_pdf
from lms.files.inspection.pictures import inspect_picture

HEIF_BRANDS = {b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1"}
OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# What a browser or a server would take for a page or a program, at either end of a picture. What hides deeper is gone when the
# picture is written anew, and to look for it there would now and then refuse a harmless one by chance.
ACTIVE = re.compile(rb"<(?:script|html|iframe|!doctype\s+html|\?php)", re.IGNORECASE)
ENDS = 4096
_PICTURES = {FileKind.JPEG, FileKind.PNG, FileKind.WEBP, FileKind.HEIC}


def inspect(content: bytes) -> Fit:
    """Return what is kept of these bytes. Raises Unfit with the reason."""
    kind = kind_of(content)
    _check_one_kind(kind, content)
    if kind in _PICTURES:
        return inspect_picture(kind, content)
    return inspect_pdf(content) if kind == FileKind.PDF else inspect_office(content)


def kind_of(content: bytes) -> FileKind:
    """Return the kind the first bytes say; an office file is told apart later. Raises Unfit for anything we do not take."""
    if content[:3] == b"\xff\xd8\xff":
        return FileKind.JPEG
    if content[:8] == b"\x89PNG\r\n\x1a\n":
        return FileKind.PNG
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return FileKind.WEBP
    if content[4:8] == b"ftyp" and content[8:12] in HEIF_BRANDS:
        return FileKind.HEIC
    if content[:5] == b"%PDF-":
        return FileKind.PDF
    if content[:4] == b"PK\x03\x04":
        return FileKind.DOCX
    raise Unfit(_why_not(content))


def _why_not(content: bytes) -> str:
    head = content[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    taken = _("Photos (JPEG, PNG, WebP, HEIC), PDF, DOCX and XLSX are taken.")
    if b"<svg" in content[:4096].lower():
        return _("This is an SVG drawing. It can carry a program, so it is not taken. Save it as PNG and send that.")
    if content[:8] == OLD_OFFICE:
        return _("This is an old or password-protected office file. Save it without a password as DOCX or XLSX.")
    if head.startswith((b"<!doctype", b"<html", b"<?xml", b"<script", b"<?php")):
        return _("This is a web page or program text, not a document.") + " " + taken
    if content[:6] in (b"GIF87a", b"GIF89a"):
        return _("GIF pictures are not taken. Save it as PNG or JPEG and send that.")
    return _("What is in this file is of no kind we know.") + " " + taken


def _check_one_kind(kind: FileKind, content: bytes) -> None:
    """Refuse bytes that two programs would read as two different things."""
    as_zip = zipfile.is_zipfile(io.BytesIO(content))
    two = _(
        "This file is two kinds of file at once, as harmful files often are. Save it anew from the program it came from."
    )
    if kind == FileKind.DOCX:
        if b"%PDF-" in content[:1024]:
            raise Unfit(two)
        return
    if as_zip or (kind != FileKind.PDF and b"%PDF-" in content[:1024]):
        raise Unfit(two)
    if kind in _PICTURES and (ACTIVE.search(content[:ENDS]) or ACTIVE.search(content[-ENDS:])):
        raise Unfit(two)
