"""Reading, approving and printing minutes."""

from __future__ import annotations

import pypdfium2
import pytest

from fieldpractice.enums import PresenceState
from fieldpractice.models import MinutesApproval, Presence
from fieldpractice.queries.minutes.content import content_of, digest_of, with_all
from fieldpractice.services.minutes.approving import make_due_papers
from fieldpractice.services.minutes.items import write_item
from lms.people import clock
from tests.conftest import Cast
from tests.fieldpractice.minutes.asking import address, as_user, queries, status
from tests.fieldpractice.minutes.conftest import Field


def now(field: Field) -> str:
    return digest_of(content_of(with_all(type(field.session).objects.filter(pk=field.session.pk)).get()))


@pytest.fixture
def written(cast: Cast, field: Field) -> Field:
    write_item(
        actor=cast.facilitator, session=field.session, kind="decision", text="Daftar dikirim Senin", key="kunci-satu"
    )
    return field


def approve(cast: Cast, field: Field, **data: str) -> int:
    page = address("minutes_approve", field.session.public_id)
    return status(cast.coordinator, "post", page, **{"sha256": now(field), "read": "on", **data})


def test_a_participant_reads_them_only_when_they_are_approved(cast: Cast, written: Field) -> None:
    page = address("minutes_detail", written.session.public_id)
    assert status(written.ayu.user, "get", page) == 404
    assert status(cast.facilitator, "get", page) == 200
    assert approve(cast, written) == 302
    shown = as_user(written.ayu.user).get(page)
    assert "Daftar dikirim Senin" in shown.content.decode()
    # A reviewer sees figures, and nobody's name.
    assert status(cast.reviewer, "get", page) == 403
    assert status(cast.outsider, "get", page) == 404
    assert status(None, "get", page) == 401


def test_page_and_paper_show_every_reader_the_same_attendance_list(cast: Cast, written: Field) -> None:
    because = {
        "state": PresenceState.EXCUSED,
        "decided_by": cast.facilitator,
        "decided_at": clock.now(),
        "decided_because": "Dirawat di rumah sakit",
    }
    Presence.objects.filter(session=written.session, enrolment=written.ayu).update(**because)
    assert approve(cast, written) == 302
    make_due_papers()
    page, paper = (address(name, written.session.public_id) for name in ("minutes_detail", "minutes_pdf"))
    for user in (written.ayu.user, cast.facilitator):
        read = as_user(user).get(page).content.decode()
        assert 'id="attendance"' in read
        printed = words_of(as_user(user).get(paper).content)
        for said in (read, printed):
            assert "Ayu" in said
            assert "Bima" in said
            # Minutes and reasons stay on the page of the presence.
            assert "Dirawat" not in said
            assert "Menit" not in said
    assert "Dirawat" not in str(MinutesApproval.objects.get().content)


def words_of(pdf: bytes) -> str:
    return " ".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(pdf))


def test_what_is_written_later_is_not_read_before_it_is_approved(cast: Cast, written: Field) -> None:
    assert approve(cast, written) == 302
    write_item(actor=cast.facilitator, session=written.session, kind="decision", text="Terlambat", key="kunci-dua")
    page = address("minutes_detail", written.session.public_id)
    assert "Terlambat" not in as_user(written.ayu.user).get(page).content.decode()
    assert as_user(cast.facilitator).get(page).context["changed_since"]
    assert approve(cast, written) == 422
    assert approve(cast, written, reason="Keputusan terlewat") == 302
    assert "Terlambat" in as_user(written.ayu.user).get(page).content.decode()
    first = as_user(written.ayu.user).get(page, {"round": "1"}).content.decode()
    assert "Terlambat" not in first
    for wrong in ("3", "satu", "-1"):
        assert as_user(written.ayu.user).get(page, {"round": wrong}).status_code == 404


def test_approving_needs_the_second_look(cast: Cast, written: Field) -> None:
    page, client = address("minutes_approve", written.session.public_id), as_user(cast.facilitator)
    assert "Daftar dikirim Senin" in client.get(page).content.decode()
    assert client.post(page, {"sha256": now(written)}).status_code == 422
    stale = client.post(page, {"sha256": "0" * 64, "read": "on"})
    assert stale.status_code == 409
    # What is shown now is what is approved next, once it is read again.
    assert now(written) in stale.content.decode()
    assert not stale.context["form"]["read"].value()
    assert not MinutesApproval.objects.exists()
    assert status(written.ayu.user, "get", page) == 403
    assert status(None, "get", page) == 401


def test_the_paper_is_a_draft_until_approved_and_then_the_kept_one(cast: Cast, written: Field) -> None:
    paper = address("minutes_pdf", written.session.public_id)
    leader, reader = as_user(cast.facilitator), as_user(written.ayu.user)
    assert leader.get(paper).status_code == 404
    assert leader.get(paper, {"draft": "1"}).content.startswith(b"%PDF-")
    assert reader.get(paper, {"draft": "1"}).status_code == 403
    assert approve(cast, written) == 302
    assert reader.get(paper).status_code == 202
    make_due_papers()
    kept = reader.get(paper)
    assert kept["Content-Type"] == "application/pdf"
    assert reader.get(paper).content == kept.content


@pytest.mark.parametrize("many", [1, 3])
def test_they_cost_the_same_however_long(cast: Cast, field: Field, many: int) -> None:
    for number in range(many):
        write_item(actor=cast.facilitator, session=field.session, kind="note", text="Isi", key=f"kunci-{number:03}")
    assert queries(as_user(cast.facilitator), address("minutes_approve", field.session.public_id)) == APPROVE


APPROVE = 10


def test_the_page_of_the_session_leads_to_screen_and_minutes(cast: Cast, written: Field) -> None:
    page, pid = written.session.get_absolute_url(), written.session.public_id
    run, read = address("session_run", pid), address("minutes_detail", pid)

    def links(user: object) -> tuple[bool, bool]:
        shown = as_user(user).get(page).content.decode()  # type: ignore[arg-type]
        return f'href="{run}"' in shown, f'href="{read}"' in shown

    assert links(cast.facilitator) == (True, False)
    # What is to be done with a session stands before the long list of what it may talk about.
    shown = as_user(cast.facilitator).get(page).content.decode()
    assert shown.index(f'href="{run}"') < shown.index('id="session-constraints"')
    assert links(written.ayu.user) == (False, False)
    assert approve(cast, written) == 302
    assert links(written.ayu.user) == (False, True)
    assert links(cast.reviewer) == (False, False)
