"""Which words hold for a kind of notice: a coordinator's, else the room's own."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import get_language, override

from lms.notices.models import Notice, NoticeTemplate
from lms.notices.registry import NoticeKind, find_kind, kinds
from lms.notices.wording import examples, filled, in_words
from lms.people.enums import Language
from lms.people.mailing import site_url


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


@dataclass(frozen=True)
class Said:
    """One notice in words."""

    title: str
    body: str
    url: str


def said(notice: Notice, words: Words) -> Said:
    """Return a notice in the active language and zone. A kind whose room is gone says only its code."""
    kind = find_kind(notice.kind)
    url = site_url(notice.path)
    if kind is None:
        return Said(notice.kind, "", url)
    title, body = words.of(kind, get_language() or settings.LANGUAGE_CODE)
    values = in_words(kind, notice.values)
    return Said(" ".join(filled(title, values).split()), filled(body, values).strip(), url)


@dataclass(frozen=True)
class WordsRow:
    """A kind of notice in the list of words; `written` says for each language who wrote the words in force, and when."""

    kind: NoticeKind
    written: list[tuple[str, str, NoticeTemplate | None]]


def words_overview() -> list[WordsRow]:
    """Return every kind with what holds in each language: one query."""
    latest = {
        (row.kind, row.language): row for row in NoticeTemplate.objects.select_related("written_by").order_by("version")
    }
    in_force = {place: row for place, row in latest.items() if row.title}
    return [
        WordsRow(kind, [(code, str(label), in_force.get((kind.code, code))) for code, label in Language.choices])
        for kind in kinds()
    ]


def versions_of(kind: NoticeKind, language: str) -> list[NoticeTemplate]:
    """Return the words that were written for a kind in a language, newest first."""
    rows = NoticeTemplate.objects.filter(kind=kind.code, language=language)
    return list(rows.select_related("written_by").order_by("-version"))


def preview(kind: NoticeKind, language: str, *, title: str, body: str) -> tuple[Said, Notice | None]:
    """Return words filled with the newest notice of the kind, and that notice; with the examples while there is none."""
    real = Notice.objects.filter(kind=kind.code).select_related("to__work_unit").order_by("-created_at", "-pk").first()
    with override(language):
        values = in_words(kind, real.values if real else examples(kind))
    url = site_url(real.path if real else "/")
    return Said(" ".join(filled(title, values).split()), filled(body, values).strip(), url), real
