"""Pictures of lessons in the sizes phones need, made once for each content and kept beside it."""

from __future__ import annotations

import base64
from io import BytesIO
from pathlib import Path
from typing import NamedTuple

from django.contrib.staticfiles import finders
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from cms.media import kept_path, read_kept

WIDTHS = (360, 720, 1080)
OFFLINE_WIDTH = 720
QUALITY = 78


class Picture(NamedTuple):
    """What an `<img>` needs. `width` and `height` are those of the largest size, so that nothing jumps while loading."""

    src: str
    srcset: str
    width: int
    height: int


def picture(sha256: str, name: str, *, offline: bool) -> Picture:
    """Return the sizes of a kept image, made now if they are not there. Raises FileNotFoundError."""
    sizes = _sizes(sha256, name)
    width, height = sizes[-1]
    if offline:
        nearest = min(sizes, key=lambda size: abs(size[0] - OFFLINE_WIDTH))
        with default_storage.open(kept_path(sha256, f"-{nearest[0]}.webp"), "rb") as file:
            data = base64.b64encode(file.read()).decode()
        return Picture(f"data:image/webp;base64,{data}", "", *nearest)
    addresses = {at: reverse("cms:kept_file", args=[sha256, f"{at}.webp"]) for at, _height in sizes}
    srcset = ", ".join(f"{address} {at}w" for at, address in addresses.items())
    return Picture(addresses[width], srcset, width, height)


def _sizes(sha256: str, name: str) -> list[tuple[int, int]]:
    """Make the sizes up to the image's own; return their widths and heights, smallest first."""
    from PIL import Image, ImageOps

    with Image.open(BytesIO(read_kept(sha256, name))) as opened:
        # A phone held upright says so in the file's particulars, which the sizes made here no longer carry.
        image = ImageOps.exif_transpose(opened)
        own_width, own_height = image.size
        widths = sorted({min(width, own_width) for width in WIDTHS})
        sizes = [(width, round(own_height * width / own_width)) for width in widths]
        for width, height in sizes:
            path = kept_path(sha256, f"-{width}.webp")
            if not default_storage.exists(path):
                made = image.convert("RGBA" if image.has_transparency_data else "RGB").resize((width, height))
                out = BytesIO()
                made.save(out, "WEBP", quality=QUALITY, method=4)
                default_storage.save(path, ContentFile(out.getvalue()))
    return sizes


def styles() -> SafeString:
    """Return the style sheet of lessons for a file that stands alone."""
    text = "".join(_static(name) for name in ("ui/padan.css", "cms/cms.css"))
    return mark_safe(text.replace("</", "<\\/"))  # noqa: S308 - our own style sheets


def _static(name: str) -> str:
    path = finders.find(name)
    if not isinstance(path, str):
        raise FileNotFoundError(name)
    return Path(path).read_text(encoding="utf-8")
