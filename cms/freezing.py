"""From a page to its frozen text: canonical Markdown, the digests of its files, and one digest over both."""

from __future__ import annotations

from typing import Any, NamedTuple

from cms.markdown.documents import write_document
from cms.markdown.from_pages import written_of
from cms.media import media_name, sha256_of
from lms.programme.reviewable import digest_of


class Frozen(NamedTuple):
    """What is kept of a page. `items` are the library's files whose content must be kept with it."""

    digest: str
    kind: str
    title: str
    text: str
    media: dict[str, str]
    items: tuple[Any, ...]


def frozen_of(page: Any) -> Frozen:
    """Return what a page would be frozen to now. Writes nothing."""
    written = written_of(page)
    media = {media_name(item): sha256_of(item) for item in written.items}
    text = write_document(written.document)
    kind, title = written.document.kind, str(page.title)
    return Frozen(digest_of({"text": text, "media": media}), kind, title, text, media, written.items)
