"""QR codes as SVG: black on white whatever the page's colours are, so that any phone reads them."""

from __future__ import annotations

from io import BytesIO

from django.utils.safestring import SafeString, mark_safe


def qr(text: str, *, title: str) -> SafeString:
    """Return a QR code for a page; `title` says what it is to those who do not see it."""
    import segno

    code = segno.make(text, error="m", micro=False)
    svg = code.svg_inline(
        omitsize=True, title=title, dark="#000", light="#fff", border=3, svgclass="qr-code", lineclass=None
    )
    return mark_safe(svg)  # noqa: S308 - drawn here; the title is escaped by segno


def qr_svg(text: str) -> bytes:
    """Return the same as a file, for paper."""
    import segno

    out = BytesIO()
    segno.make(text, error="m", micro=False).save(out, kind="svg", border=0, omitsize=False, scale=4, xmldecl=False)
    return out.getvalue()
