"""DOCX and XLSX are told from other ZIPs by what is in them, and taken when no program is."""

from __future__ import annotations

import re
import zipfile
import zlib

from django.utils.translation import gettext as _

from lms.files import limits
from lms.files.enums import FileKind
from lms.files.inspection import Fit, Unfit
from lms.files.inspection.archives import opened

CONTENTS = "[Content_Types].xml"
# Programs and parts that start some: macros, ActiveX, objects of other programs.
PROGRAM = re.compile(r"vbaproject|vbadata|/activex/|/embeddings/.*\.(bin|exe|js|vbs)$|/macrosheets/", re.IGNORECASE)


def inspect_office(content: bytes) -> Fit:
    """Return a DOCX or XLSX as it came. Raises Unfit for other archives, bombs and programs."""
    with opened(content) as archive:
        names = archive.namelist()
        types = _contents(archive)
        if any(PROGRAM.search(f"/{name}") for name in names) or b"macroenabled" in types.lower():
            raise Unfit(
                _("This office file holds a program (macro). Save it as DOCX or XLSX without macros and send that.")
            )
        if "word/document.xml" in names and b"wordprocessingml.document.main" in types:
            return Fit(FileKind.DOCX)
        if "xl/workbook.xml" in names and b"spreadsheetml.sheet.main" in types:
            return Fit(FileKind.XLSX)
    raise Unfit(
        _("This is an archive (ZIP) or an office file we do not take. Send DOCX, XLSX or PDF, each file by itself.")
    )


def _contents(archive: zipfile.ZipFile) -> bytes:
    """Read the list of contents, which every office file has, and no further than one may be long."""
    try:
        with archive.open(CONTENTS) as part:
            return part.read(limits.MIB)
    except KeyError:
        return b""
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, OSError) as error:
        raise Unfit(_("This office file is damaged. Open it, save it anew, and send that.")) from error
