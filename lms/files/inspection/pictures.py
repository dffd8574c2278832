"""Pictures are decoded and written anew: what is kept is what was seen, without the place it was taken at or anything hidden in it."""

from __future__ import annotations

import io
import warnings
from collections.abc import Callable

from django.utils.translation import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError

from lms.files import limits
from lms.files.enums import FileKind
from lms.files.inspection import Fit, Unfit

_FORMATS = {FileKind.JPEG: "JPEG", FileKind.PNG: "PNG", FileKind.WEBP: "WEBP", FileKind.HEIC: "HEIF"}
# What a decoder says to bytes that are broken or hostile.
BROKEN = (
    UnidentifiedImageError,
    OSError,
    ValueError,
    SyntaxError,
    EOFError,
    OverflowError,
    Image.DecompressionBombError,
)


def inspect_picture(kind: FileKind, content: bytes) -> Fit:
    """Return the picture written anew with its preview. Raises Unfit when it is too large or cannot be decoded."""
    picture = _decoded(kind, content)
    kept_kind = FileKind.JPEG if kind == FileKind.HEIC else kind
    picture.thumbnail((limits.LONGEST_SIDE, limits.LONGEST_SIDE))
    width, height = picture.size
    kept = _written(picture, kept_kind)
    return Fit(kept_kind, content=kept, preview=preview_of(picture), width=width, height=height)


def preview_of(picture: Image.Image) -> bytes:
    """Return a small JPEG of a picture, for lists."""
    small = picture.copy()
    small.thumbnail((limits.PREVIEW_SIDE, limits.PREVIEW_SIDE))
    return _written(small, FileKind.JPEG, quality=78)


def _decoded(kind: FileKind, content: bytes) -> Image.Image:
    if kind == FileKind.HEIC:
        from pillow_heif import register_heif_opener

        register_heif_opener()
    with warnings.catch_warnings():
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        picture = _tried(lambda: Image.open(io.BytesIO(content), formats=[_FORMATS[kind]]))
        if picture.width * picture.height > limits.MOST_PIXELS:
            raise Unfit(
                _(
                    "This picture has %(n)s million pixels; at most %(most)s million are taken. Take it again at a lower setting."
                )
                % {"n": picture.width * picture.height // 1_000_000, "most": limits.MOST_PIXELS // 1_000_000}
            )
        # A JPEG can be decoded small at once: a quarter of the time and memory.
        picture.draft("RGB", (limits.LONGEST_SIDE, limits.LONGEST_SIDE))
        return _tried(lambda: _plain(ImageOps.exif_transpose(picture)))


def _plain(picture: Image.Image) -> Image.Image:
    """Return the picture as plain colours, with transparency where it has some, and no notes attached."""
    clear = picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info
    plain = picture.convert("RGBA" if clear else "RGB")
    plain.info = {}
    return plain


def _tried(act: Callable[[], Image.Image]) -> Image.Image:
    try:
        return act()
    except (*BROKEN, Image.DecompressionBombWarning) as error:
        raise Unfit(
            _("This picture is damaged: it cannot be decoded. Take it again, or send it anew from the phone it is on.")
        ) from error


def _written(picture: Image.Image, kind: FileKind, *, quality: int = 85) -> bytes:
    out = io.BytesIO()
    if kind == FileKind.JPEG:
        _on_white(picture).save(out, "JPEG", quality=quality, progressive=True)
    elif kind == FileKind.PNG:
        picture.save(out, "PNG")
    else:
        picture.save(out, "WEBP", quality=quality)
    return out.getvalue()


def _on_white(picture: Image.Image) -> Image.Image:
    if picture.mode == "RGB":
        return picture
    paper = Image.new("RGB", picture.size, "white")
    paper.paste(picture, mask=picture.getchannel("A"))
    return paper
