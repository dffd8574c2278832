"""The words of the interface: what a room's catalogue says is what the reader sees."""

from __future__ import annotations

import pytest
from django.utils import translation

from tests.tools.messages import ROOMS, ROOT, sentences


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
