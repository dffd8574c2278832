"""Drafts are each grader's own, newest wins by its number, and the bank counts what is used."""

from __future__ import annotations

import pytest

from assignments.models import BankedComment, GradeDraft
from assignments.services.drafts import add_note, bank_comment, comment_used, drop_comment, keep_text, save_draft
from lms.people.errors import Refusal
from tests.assignments.grading.asking import marked
from tests.assignments.grading.conftest import Desk


def test_a_draft_decides_nothing_and_touches_nobody_elses(desk: Desk) -> None:
    save_draft(actor=desk.grader, work=desk.work, marked=marked(comment="Satu"), seq=1)
    save_draft(actor=desk.second, work=desk.work, marked=marked(comment="Dua"), seq=1)
    assert set(GradeDraft.objects.values_list("grader", "comment")) == {
        (desk.grader.pk, "Satu"),
        (desk.second.pk, "Dua"),
    }
    desk.work.refresh_from_db()
    assert desk.work.state == "waiting"


def test_an_older_save_that_comes_late_changes_nothing(desk: Desk) -> None:
    save_draft(actor=desk.grader, work=desk.work, marked=marked(comment="Baru"), seq=5)
    assert save_draft(actor=desk.grader, work=desk.work, marked=marked(comment="Lama"), seq=5) is None
    assert save_draft(actor=desk.grader, work=desk.work, marked=marked(comment="Lama"), seq=3) is None
    assert GradeDraft.objects.get().comment == "Baru"


def test_what_is_kept_after_a_conflict_stands_above_any_number(desk: Desk) -> None:
    save_draft(actor=desk.grader, work=desk.work, marked=marked(comment="Lama"), seq=70)
    assert keep_text(actor=desk.grader, work=desk.work, marked=marked(comment="Baru")).seq == 71


def test_empty_comments_on_fields_are_none(desk: Desk) -> None:
    draft = keep_text(actor=desk.grader, work=desk.work, marked=marked(field_comments={"a": " ", "b": "Ya"}))
    assert draft.field_comments == {"b": "Ya"}


def test_a_note_twice_is_one_note(desk: Desk) -> None:
    assert add_note(actor=desk.grader, work=desk.work, text=" ") is None
    assert add_note(actor=desk.grader, work=desk.work, text="Cek") == add_note(
        actor=desk.grader, work=desk.work, text="Cek"
    )


def test_the_bank_keeps_a_sentence_once_and_counts(desk: Desk) -> None:
    one = bank_comment(actor=desk.grader, text="Sertakan bukti.")
    assert bank_comment(actor=desk.grader, text=" Sertakan bukti. ") == one
    comment_used(comment=one)
    one.refresh_from_db()
    assert one.used == 1
    with pytest.raises(Refusal):
        bank_comment(actor=desk.grader, text=" ")


def test_a_sentence_of_somebody_else_stays(desk: Desk) -> None:
    one = bank_comment(actor=desk.grader, text="Sertakan bukti.")
    with pytest.raises(Refusal):
        drop_comment(actor=desk.second, comment=one)
    drop_comment(actor=desk.grader, comment=one)
    assert not BankedComment.objects.exists()
