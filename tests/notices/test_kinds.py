"""Every kind that the rooms declare can be said in both languages, with the variables it has."""

from __future__ import annotations

import pytest
from django.utils.translation import override

from lms.notices.queries.words import own_words
from lms.notices.registry import NoticeKind, Variable, add_kind, kinds
from lms.notices.wording import examples, filled, in_words, variables_in


@pytest.mark.parametrize("language", ["id", "en"])
def test_words_name_only_what_is_declared_and_all_is_said(language: str) -> None:
    faults = []
    for kind in kinds():
        title, body = own_words(kind, language)
        named = variables_in(title) | variables_in(body)
        if not named <= kind.variables.keys():
            faults.append(f"{kind.code}: {named - kind.variables.keys()}")
        with override(language):
            values = in_words(kind, examples(kind))
        if "{" in filled(title, values) + filled(body, values) or len(filled(title, values)) > 200:
            faults.append(f"{kind.code}: {filled(title, values)!r}")
    assert not faults
    assert len(kinds()) > 3


def test_every_kind_speaks_indonesian() -> None:
    same = {
        kind.code
        for kind in kinds()
        if not kind.code.startswith("tests.") and own_words(kind, "id") == own_words(kind, "en")
    }
    assert same <= {"permissions.any"}


@pytest.mark.parametrize("wrong", [{"group": "nothing"}, {"variables": {"x": Variable(kind="colour")}}])
def test_a_kind_that_is_declared_wrongly_stops_the_start(wrong: dict[str, object]) -> None:
    fields = {"code": "tests.wrong", "label": "x", "group": "class", "title": "x", "body": "x", **wrong}
    with pytest.raises(ValueError, match=r"tests\.wrong"):
        add_kind(NoticeKind(**fields))  # type: ignore[arg-type]
