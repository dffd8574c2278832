"""Indonesian words in an English text: what units wrote on record in Indonesian alone is said to be so, and marked, so that
a screen reader and a spelling checker read it as what it is.

In a plain text it stands as `“Ruang konseling belum ada” (in Indonesian)`; papers and pages find it there again.
"""

from __future__ import annotations

import re

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from lms.people.enums import Language
from lms.people.models import User

# In English whoever reads: it stands in English texts alone.
NOTE = "(in Indonesian)"
_MARKED = re.compile(rf"“([^“”\n]+)” {re.escape(NOTE)}")
# A quotation within a quotation: so the marks round the whole are the only ones of their kind.
_WITHIN = str.maketrans("“”", "‘’")

Run = tuple[str, bool]


def written(words: str, language: str | None) -> str:
    """Return words that somebody wrote in a language as they stand in a text of the language in force."""
    if get_language() != Language.EN or language != Language.ID:
        return words
    # Line by line: a text is taken apart by its lines before it is marked.
    return "\n".join(f"“{line.strip().translate(_WITHIN)}” {NOTE}" for line in words.splitlines() if line.strip())


def by(words: str, writer: User) -> str:
    """Return the same of words whose language nobody noted: people write in the language in which they use the site."""
    return written(words, writer.language)


def runs_of(text: str) -> list[Run]:
    """Return a text in stretches, each with whether it is Indonesian within English."""
    found: list[Run] = []
    at = 0
    for match in _MARKED.finditer(text):
        found += [(text[at : match.start(1)], False), (match[1], True)]
        at = match.end(1)
    return [*(run for run in found if run[0]), *([(text[at:], False)] if text[at:] else [])]


def as_html(text: str) -> SafeString:
    """Return a text as markup, with what is Indonesian in it marked."""
    pieces = (format_html('<span lang="id">{}</span>', words) if marked else words for words, marked in runs_of(text))
    return format_html_join("", "{}", ((piece,) for piece in pieces))
