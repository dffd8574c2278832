"""PDFs are kept as they came and served as downloads; their first pages are drawn as pictures for reading on the screen."""

from __future__ import annotations

import io

from django.utils.translation import gettext as _
from PIL import Image

from lms.files import limits
from lms.files.enums import FileKind
from lms.files.inspection import Fit, Unfit
from lms.files.inspection.pictures import preview_of


def inspect_pdf(content: bytes) -> Fit:
    """Return the PDF with its first pages drawn. Raises Unfit when it cannot be opened."""
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        raise Unfit(
            _("This PDF cannot be opened: it is damaged or protected by a password. Save it anew without a password.")
        ) from error
    try:
        count = len(document)
        if not count:
            raise Unfit(_("This PDF has no pages."))
        pictures = [_drawn(document[number]) for number in range(min(count, limits.DRAWN_PAGES))]
    except pypdfium2.PdfiumError as error:
        raise Unfit(_("A page of this PDF is damaged. Save the PDF anew from the program it came from.")) from error
    finally:
        document.close()
    pages = [_jpeg(picture) for picture in pictures]
    return Fit(FileKind.PDF, preview=preview_of(pictures[0]), page_count=count, pages=pages)


def _drawn(page: object) -> Image.Image:
    width, height = page.get_size()  # type: ignore[attr-defined]
    scale = min(limits.PAGE_SIDE / max(width, height, 1), 4)
    bitmap = page.render(scale=scale, may_draw_forms=False)  # type: ignore[attr-defined]
    picture: Image.Image = bitmap.to_pil().convert("RGB")
    return picture


def _jpeg(picture: Image.Image) -> bytes:
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=75)
    return out.getvalue()
