"""Approving: frozen whole with a digest, against what was read; a correction is another round; the paper is made once."""

from __future__ import annotations

from datetime import timedelta

import pytest

from fieldpractice.enums import MinutesKind, PresenceState, SessionState
from fieldpractice.kinds import minutes as kinds
from fieldpractice.models import MinutesApproval, MinutesPaper, MonitoringSession, Presence, SessionGroup
from fieldpractice.queries.minutes.content import content_of, digest_of, with_all
from fieldpractice.services.minutes.approving import approve_minutes, make_due_papers, make_paper
from fieldpractice.services.minutes.follow_ups import Plan, add_follow_up
from fieldpractice.services.minutes.items import write_item
from fieldpractice.services.minutes.queue import discuss_in_session
from lms.files import store
from lms.notices.models import Notice
from lms.people import clock
from lms.people.errors import Conflict, Refusal
from tests.conftest import Cast
from tests.factories.fieldpractice import make_constraint, make_session
from tests.fieldpractice.minutes.conftest import NOW, Field


def content(session: MonitoringSession) -> dict[str, object]:
    return content_of(with_all(MonitoringSession.objects.filter(pk=session.pk)).get())


def write(field: Field, cast: Cast, text: str, key: str, kind: str = MinutesKind.DECISION) -> None:
    write_item(actor=cast.facilitator, session=field.session, kind=kind, text=text, key=key)


def approve(field: Field, cast: Cast, reason: str = "") -> MinutesApproval:
    sha256 = digest_of(content(field.session))
    return approve_minutes(actor=cast.coordinator, session=field.session, sha256=sha256, reason=reason)


@pytest.fixture
def written(cast: Cast, field: Field) -> Field:
    write(field, cast, "Setiap Senin daftar lowongan dikirim", "kunci-satu")
    otp = make_constraint(field.ayu, title="OTP tidak masuk")
    discuss_in_session(
        actor=cast.facilitator, session=field.session, constraint=otp, note="Pakai surel dahulu", key="kunci-otp"
    )
    plan = Plan(action="Kirim daftar lowongan", responsible=field.ayu.user)
    add_follow_up(actor=cast.facilitator, cohort=field.cohort, session=field.session, plan=plan, key="kunci-rtl")
    return field


def test_what_is_frozen_is_what_was_read(cast: Cast, written: Field) -> None:
    approval = approve(written, cast)
    frozen = approval.content
    assert approval.sha256 == digest_of(frozen)
    assert approval.version == written.cohort.version
    assert frozen["version"]["sha256"] == written.cohort.version.digest
    assert frozen["attendance"]["threshold"] == 75
    assert [(one["name"], one["state"]) for one in frozen["attendance"]["rows"]] == [
        ("Ayu", "present"),
        ("Bima", "absent"),
    ]
    assert [(one["title"], one["notes"]) for one in frozen["constraints"]] == [
        ("OTP tidak masuk", ["Pakai surel dahulu"])
    ]
    assert [(one["action"], one["who"]) for one in frozen["follow_ups"]] == [("Kirim daftar lowongan", "Ayu")]


def test_who_was_asked_is_told_and_who_approved_is_not(cast: Cast, written: Field) -> None:
    approve(written, cast)
    told = Notice.objects.filter(kind=kinds.MINUTES_APPROVED).order_by("to__name")
    assert [notice.to for notice in told] == [written.ayu.user, written.bima.user]


def test_approved_against_another_text_than_was_read_is_a_conflict(cast: Cast, written: Field) -> None:
    read = digest_of(content(written.session))
    write(written, cast, "Baru saja ditambahkan", "kunci-baru")
    with pytest.raises(Conflict):
        approve_minutes(actor=cast.coordinator, session=written.session, sha256=read)
    assert not MinutesApproval.objects.exists()


