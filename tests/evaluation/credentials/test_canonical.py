"""Canonical JSON and base58, held against a second implementation and against published examples."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.evaluation.badges.canonical import LARGEST, canonical
from lms.evaluation.badges.multikey import from_base58, to_base58
from tests.evaluation.credentials import reader

TEXTS = st.text(st.characters(exclude_categories=["Cs"]))
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-LARGEST, LARGEST) | TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4),
    max_leaves=12,
)


@given(VALUES)
def test_two_implementations_write_the_same(value: object) -> None:
    written = canonical(value)
    assert written == reader.jcs(value).encode()
    assert json.loads(written) == value


def test_names_stand_in_the_order_of_the_standard() -> None:
    # RFC 8785, section 3.2.3: sorted by UTF-16 units, so that an emoji stands before U+FB33.
    value = {
        "\u20ac": "Euro Sign",
        "\r": "Carriage Return",
        "\ufb33": "Hebrew Letter Dalet With Dagesh",
        "1": "One",
        "\U0001f600": "Emoji: Grinning Face",
        "\u0080": "Control",
        "\u00f6": "Latin Small Letter O With Diaeresis",
    }
    assert list(json.loads(canonical(value))) == ["\r", "1", "\u0080", "\u00f6", "\u20ac", "\U0001f600", "\ufb33"]


@pytest.mark.parametrize("value", [1.5, LARGEST + 1, {1: "a"}, b"x", {"a": {1, 2}}])
def test_what_has_no_place_is_refused(value: object) -> None:
    with pytest.raises(TypeError):
        canonical(value)


@given(st.binary(max_size=70))
def test_base58_there_and_back(content: bytes) -> None:
    text = to_base58(content)
    assert from_base58(text) == content == reader.multibase(text)


@pytest.mark.parametrize(
    ("content", "text"),
    [
        # draft-msporny-base58, section 5.
        (b"Hello World!", "z2NEpo7TZRRrLZSi2U"),
        (
            b"The quick brown fox jumps over the lazy dog.",
            "zUSm3fpXnKG5EUBx2ndxBDMPVciP5hGey2Jh4NDv6gmeo1LkMeiKrLJUUBk6Z",
        ),
        (b"\x00\x00\x28\x7f\xb4\xcd", "z11233QC4"),
    ],
)
def test_published_examples(content: bytes, text: str) -> None:
    assert to_base58(content) == text
    assert from_base58(text) == content


@pytest.mark.parametrize("text", ["", "Hello", "z0", "zl", "uAAAA"])
def test_what_is_no_base58_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"base58|substring"):
        from_base58(text)
