"""The small Markdown reads and writes without loss, and refuses what it has not."""

from __future__ import annotations

import html

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cms.markdown.errors import LineError
from cms.markdown.grammar import Chunk, read_markdown, write_html, write_markdown
from cms.markdown.richtext import read_richtext


def test_everything_the_grammar_has() -> None:
    text = (
        "## Judul\n\n### Bagian\n\nSatu **tebal** dan *miring*, [tautan](https://kemnaker.go.id/a?b=1&c=2).\n\n"
        "- satu\n- dua, lihat [SOP](sop:4)\n\n1. pertama\n2. kedua, [proses](proses:9)"
    )
    chunks = read_markdown(text)
    assert [chunk.kind for chunk in chunks] == ["h2", "h3", "p", "ul", "ol"]
    assert write_markdown(chunks) == text
    assert '<a href="/sop/4/">SOP</a>' in write_html(chunks)
    assert '<a href="/processes/#proses-9">' in write_html(chunks)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("# Satu", 1),
        ("Baik.\n\n<script>alert(1)</script>", 3),
        ("Baik <b>tebal</b>", 1),
        ("![gambar](https://a.test/x.png)", 1),
        ("> kutipan", 1),
        ("Baris\nkedua", 1),
        ("`kode`", 1),
        ("```\nkode\n```", 1),
        ("- satu\n  - bersarang", 2),
        ("[x](javascript:alert(1))", 0),
        ("[x](http://tidak-aman.test)", 1),
        ("<https://a.test>", 1),
        ("Judul\n===", 1),
        ("---", 1),
        ("3. mulai dari tiga", 1),
    ],
)
def test_what_the_grammar_has_not(text: str, line: int) -> None:
    if not line:
        # The parser itself leaves such a link as plain text.
        assert "<a" not in write_html(read_markdown(text))
        return
    with pytest.raises(LineError) as error:
        read_markdown(text)
    assert error.value.line == line


words = st.text(alphabet=st.characters(min_codepoint=32, max_codepoint=0x17F), max_size=40)


@given(st.lists(st.tuples(st.sampled_from(["p", "h2", "h3"]), words), max_size=5))
def test_any_words_survive(pieces: list[tuple[str, str]]) -> None:
    chunks = [
        Chunk(kind, (line,))
        for kind, text in pieces
        if (line := html.escape(" ".join(text.split()), quote=False)) and line.strip()
    ]
    assert read_markdown(write_markdown(chunks)) == chunks


def test_rich_text_of_the_editor() -> None:
    source = (
        '<p data-block-key="a">Satu <b>tebal</b> <i> miring </i></p><h2 data-block-key="b">Judul</h2>'
        '<ul><li data-block-key="c">a</li><li>b</li></ul><p><a href="/sop/4/">SOP</a><br/>baris</p><p></p>'
    )
    assert write_markdown(read_richtext(source)) == (
        "Satu **tebal** *miring*\n\n## Judul\n\n- a\n- b\n\n[SOP](sop:4) baris"
    )


def test_rich_text_drops_dangerous_links() -> None:
    assert write_markdown(read_richtext('<p><a href="javascript:x()">klik</a></p>')) == "klik"