def test_presence_that_is_worked_out_anew_meanwhile_is_a_conflict_too(cast: Cast, written: Field) -> None:
    read = digest_of(content(written.session))
    Presence.objects.create(session=written.session, enrolment=written.bima, state=PresenceState.PARTLY, seconds=600)
    with pytest.raises(Conflict):
        approve_minutes(actor=cast.coordinator, session=written.session, sha256=read)


def test_approving_the_same_twice_is_one_approval(cast: Cast, written: Field) -> None:
    assert approve(written, cast) == approve(written, cast)
    assert Notice.objects.filter(kind=kinds.MINUTES_APPROVED).count() == 2


def test_how_far_a_follow_up_is_changes_nothing_that_was_approved(cast: Cast, written: Field) -> None:
    approval = approve(written, cast)
    written.session.follow_ups.update(state="done")
    assert digest_of(content(written.session)) == approval.sha256


def test_a_correction_is_another_round_with_a_reason_and_the_first_stays(cast: Cast, written: Field) -> None:
    first = approve(written, cast)
    write(written, cast, "Satu keputusan terlewat", "kunci-lupa")
    with pytest.raises(Refusal):
        approve(written, cast)
    second = approve(written, cast, "Keputusan terlewat")
    assert (second.round, second.reason) == (2, "Keputusan terlewat")
    first.refresh_from_db()
    assert len(first.content["items"]) + 1 == len(second.content["items"])
    assert Notice.objects.filter(kind=kinds.MINUTES_CORRECTED).count() == 2
    with pytest.raises(TypeError):
        first.save()
    with pytest.raises(TypeError):
        MinutesApproval.objects.update(reason="")


def test_what_cannot_be_approved(cast: Cast, field: Field) -> None:
    with pytest.raises(Refusal):
        approve(field, cast)
    write(field, cast, "Ada isinya", "kunci-satu")
    with clock.at(NOW - timedelta(hours=1)), pytest.raises(Refusal):
        approve(field, cast)
    MonitoringSession.objects.filter(pk=field.session.pk).update(
        state=SessionState.CANCELLED, cancelled_because="Banjir"
    )
    with pytest.raises(Refusal):
        approve(field, cast)


def test_the_paper_is_made_once_from_what_was_frozen(cast: Cast, written: Field) -> None:
    approval = approve(written, cast)
    write(written, cast, "Ditambahkan setelah disetujui", "kunci-nanti")
    assert make_paper(approval_id=approval.pk)
    paper = MinutesPaper.objects.get()
    body = store.read(paper.path)
    assert (len(body), body[:5]) == (paper.size, b"%PDF-")
    assert not make_paper(approval_id=approval.pk)
    assert MinutesPaper.objects.get().path == paper.path


def test_a_paper_no_bell_was_heard_for_is_made_by_the_schedule(cast: Cast, written: Field) -> None:
    approve(written, cast)
    assert make_due_papers() == 1
    assert make_due_papers() == 0


def test_content_that_is_not_what_its_digest_says_is_not_set_on_paper(cast: Cast, written: Field) -> None:
    approval = approve(written, cast)
    forged = MinutesApproval.objects.create(
        session=make_session(written.cohort, actor=cast.coordinator), round=1, content=approval.content, sha256="0" * 64,
        version=approval.version, approved_by=cast.coordinator,
    )  # fmt: skip
    paper = MinutesPaper.objects.create(approval=forged)
    assert not make_paper(approval_id=forged.pk)
    paper.refresh_from_db()
    assert (paper.made_at, paper.tries, bool(paper.failure)) == (None, 1, True)


def test_a_group_session_lists_its_group_alone(cast: Cast, field: Field) -> None:
    group = SessionGroup.objects.create(cohort=field.cohort, name="Kelompok Timur")
    group.members.add(field.bima)
    session = make_session(field.cohort, actor=cast.coordinator, group=group)
    assert [one["name"] for one in content(session)["attendance"]["rows"]] == ["Bima"]  # type: ignore[index]
