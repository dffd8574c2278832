"""Which words hold for a kind of notice: a coordinator's, else the room's own."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import override

from lms.notices.models import NoticeTemplate
from lms.notices.registry import NoticeKind


@dataclass(frozen=True)
class Words:
    """The coordinators' words in force, by kind and language."""

    written: dict[tuple[str, str], tuple[str, str]]

    def of(self, kind: NoticeKind, language: str) -> tuple[str, str]:
        """Return title and text in a language."""
        return self.written.get((kind.code, language)) or own_words(kind, language)


def own_words(kind: NoticeKind, language: str) -> tuple[str, str]:
    """Return the room's own title and text in a language."""
    with override(language):
        return str(kind.title), str(kind.body)


def words_for(codes: Iterable[str]) -> Words:
    """Return the words in force for some kinds: one query."""
    rows = NoticeTemplate.objects.filter(kind__in=set(codes)).order_by("version")
    latest = {(row.kind, row.language): (row.title, row.body) for row in rows}
    return Words({place: words for place, words in latest.items() if words[0]})
