"""The words of a section: paragraphs, lists, figures by key."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from lms.evaluation.narrative import TOKEN, as_html, as_text, blocks_of, refs_in


def say(key: str, number: int | None) -> str:
    return f"<{key}/{number}>"


def test_paragraphs_lists_and_figures() -> None:
    blocks = blocks_of("Satu\ndua [[a.b]].\n\n- tiga [[c:2]]\n- empat\nlima", say)
    assert [(block.is_list, len(block.lines)) for block in blocks] == [(False, 1), (True, 2), (False, 1)]
    assert as_text(blocks) == "Satu dua <a.b/None>.\n- tiga <c/2>\n- empat\nlima"
    assert '<li>tiga <strong class="num">&lt;c/2&gt;</strong></li>' in as_html(blocks)


def test_markup_of_an_author_is_text() -> None:
    html = as_html(blocks_of("<script>alert(1)</script> [[x]]", lambda _key, _number: "<b>1</b>"))
    assert "<script>" not in html
    assert "<b>" not in html


def test_each_figure_is_named_once_in_order() -> None:
    assert refs_in("[[b]] [[a:1]] [[b]] [[b:2]] [[ B ]] [[c") == [("b", None), ("a", 1), ("b", 2)]


@given(st.text(alphabet=st.sampled_from("ab-[]: \n.1"), max_size=80))
def test_no_word_is_lost(text: str) -> None:
    """What an author wrote comes out again, but for the space between the words."""
    shown = as_text(blocks_of(text, lambda key, number: f"[[{key}:{number}]]" if number is not None else f"[[{key}]]"))
    plain = TOKEN.sub(lambda match: f"[[{match[1]}:{int(match[2])}]]" if match[2] else match[0], text)
    assert sorted("".join(shown.split()).replace("-", "")) == sorted("".join(plain.split()).replace("-", ""))
