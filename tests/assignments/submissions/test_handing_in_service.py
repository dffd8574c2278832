"""The hand-in: durable, once, complete, late or not by the server's clock, and never changed."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction

from assignments.durable import durably
from assignments.enums import SubmissionState, TaskState, WorkState
from assignments.models import Submission, SubmissionVersion, Task, Work
from assignments.queries.submissions import clock_is_off
from assignments.receipts import Exhibit, digest_of
from assignments.services.submissions import (
    DraftMoved,
    HandIn,
    Incomplete,
    accept,
    begin,
    hand_in,
    hand_in_many,
    return_for_improvement,
    save_draft,
)
from courses.models import Enrolment
from lms.files.models import StoredFile
from lms.people import clock
from lms.people.errors import Conflict, NotAllowed, Refusal
from lms.people.models import AuditEntry
from tests.conftest import Cast
from tests.factories.assignments.submissions import ANSWERS, make_begun, make_form, make_photo, make_task
from tests.factories.courses import make_enrolment
from tests.factories.people import make_unit

pytestmark = pytest.mark.django_db
S = SubmissionState


def key() -> str:
    return uuid.uuid4().hex


@pytest.fixture
def begun(task: Task, enrolment: Enrolment) -> Submission:
    return make_begun(task=task, enrolment=enrolment)


def send(submission: Submission, answers: dict[str, Any] | None = None, **named: Any) -> SubmissionVersion:
    return hand_in(
        actor=named.pop("actor", submission.enrolment.user),
        submission=submission,
        answers=ANSWERS | (answers or {}),
        idempotency_key=named.pop("idempotency_key", key()),
        **named,
    )


def test_a_hand_in_is_a_version_with_its_receipt_on_the_desk(begun: Submission) -> None:
    version = send(begun)
    assert (begun.state, begun.current, version.number) == (S.SUBMITTED, version, 1)
    assert len(version.receipt) == 14
    assert version.answers["jumlah"] == "150000"
    assert version.answers["peserta"] == "Sari Peserta"
    expected = digest_of(form_digest=begun.form_version.digest, answers=version.answers, exhibits=[])
    assert version.sha256 == expected
    work = Work.objects.get(submission=begun)
    assert (work.state, work.points_max) == (WorkState.WAITING, 100)
    event = begun.events.get()
    assert (event.before, event.after, event.version) == (S.DRAFT, S.SUBMITTED, version)
    assert AuditEntry.objects.filter(action="assignments.submission.submitted").count() == 1


def test_the_same_key_is_the_same_hand_in_whatever_came_after(begun: Submission, cast: Cast) -> None:
    same = key()
    first = send(begun, idempotency_key=same)
    assert send(begun, {"konseli": "B.B."}, idempotency_key=same) == first
    return_for_improvement(actor=cast.facilitator, submission=begun, version=first, reason="Lengkapi")
    assert send(begun, idempotency_key=same) == first
    begun.refresh_from_db()
    assert (begun.state, begun.versions.count()) == (S.RETURNED, 1)


def test_another_key_while_it_waits_is_a_conflict(begun: Submission) -> None:
    send(begun)
    with pytest.raises(Conflict):
        send(begun)
    assert begun.versions.count() == 1


@pytest.mark.parametrize("wrong", ["", "pendek", "x" * 65])
def test_a_hand_in_needs_its_key(begun: Submission, wrong: str) -> None:
    with pytest.raises(Refusal):
        send(begun, idempotency_key=wrong)


def test_what_is_missing_is_told_place_by_place_and_nothing_is_written(begun: Submission) -> None:
    with pytest.raises(Incomplete) as refused:
        send(begun, {"konseli": "", "jenis": "Luring", "rencana": [{"biaya": "banyak"}]})
    assert [fault.where for fault in refused.value.faults] == ["konseli", "tempat", "rencana[1].biaya"]
    begun.refresh_from_db()
    assert (begun.state, begun.versions.count()) == (S.DRAFT, 0)


def test_evidence_stands_on_the_receipt_by_its_digest_as_received(begun: Submission, enrolment: Enrolment) -> None:
    photo = make_photo(enrolment, name="ruang.jpg")
    version = send(begun, {"bukti": [photo.public_id]}, evidence_ids=[photo.public_id])
    row = version.evidence.get()
    assert (row.field, row.file, row.sha256) == ("bukti", photo, photo.received_sha256)
    exhibits = [Exhibit("bukti", photo.received_sha256)]
    assert version.sha256 == digest_of(
        form_digest=begun.form_version.digest, answers=version.answers, exhibits=exhibits
    )


def test_a_file_still_being_checked_may_be_handed_in(begun: Submission, enrolment: Enrolment) -> None:
    photo = make_photo(enrolment, checked=False)
    assert send(begun, {"bukti": [photo.public_id]}).evidence.count() == 1


def test_files_that_are_refused_or_of_others_cannot_be_handed_in(
    begun: Submission, enrolment: Enrolment, cast: Cast
) -> None:
    refused = make_photo(enrolment, name="a.svg", content=b"<svg/>")
    other = make_photo(make_enrolment(actor=cast.coordinator, cohort=begun.task.cohort))
    for file in (refused, other):
        with pytest.raises(Incomplete) as incomplete:
            send(begun, {"bukti": [file.public_id]})
        assert [fault.where for fault in incomplete.value.faults] == ["bukti"]


def test_evidence_other_than_named_is_a_conflict(begun: Submission, enrolment: Enrolment) -> None:
    with pytest.raises(Conflict):
        send(begun, evidence_ids=[make_photo(enrolment).public_id])


def test_late_is_what_arrives_after_the_due_minute_of_the_own_unit(cast: Cast, task: Task) -> None:
    papua = make_unit(name="BPVP Sorong", time_zone="Asia/Jayapura")
    far = make_enrolment(actor=cast.coordinator, cohort=task.cohort, work_unit=papua)
    near = make_enrolment(actor=cast.coordinator, cohort=task.cohort, work_unit=cast.unit)
    # 23.30 in Jakarta is half past one of the next day in Papua.
    evening = clock.at_midday(task.due_on, minutes=690)
    forms = {one: make_begun(task=task, enrolment=one) for one in (far, near)}
    with clock.at(evening):
        assert send(forms[far]).late
        assert not send(forms[near]).late


def test_the_clock_of_a_phone_decides_nothing(begun: Submission) -> None:
    tomorrow = clock.now() + timedelta(days=1)
    version = send(begun, client_at=tomorrow - timedelta(hours=2), client_sent_at=tomorrow)
    assert version.received_at == clock.now()
    assert not version.late
    assert version.clock_ahead == 86_400
    assert clock_is_off(version)


def test_a_phone_that_waited_for_a_line_is_not_off(begun: Submission) -> None:
    pressed = clock.now() - timedelta(hours=5)
    version = send(begun, client_at=pressed, client_sent_at=clock.now() + timedelta(seconds=20))
    assert not clock_is_off(version)
    assert version.client_at == pressed


def test_a_clock_centuries_off_breaks_nothing(begun: Submission) -> None:
    far = clock.now() + timedelta(days=365 * 900)
    assert clock_is_off(send(begun, client_at=far, client_sent_at=far))


def test_returned_with_comments_and_handed_in_again(begun: Submission, cast: Cast) -> None:
    first = send(begun)
    return_for_improvement(
        actor=cast.facilitator,
        submission=begun,
        version=first,
        reason="Lengkapi",
        field_comments={"masalah": "Terlalu singkat"},
    )
    assert begun.state == S.RETURNED
    assert {(one.field, one.text) for one in first.comments.all()} == {("", "Lengkapi"), ("masalah", "Terlalu singkat")}
    second = send(begun, {"masalah": "Lebih panjang."})
    assert (second.number, begun.current, begun.state) == (2, second, S.SUBMITTED)
    assert SubmissionVersion.objects.get(pk=first.pk).answers["masalah"] == ANSWERS["masalah"]
    accept(actor=cast.facilitator, submission=begun, version=second)
    with pytest.raises(Conflict):
        send(begun)
    assert [event.after for event in begun.events.all()] == [S.SUBMITTED, S.RETURNED, S.SUBMITTED, S.ACCEPTED]


def test_a_version_cannot_be_changed(begun: Submission) -> None:
    version = send(begun)
    version.answers = {}
    with pytest.raises(TypeError):
        version.save()


def test_a_decision_on_an_older_version_is_a_conflict(begun: Submission, cast: Cast) -> None:
    first = send(begun)
    stale = Submission.objects.get(pk=begun.pk)
    return_for_improvement(actor=cast.facilitator, submission=begun, version=first, reason="Lengkapi")
    send(begun)
    with pytest.raises(Conflict):
        accept(actor=cast.facilitator, submission=begun, version=first)
    with pytest.raises(Conflict):
        accept(actor=cast.admin, submission=stale, version=first)


def test_of_two_deciders_the_second_is_told(begun: Submission, cast: Cast) -> None:
    version = send(begun)
    stale = Submission.objects.get(pk=begun.pk)
    accept(actor=cast.facilitator, submission=begun, version=version)
    with pytest.raises(Conflict):
        return_for_improvement(actor=cast.admin, submission=stale, version=version, reason="Lengkapi")
    assert not version.comments.exists()


@pytest.mark.parametrize(("reason", "comments"), [(" ", {}), ("", {"masalah": " "}), ("x", {"tidak_ada": "?"})])
def test_returning_needs_words_on_fields_that_exist(
    begun: Submission, cast: Cast, reason: str, comments: dict[str, str]
) -> None:
    version = send(begun)
    with pytest.raises(Refusal):
        return_for_improvement(
            actor=cast.facilitator, submission=begun, version=version, reason=reason, field_comments=comments
        )


def test_nobody_hands_in_for_somebody_else(begun: Submission, cast: Cast) -> None:
    with pytest.raises(NotAllowed):
        send(begun, actor=cast.admin)
    with pytest.raises(NotAllowed):
        save_draft(actor=cast.admin, submission=begun, answers={}, seq=0)
    with pytest.raises(NotAllowed):
        begin(actor=cast.admin, enrolment=begun.enrolment, task=begun.task, ordinal=1)


def test_a_closed_or_coming_task_takes_nothing(begun: Submission, task: Task, cast: Cast) -> None:
    later = make_task(actor=cast.coordinator, cohort=task.cohort, opens_on=clock.today() + timedelta(days=1))
    with pytest.raises(Refusal):
        make_begun(task=later, enrolment=begun.enrolment)
    Task.objects.filter(pk=task.pk).update(state=TaskState.CLOSED)
    begun.refresh_from_db()
    with pytest.raises(Refusal):
        send(begun)
    with pytest.raises(Refusal):
        save_draft(actor=begun.enrolment.user, submission=begun, answers={}, seq=0)


def test_a_task_asks_for_so_many_forms(begun: Submission, task: Task) -> None:
    with pytest.raises(Refusal):
        begin(actor=begun.enrolment.user, enrolment=begun.enrolment, task=task, ordinal=2)


def test_a_form_keeps_the_version_it_was_begun_on(begun: Submission, task: Task, cast: Cast) -> None:
    old = begun.form_version
    task.form_version = make_form(actor=cast.coordinator, form={"sections": [{"key": "s", "title": "S", "fields": []}]})
    task.save(update_fields=["form_version"])
    fresh = Submission.objects.get(pk=begun.pk)
    assert send(fresh).answers["masalah"] == ANSWERS["masalah"]
    assert fresh.form_version == old


def test_drafts_of_two_devices_find_out_about_each_other(begun: Submission) -> None:
    user = begun.enrolment.user
    one = save_draft(actor=user, submission=begun, answers={"konseli": "A"}, seq=0)
    assert save_draft(actor=user, submission=begun, answers={"konseli": "A"}, seq=0) == one == 1
    with pytest.raises(DraftMoved) as moved:
        save_draft(actor=user, submission=begun, answers={"konseli": "B"}, seq=0)
    assert (moved.value.answers["konseli"], moved.value.seq) == ("A", 1)
    assert save_draft(actor=user, submission=begun, answers={"konseli": "B"}, seq=1) == 2


def test_a_save_whose_answer_was_lost_is_no_second_device(begun: Submission) -> None:
    user = begun.enrolment.user
    save_draft(actor=user, submission=begun, answers={"konseli": "A"}, seq=0, stamp="ponsel-1")
    # The phone never heard of 1: it still goes from 0, and names the save it is not sure of.
    seq = save_draft(
        actor=user, submission=begun, answers={"konseli": "A.R."}, seq=0, stamp="ponsel-2", own=["ponsel-1"]
    )
    assert seq == 2
    save_draft(actor=user, submission=begun, answers={"konseli": "Z.Z."}, seq=2, stamp="meja-1")
    with pytest.raises(DraftMoved) as moved:
        save_draft(actor=user, submission=begun, answers={"konseli": "A.R.S."}, seq=0, own=["ponsel-1", "ponsel-2"])
    assert (moved.value.answers["konseli"], moved.value.seq) == ("Z.Z.", 3)


def test_a_draft_without_a_name_is_nobodys(begun: Submission) -> None:
    save_draft(actor=begun.enrolment.user, submission=begun, answers={"konseli": "A"}, seq=0)
    with pytest.raises(DraftMoved):
        save_draft(actor=begun.enrolment.user, submission=begun, answers={"konseli": "B"}, seq=0, own=[""])


def test_a_hand_in_covers_no_draft_of_another_device(begun: Submission) -> None:
    user = begun.enrolment.user
    save_draft(actor=user, submission=begun, answers=ANSWERS, seq=0, stamp="ponsel-1")
    save_draft(actor=user, submission=begun, answers=ANSWERS | {"masalah": "Ditulis di kantor."}, seq=1, stamp="meja-1")
    with pytest.raises(DraftMoved) as moved:
        send(begun, seq=1, own=["ponsel-1"])
    assert (moved.value.answers["masalah"], moved.value.seq) == ("Ditulis di kantor.", 2)
    begun.refresh_from_db()
    assert (begun.state, begun.versions.count()) == (S.DRAFT, 0)
    assert send(begun, seq=2).number == 1


def test_a_hand_in_of_what_both_say_is_no_conflict(begun: Submission) -> None:
    user = begun.enrolment.user
    save_draft(actor=user, submission=begun, answers=ANSWERS, seq=0, stamp="ponsel-1")
    assert send(begun, seq=0).number == 1
    stale = Submission.objects.get(pk=begun.pk)
    assert stale.draft_stamp == ""


def test_today_is_the_day_at_the_own_unit(cast: Cast, task: Task) -> None:
    papua = make_unit(name="BPVP Sorong", time_zone="Asia/Jayapura")
    far = make_enrolment(actor=cast.coordinator, cohort=task.cohort, work_unit=papua)
    near = make_enrolment(actor=cast.coordinator, cohort=task.cohort, work_unit=cast.unit)
    # 23.30 in Jakarta: in Papua the next day has begun.
    with clock.at(clock.at_midday(clock.today(), minutes=690)):
        tomorrow = {"tanggal": f"{clock.today() + timedelta(days=1):%Y-%m-%d}"}
        assert send(make_begun(task=task, enrolment=far), tomorrow).number == 1
        with pytest.raises(Incomplete) as incomplete:
            send(make_begun(task=task, enrolment=near), tomorrow)
    assert [fault.where for fault in incomplete.value.faults] == ["tanggal"]


def test_a_draft_keeps_what_cannot_be_read(begun: Submission) -> None:
    save_draft(actor=begun.enrolment.user, submission=begun, answers={"tanggal": "kemarin lusa"}, seq=0)
    begun.refresh_from_db()
    assert begun.draft["tanggal"] == "kemarin lusa"


def test_no_draft_after_the_hand_in(begun: Submission) -> None:
    send(begun)
    with pytest.raises(Conflict):
        save_draft(actor=begun.enrolment.user, submission=begun, answers={}, seq=begun.draft_seq)


def test_many_hand_in_at_once_as_one_by_one(cast: Cast, task: Task) -> None:
    people = [make_enrolment(actor=cast.coordinator, cohort=task.cohort, work_unit=cast.unit) for _number in range(3)]
    photos: list[StoredFile] = [make_photo(one) for one in people]
    due = clock.at_midday(task.due_on)
    pieces = [
        HandIn(task, one, 1, ANSWERS, at, [("bukti", photo)])
        for one, photo, at in zip(people, photos, [clock.now(), clock.now(), due + timedelta(days=3)], strict=True)
    ]
    rows = hand_in_many(pieces=pieces)
    assert [row.state for row in rows] == [S.SUBMITTED] * 3
    assert [row.current.late for row in rows] == [False, False, True]
    single = Submission.objects.get(pk=rows[0].pk).current
    assert single.sha256 == digest_of(
        form_digest=task.form_version.digest,
        answers=single.answers,
        exhibits=[Exhibit("bukti", photos[0].received_sha256)],
    )
    assert Work.objects.filter(submission__in=rows, state=WorkState.WAITING).count() == 3
    with pytest.raises(Incomplete), transaction.atomic():
        hand_in_many(pieces=[HandIn(task, people[0], 1, {}, clock.now())])


@pytest.mark.django_db(transaction=True)
def test_a_hand_in_is_on_the_disk_and_the_setting_goes_back() -> None:
    def level() -> int | str:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA synchronous" if connection.vendor == "sqlite" else "SHOW synchronous_commit")
            return cursor.fetchone()[0]

    before = level()
    with durably():
        assert level() == (2 if connection.vendor == "sqlite" else before)  # PostgreSQL: its own, and nothing turns it
    assert level() == before
