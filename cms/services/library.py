"""Images and documents of the editors' library, added from a folder's media/."""

from __future__ import annotations

import hashlib
from io import BytesIO
from pathlib import PurePath
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.images import ImageFile
from django.utils.translation import gettext as _
from wagtail.documents import get_document_model
from wagtail.images import get_image_model

from cms.media import sha256_of
from lms.people.errors import Refusal
from lms.people.models import User

PICTURES = frozenset({".png", ".jpg", ".jpeg", ".webp"})
MOST_PIXELS = 40_000_000


def library_item(name: str, content: bytes, actor: User) -> Any:
    """Return the image or document with this name and this very content, added if there is none.

    Raises Refusal for what calls itself a picture and is none.
    """
    picture = PurePath(name).suffix.lower() in PICTURES
    model = get_image_model() if picture else get_document_model()
    digest = hashlib.sha256(content).hexdigest()
    for item in model.objects.filter(title=name).order_by("-pk"):
        if sha256_of(item) == digest:
            return item
    return _add_picture(model, name, content, actor) if picture else _add_document(model, name, content, actor)


def _add_picture(model: Any, name: str, content: bytes, actor: User) -> Any:
    from PIL import Image, UnidentifiedImageError

    try:
        with Image.open(BytesIO(content)) as opened:
            pixels = opened.width * opened.height
            opened.verify()
    except Image.DecompressionBombError:
        pixels = MOST_PIXELS + 1
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as error:
        raise Refusal(_("media/%s is not a picture that can be read.") % name) from error
    if pixels > MOST_PIXELS:
        raise Refusal(
            _("media/%(name)s has more than %(most)s megapixels. Save it smaller.")
            % {"name": name, "most": MOST_PIXELS // 1_000_000}
        )
    item = model(title=name, file=ImageFile(BytesIO(content), name=name), uploaded_by_user=actor)
    item.save()
    return item


def _add_document(model: Any, name: str, content: bytes, actor: User) -> Any:
    item = model(title=name, file=ContentFile(content, name=name), uploaded_by_user=actor)
    item.save()
    return item
