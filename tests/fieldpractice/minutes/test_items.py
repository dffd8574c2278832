"""Lines of the minutes: two people write at once and nobody's words are covered unseen."""

from __future__ import annotations

import pytest

from fieldpractice.enums import MinutesKind, SessionState
from fieldpractice.models import MinutesItem
from fieldpractice.services.minutes.items import MOST_TEXT, Overtaken, change_item, strike_item, write_item
from lms.people.errors import Refusal
from lms.people.models import AuditEntry, User
from tests.conftest import Cast
from tests.fieldpractice.minutes.conftest import Field


def written(field: Field, actor: User, text: str = "Kios ramai", key: str = "kunci-satu") -> MinutesItem:
    return write_item(actor=actor, session=field.session, kind=MinutesKind.NOTE, text=text, key=key)


def test_two_people_write_new_lines_and_both_stay(cast: Cast, field: Field) -> None:
    written(field, cast.facilitator, "Satu", key="kunci-sama")
    written(field, cast.coordinator, "Dua", key="kunci-sama")
    assert [(one.text, one.position) for one in field.session.minutes_items.all()] == [("Satu", 1), ("Dua", 2)]


def test_a_line_that_is_sent_again_is_there_once(cast: Cast, field: Field) -> None:
    assert written(field, cast.facilitator) == written(field, cast.facilitator, "Kios ramai sekali")
    assert MinutesItem.objects.get().text == "Kios ramai"


def test_a_change_against_what_was_seen_is_saved(cast: Cast, field: Field) -> None:
    item = written(field, cast.facilitator)
    saved = change_item(actor=cast.facilitator, item=item, text="Kios ramai, antre sampai siang", seq=1)
    assert (saved.text, saved.seq) == ("Kios ramai, antre sampai siang", 2)
    assert not AuditEntry.objects.filter(action="fieldpractice.minutes.change").exists()


def test_the_second_writer_is_shown_both_texts_and_chooses(cast: Cast, field: Field) -> None:
    item = written(field, cast.facilitator)
    change_item(actor=cast.facilitator, item=item, text="Teks fasilitator", seq=1)
    with pytest.raises(Overtaken) as raised:
        change_item(actor=cast.coordinator, item=item, text="Teks penyelenggara", seq=1)
    theirs = raised.value.item
    assert (theirs.text, theirs.seq, theirs.changed_by) == ("Teks fasilitator", 2, cast.facilitator)
    assert MinutesItem.objects.get().text == "Teks fasilitator"
    change_item(actor=cast.coordinator, item=item, text="Teks penyelenggara", seq=theirs.seq)
    assert MinutesItem.objects.get().text == "Teks penyelenggara"
    # Replaced knowingly: what stood there stays on record.
    assert AuditEntry.objects.get(action="fieldpractice.minutes.change").changes["text"][0] == "Teks fasilitator"


def test_the_same_words_are_no_change(cast: Cast, field: Field) -> None:
    item = written(field, cast.facilitator)
    assert change_item(actor=cast.coordinator, item=item, text=" Kios ramai \r\n", seq=9).seq == 1


def test_a_line_is_struck_out_once_and_not_when_it_has_changed(cast: Cast, field: Field) -> None:
    item = written(field, cast.facilitator)
    change_item(actor=cast.facilitator, item=item, text="Lain", seq=1)
    with pytest.raises(Overtaken):
        strike_item(actor=cast.coordinator, item=item, seq=1)
    for _ in range(2):
        strike_item(actor=cast.coordinator, item=item, seq=2)
    assert MinutesItem.objects.get().struck_at is not None
    with pytest.raises(Refusal, match=r"dicoret|struck"):
        change_item(actor=cast.facilitator, item=item, text="Lain lagi", seq=3)


@pytest.mark.parametrize("text", ["", "  \n ", "x" * (MOST_TEXT + 1)], ids=["none", "spaces", "endless"])
def test_an_empty_or_endless_line_is_refused(cast: Cast, field: Field, text: str) -> None:
    with pytest.raises(Refusal):
        written(field, cast.facilitator, text)
    assert not MinutesItem.objects.exists()


def test_a_session_that_was_called_off_has_no_minutes(cast: Cast, field: Field) -> None:
    type(field.session).objects.filter(pk=field.session.pk).update(
        state=SessionState.CANCELLED, cancelled_because="Banjir"
    )
    with pytest.raises(Refusal):
        written(field, cast.facilitator)
