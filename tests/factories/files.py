"""Files as people and their enemies send them, made here byte by byte."""

from __future__ import annotations

import io
import zipfile
from typing import Any

from PIL import Image, ImageDraw

from lms.files.models import StoredFile
from lms.files.services import check_file, receive_whole
from lms.people.models import User

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"


def photo(kind: str = "JPEG", size: tuple[int, int] = (320, 240), *, with_place: bool = False, **options: Any) -> bytes:
    """A picture with something on it; `with_place` says where it was taken, as a phone does."""
    picture = Image.new("RGB", size, "#3b7a6a")
    ImageDraw.Draw(picture).rectangle((size[0] // 4, size[1] // 4, size[0] // 2, size[1] // 2), fill="#f4d58d")
    if with_place:
        exif = Image.Exif()
        exif[0x010F] = "Kamera Contoh"
        place = exif.get_ifd(0x8825)
        place |= {1: "S", 2: (6.0, 10.0, 30.0), 3: "E", 4: (106.0, 49.0, 0.0)}
        exif[0x8825] = place
        options["exif"] = exif
    out = io.BytesIO()
    if kind == "HEIF":
        from pillow_heif import register_heif_opener

        register_heif_opener()
    picture.save(out, kind, **options)
    return out.getvalue()


def paper(pages: int = 1) -> bytes:
    """A PDF with so many empty pages."""
    import pypdfium2

    document = pypdfium2.PdfDocument.new()
    for _number in range(pages):
        document.new_page(595, 842)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def office(kind: str = "docx", extra: dict[str, bytes] | None = None, types: str | None = None) -> bytes:
    """The least that makes a DOCX or XLSX, with further parts inside."""
    main, content = ("word/document.xml", WORD) if kind == "docx" else ("xl/workbook.xml", EXCEL)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", types or f'<Types><Override ContentType="{content}"/></Types>')
        archive.writestr(main, "<xml/>")
        for name, part in (extra or {}).items():
            archive.writestr(name, part)
    return out.getvalue()


def make_file(
    *, owner: User, purpose: str, name: str = "foto.jpg", content: bytes | None = None, checked: bool = True
) -> StoredFile:
    """A file that has arrived and, unless said otherwise, been checked."""
    file = receive_whole(actor=owner, purpose=purpose, name=name, content=content or photo())
    if checked:
        check_file(file_id=file.pk)
        file.refresh_from_db()
    return file
