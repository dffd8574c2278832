"""What is in a PDF."""

from __future__ import annotations

import pypdfium2


def words(pdf: bytes) -> str:
    """All its text, with single spaces."""
    document = pypdfium2.PdfDocument(pdf)
    return " ".join(" ".join(page.get_textpage().get_text_range().split()) for page in document)


def pages(pdf: bytes) -> int:
    return len(pypdfium2.PdfDocument(pdf))
