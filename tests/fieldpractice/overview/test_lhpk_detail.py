"""The report's pages: written by its writer, read by those in charge, and what two devices see of each other."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pypdfium2

from fieldpractice.enums import LhpkSection, LhpkState
from fieldpractice.models import Lhpk
from fieldpractice.services.lhpk import decide_report, save_report
from lms.people import clock
from tests.courses.asking import as_user, queries, status
from tests.fieldpractice.overview.keeping import note, url
from tests.fieldpractice.practice import Practice, fresh, on

TEXT = "Kalimat yang cukup panjang untuk dibaca orang lain dengan baik."
LAST_WEEK = 77


def typed(seq: int = 0, **changes: str) -> dict[str, Any]:
    return {"seq": str(seq), **dict.fromkeys(LhpkSection.values, TEXT), **changes}


def here(practice: Practice, name: str = "lhpk_detail") -> str:
    return url(name, practice.placement.public_id)


def test_what_is_typed_is_kept_in_the_background_and_by_the_button(practice: Practice) -> None:
    client = as_user(practice.user)
    answer = client.post(here(practice, "lhpk_save"), typed(), headers={"HX-Request": "true"})
    assert 'name="seq" value="1"' in answer.text
    assert client.post(here(practice), typed(1, plan="Rencana baru")).status_code == 302
    assert Lhpk.objects.get().sections["plan"] == "Rencana baru"


def test_two_devices_are_shown_both_texts(practice: Practice) -> None:
    client = as_user(practice.user)
    client.post(here(practice, "lhpk_save"), typed(plan="Dari ponsel"))
    told = client.post(here(practice, "lhpk_save"), typed(plan="Dari laptop"))
    assert told.status_code == 200
    assert "seq" not in told.text
    both = client.post(here(practice), typed(plan="Dari laptop"))
    assert both.status_code == 409
    assert "Dari ponsel" in both.text
    assert "Dari laptop" in both.text
    # The next press starts from what is there now.
    assert 'name="seq" value="1"' in both.text
    assert client.post(here(practice), typed(1, plan="Dari laptop")).status_code == 302


def test_a_part_that_is_too_long_is_told_and_nothing_is_kept(practice: Practice) -> None:
    client = as_user(practice.user)
    assert client.post(here(practice), typed(plan="x" * 8001)).status_code == 422
    assert "seq" not in client.post(here(practice, "lhpk_save"), typed(plan="x" * 8001)).text
    assert client.post(here(practice), typed() | {"seq": "abc"}).status_code == 422
    assert not Lhpk.objects.exists()


def test_it_is_handed_in_and_decided_on(practice: Practice) -> None:
    client, staff = as_user(practice.user), as_user(practice.cast.facilitator)
    assert status(practice.cast.facilitator, "get", here(practice, "lhpk_decide")) == 403
    client.post(here(practice), typed())
    assert client.post(here(practice, "lhpk_hand_in"), {"seq": "1"}).status_code == 422
    with clock.at(on(LAST_WEEK)):
        assert client.post(here(practice, "lhpk_hand_in"), {"seq": "1"}).status_code == 302
        assert client.post(here(practice, "lhpk_hand_in"), {"seq": "1"}).status_code == 302
        assert Lhpk.objects.get().versions.count() == 1
        assert "<textarea" not in client.get(here(practice)).text
        refused = staff.post(here(practice, "lhpk_decide"), {"to": LhpkState.RETURNED, "reason": "", "version": "1"})
        assert refused.status_code == 422
        stale = staff.post(here(practice, "lhpk_decide"), {"to": "accepted", "reason": "Baik", "version": "7"})
        assert stale.status_code == 422
        done = staff.post(here(practice, "lhpk_decide"), {"to": "returned", "reason": "Beri tanggal", "version": "1"})
        assert done.status_code == 302
        assert "Beri tanggal" in client.get(here(practice)).text
        assert "<textarea" in client.get(here(practice)).text


def test_who_may_read_and_write(practice: Practice) -> None:
    cast = practice.cast
    assert status(None, "get", here(practice)) == 401
    for user, code in ((cast.facilitator, 200), (cast.coordinator, 200), (cast.supervisor, 403), (cast.outsider, 404)):
        assert status(user, "get", here(practice)) == code
    for name in ("lhpk_detail", "lhpk_save", "lhpk_hand_in"):
        assert status(cast.coordinator, "post", here(practice, name), **typed()) == 403
    assert status(practice.user, "get", here(practice, "lhpk_save")) == 405
    assert status(practice.user, "post", here(practice, "lhpk_pdf")) == 405


def test_the_paper_is_a_draft_until_it_is_handed_in_and_then_what_was_frozen(practice: Practice) -> None:
    client = as_user(practice.user)
    note(practice, 1)
    client.post(here(practice), typed())
    draft = words(client.get(here(practice, "lhpk_pdf")).content)
    assert "Konsep" in draft or "Draf" in draft
    assert TEXT in draft
    assert "Budi Santoso" in draft
    with clock.at(on(LAST_WEEK)):
        client.post(here(practice, "lhpk_hand_in"), {"seq": "1"})
        frozen = words(client.get(here(practice, "lhpk_pdf")).content)
        note(practice, 8)
        assert words(client.get(here(practice, "lhpk_pdf")).content) == frozen
        assert words(client.get(here(practice, "lhpk_pdf") + "?draft").content) != frozen
    assert Lhpk.objects.get().current.digest[:32] in frozen  # type: ignore[union-attr]


def words(pdf: bytes) -> str:
    """What a reader of the paper reads, on one line."""
    paper = pypdfium2.PdfDocument(BytesIO(pdf))
    return " ".join(" ".join(page.get_textpage().get_text_range().split()) for page in paper)


def test_the_same_queries_early_and_late(practice: Practice) -> None:
    client = as_user(practice.cast.facilitator)
    save_report(actor=practice.user, placement=fresh(practice.placement), sections={"plan": TEXT}, seq=0)
    early = queries(client, here(practice))
    for number in (1, 2, 8):
        note(practice, number)
    assert queries(client, here(practice)) == early


def test_a_decision_by_somebody_else_is_told(practice: Practice) -> None:
    client = as_user(practice.user)
    client.post(here(practice), typed())
    with clock.at(on(LAST_WEEK)):
        client.post(here(practice, "lhpk_hand_in"), {"seq": "1"})
        decide_report(
            actor=practice.cast.coordinator, lhpk=Lhpk.objects.get(), to=LhpkState.ACCEPTED, version=1, reason="Lengkap"
        )
        late = {"to": "returned", "reason": "Terlambat", "version": "1"}
        assert status(practice.cast.facilitator, "post", here(practice, "lhpk_decide"), **late) == 403
