"""The two readers of YAML: the quick one gives what the careful one gives, and is not asked where it could fall."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from cms.markdown import yamls
from cms.markdown.errors import LineError

STARTER = Path(__file__).resolve().parents[2] / "cms" / "starter"


def _with_lines(value: Any) -> Any:
    if isinstance(value, yamls.Lined):
        return value.line, value.lines, {key: _with_lines(one) for key, one in value.items()}
    return [_with_lines(one) for one in value] if isinstance(value, list) else value


def _texts() -> list[str]:
    pages = [page for path in sorted(STARTER.rglob("*.md")) if (page := path.read_text()).startswith("---\n")]
    fronts = [page.split("---\n")[1] for page in pages]
    blocks = [block for page in pages for block in re.findall(r"^:::\w+\n(.*?)^:::$", page, re.S | re.M)]
    return fronts + blocks + [path.read_text() for path in sorted(STARTER.rglob("*.yaml"))]


def test_the_starter_is_the_same_by_both_with_the_same_lines() -> None:
    texts = _texts()
    assert len(texts) > 100
    for text in texts:
        assert _with_lines(yamls._quickly(text, 3)) == _with_lines(yamls._carefully(text, 3))


@pytest.mark.parametrize(
    "text",
    [
        "[" * 100_000,
        "{a: " * 100_000,
        "- " * 50_000,
        "? " * 50_000,
        "a: &x 1\nb: *x",
        "a: 1\na: 2",
        'a: "1',
        "1: x",
        "a: 2026-13-45",
    ],
    ids=["lists", "maps", "items", "keys", "reference", "twice", "quote", "number", "date"],
)
def test_what_is_wrong_is_said_in_one_way(text: str) -> None:
    with pytest.raises(LineError):
        yamls.load(text)


def test_what_can_stand_deep_is_not_given_to_the_quick_one() -> None:
    for deep in ("[" * 201, "x" * 2001, "\n".join(["a: [", "{" * 200])):
        assert yamls.quick_loader(deep).__name__ == "SafeLoader"
        assert not yamls._is_flat(deep)
    assert yamls._is_flat("a: [1, 2]")
