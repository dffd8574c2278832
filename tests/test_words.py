"""The words of the interface: what a room's catalogue says is what the reader sees."""

from __future__ import annotations

import ast
from ast import literal_eval
from collections.abc import Iterator
from pathlib import Path

import allauth
import django
import pytest
from django.utils import translation

from tests.tools.messages import ROOMS, ROOT, entries, sentences


def as_read(key: object) -> str:
    """Say in the language that is on what stands under a key of a catalogue: a plural form, one with a context, or plain."""
    if isinstance(key, tuple):
        return translation.ngettext(key[0], key[0], 1)
    context, _, text = str(key).rpartition("\x04")
    return translation.pgettext(context, text) if context else translation.gettext(text)


@pytest.mark.parametrize("room", ROOMS)
def test_no_other_room_speaks_over_this_one(room: str) -> None:
    """All catalogues become one, and the upper room wins: a sentence with two meanings needs a context (pgettext)."""
    with translation.override("id"):
        own = sentences(ROOT / room / "locale/id/LC_MESSAGES/django.mo")
        seen = {key: (as_read(key), said) for key, said in own.items()}
    assert {key: both for key, both in seen.items() if both[0] != both[1]} == {}


def _said_in(source: Path) -> Iterator[str]:
    """Yield the sentences that a module gives to gettext."""
    for node in ast.walk(ast.parse(source.read_text())):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in SAYING:
            first = node.args[0] if node.args else None
            if isinstance(first, ast.Constant) and isinstance(first.value, str):
                yield first.value


SAYING = frozenset({"_", "gettext", "gettext_lazy", "ngettext", "ngettext_lazy"})


def test_every_sentence_of_the_code_stands_in_a_catalogue() -> None:
    """One inside the braces of an f-string is not found by what collects them, and is read in English by everybody."""
    catalogues = (entries(ROOT / room / "locale/id/LC_MESSAGES/django.po") for room in ROOMS)
    known = {literal_eval(key) for one in catalogues for key in one}
    sources = (file for room in ROOMS for file in (ROOT / room).rglob("*.py"))
    missing = {(str(file.relative_to(ROOT)), said) for file in sources for said in _said_in(file) if said not in known}
    assert missing == set()


WORDS = ROOT / "lms/people/words/id/LC_MESSAGES/django.mo"


def _of_the_packages() -> set[object]:
    folders = [Path(allauth.__file__).parent, Path(django.__file__).parent]
    found = [file for folder in folders for file in folder.glob("**/locale/id/LC_MESSAGES/django.mo")]
    return {key for file in found for key in sentences(file)}


def test_our_words_for_the_packages_pages_are_what_is_read_there() -> None:
    """A sentence that a new release words anew would be read in its own translation again: it is found here."""
    ours = sentences(WORDS)
    assert {key for key in ours if key not in _of_the_packages()} == set()
    with translation.override("id"):
        assert {key: as_read(key) for key in ours if as_read(key) != ours[key]} == {}


def test_our_words_for_the_packages_pages_are_compiled() -> None:
    written = {literal_eval(key): literal_eval(said) for key, (said, _) in entries(WORDS.with_suffix(".po")).items()}
    compiled = {key[0] if isinstance(key, tuple) else key: said for key, said in sentences(WORDS).items()}
    assert compiled == written, "msgfmt -o django.mo django.po"
