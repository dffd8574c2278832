"""Files that a page gives away: of which kind, under which name, to keep or to look at."""

from __future__ import annotations

from pathlib import Path

import pytest

from lms.ui.downloads import CSV, PDF, file_answer


@pytest.mark.parametrize(("inline", "place"), [(False, "attachment"), (True, "inline")])
def test_a_file_says_its_kind_and_its_name(inline: bool, place: str) -> None:
    answer = file_answer(b"%PDF", PDF, "laporan-2026.pdf", inline=inline)
    assert (answer.status_code, answer.content, answer["Content-Type"]) == (200, b"%PDF", "application/pdf")
    assert answer["Content-Disposition"] == f'{place}; filename="laporan-2026.pdf"'


def test_no_room_has_words_of_its_own_for_a_file_it_gives_away() -> None:
    root = Path(__file__).resolve().parents[2]
    rooms = ("lms", "cms", "courses", "assignments", "fieldpractice")
    views = [one for room in rooms for one in (root / room).rglob("*.py") if "views" in str(one.relative_to(root))]
    assert len(views) > 50
    own = ("Content-Disposition", "application/vnd.openxml", '"application/pdf"')
    assert [str(one) for one in views for words in own if words in one.read_text()] == []


def test_text_is_sent_as_utf_8() -> None:
    assert file_answer("Café", CSV, "a.csv").content == "Café".encode()
