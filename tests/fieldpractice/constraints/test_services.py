"""The register's services: raising once, voices, steps that may lose, a lesson that proves itself, merging and undoing it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from assignments.models import Submission
from assignments.services.submissions import return_for_improvement
from courses.models import Cohort, Enrolment
from courses.services.cohorts import cancel_cohort
from fieldpractice.enums import ConstraintKind, ConstraintSource, ConstraintState, Severity
from fieldpractice.kinds import constraints as kinds
from fieldpractice.models import Constraint, ConstraintEvent, HelpAnswer
from fieldpractice.queries.constraints.lessons import offer_for, with_material_ready
from fieldpractice.services import constraints as services
from fieldpractice.sockets.constraints import answers_due, material_ready
from lms.notices.models import Notice
from lms.people import clock
from lms.people.enums import Role
from lms.people.errors import Conflict, NotAllowed, Refusal
from lms.people.models import AuditEntry, User
from tests.conftest import Cast
from tests.factories.assignments.submissions import make_handed_in
from tests.factories.constraints import ANSWERS, hand_in_form, lesson_in, make_stronger, raised
from tests.factories.courses import make_cohort, make_enrolment
from tests.factories.fieldpractice import make_entry, make_session
from tests.factories.people import role_ended

S = ConstraintState


def told(user: User, kind: str) -> list[Notice]:
    return list(Notice.objects.filter(to=user, kind=kind, withdrawn_at__isnull=True))


def fresh(constraint: Constraint) -> Constraint:
    return Constraint.objects.select_related("cohort__version", "lesson_version", "merged_into").get(pk=constraint.pk)


def assigned(cast: Cast, constraint: Constraint, *, lesson: bool = True) -> Constraint:
    key = lesson_in(constraint.cohort.version).key if lesson else None
    due = clock.today() + timedelta(days=10)
    services.assign(actor=cast.facilitator, constraint=constraint, to=cast.coordinator, due_on=due, lesson_key=key)
    return constraint


# --- Raising ---


def test_a_participant_raises_for_the_own_unit_and_week_and_the_guide_is_told(
    cast: Cast, cohort: Cohort, one: Enrolment
) -> None:
    row = raised(one.user, cohort, title="  OTP   tidak masuk ", severity=Severity.HIGH, process=3)
    assert (row.title, row.enrolment, row.work_unit, row.field_week) == ("OTP tidak masuk", one, cast.unit, 2)
    assert (row.source, row.state, row.people_count, row.units_count) == (ConstraintSource.PARTICIPANT, S.RAISED, 1, 1)
    assert [event.after for event in row.events.all()] == [S.RAISED]
    assert AuditEntry.objects.filter(action="fieldpractice.constraint.raise", object_id=str(row.pk)).count() == 1
    assert [notice.path for notice in told(cast.facilitator, kinds.RAISED)] == [row.get_absolute_url()]


def test_the_same_key_is_the_same_constraint(cohort: Cohort, one: Enrolment, two: Enrolment) -> None:
    first = raised(one.user, cohort, client_key="kunci-sama")
    assert raised(one.user, cohort, client_key="kunci-sama", title="Lain sama sekali") == first
    assert raised(two.user, cohort, client_key="kunci-sama") != first
    assert ConstraintEvent.objects.count() == 2


def test_what_was_written_days_ago_without_a_line_belongs_to_the_week_of_then(cohort: Cohort, one: Enrolment) -> None:
    then = clock.now() - timedelta(days=7)
    assert raised(one.user, cohort, client_at=then).field_week == 1
    # A clock that is years off decides nothing.
    assert raised(one.user, cohort, client_at=clock.now() - timedelta(days=900)).field_week == 2
    assert raised(one.user, cohort, client_at=clock.now() + timedelta(days=60)).field_week == 2


def test_a_facilitator_raises_without_unit_and_week(cast: Cast, cohort: Cohort) -> None:
    row = raised(cast.facilitator, cohort)
    assert (row.source, row.enrolment, row.field_week, row.people_count) == (
        ConstraintSource.FACILITATOR,
        None,
        None,
        0,
    )
    assert told(cast.facilitator, kinds.RAISED) == []


def test_who_may_not_raise(cast: Cast, cohort: Cohort, one: Enrolment) -> None:
    other = make_cohort(actor=cast.coordinator)
    for who in (cast.outsider, cast.reviewer, cast.supervisor):
        with pytest.raises(NotAllowed):
            raised(who, cohort)
    with pytest.raises(NotAllowed):
        raised(one.user, other)
    with pytest.raises(NotAllowed):
        raised(cast.facilitator, other)
    with pytest.raises(Refusal):
        raised(one.user, cohort, client_key="x")
    cancel_cohort(actor=cast.coordinator, cohort=cohort, reason="Anggaran dialihkan")
    with pytest.raises(Refusal):
        raised(one.user, fresh_cohort(cohort))
    assert not Constraint.objects.exists()


def fresh_cohort(cohort: Cohort) -> Cohort:
    return Cohort.objects.get(pk=cohort.pk)


def test_from_a_line_of_the_own_logbook_only(cohort: Cohort, one: Enrolment, two: Enrolment) -> None:
    entry = make_entry(one.placement, note="Akun belum diverifikasi.")
    row = raised(one.user, cohort, entry=entry)
    assert (row.source, row.entry) == (ConstraintSource.LOGBOOK, entry)
    with pytest.raises(Refusal):
        raised(two.user, cohort, entry=entry)


# --- From a form ---


def test_a_handed_in_lt_11_becomes_a_constraint_by_itself_once(cast: Cast, one: Enrolment) -> None:
    version = hand_in_form(actor=cast.coordinator, enrolment=one)
    row = Constraint.objects.get()
    assert row.title == "OTP tidak pernah masuk ke nomor pencari kerja"
    assert (row.kind, row.service, row.severity) == (ConstraintKind.SYSTEM, 1, Severity.HIGH)
    assert (row.source, row.submission, row.enrolment) == (ConstraintSource.FORM, version.submission, one)
    assert (row.tried, row.field_week) == ("Meminta ulang setelah sepuluh menit.", 2)
    assert services.raise_from_submission(version=version) == row
    assert Constraint.objects.count() == 1
    assert len(told(cast.facilitator, kinds.RAISED)) == 1


def test_other_forms_become_nothing(cast: Cast, one: Enrolment) -> None:
    hand_in_form(actor=cast.coordinator, enrolment=one, code="LT-98")
    assert not Constraint.objects.exists()


@pytest.mark.parametrize(
    ("answers", "kind", "service", "severity"),
    [
        ({"kategori": "Jaringan", "dampak": "Rendah"}, "facility", None, 1),
        ({"kategori": "WLKP/NIB", "dampak": "Sedang"}, "regulation", 6, 2),
        ({"kategori": "SOP", "penguatan": "Konseling"}, "procedure", 4, 3),
        ({"kategori": "SDM", "penguatan": "Tidak ada"}, "people", None, 3),
    ],
)
def test_what_the_choices_of_the_form_mean(
    cast: Cast, one: Enrolment, answers: dict[str, Any], kind: str, service: int | None, severity: int
) -> None:
    hand_in_form(actor=cast.coordinator, enrolment=one, answers=answers)
    row = Constraint.objects.get()
    assert (row.kind, row.service, row.severity) == (kind, service, severity)


def test_an_improved_form_rewords_it_until_somebody_took_it_up(cast: Cast, one: Enrolment) -> None:
    version = hand_in_form(actor=cast.coordinator, enrolment=one)
    task, row = version.submission.task, Constraint.objects.get()

    def again(text: str) -> None:
        submission = Submission.objects.select_related("task", "enrolment__user", "current").get(pk=row.submission_id)
        return_for_improvement(
            actor=cast.facilitator, submission=submission, version=submission.current, reason="Perjelas."
        )
        make_handed_in(task=task, enrolment=one, answers={**ANSWERS, "uraian": text})
        row.refresh_from_db()

    again("OTP datang setelah satu jam.")
    assert row.title == "OTP datang setelah satu jam"
    services.discuss(actor=cast.facilitator, constraint=row, note="Diteruskan ke pengelola.")
    again("Sesuatu yang lain.")
    assert row.title == "OTP datang setelah satu jam"
    assert Constraint.objects.count() == 1


# --- Voices, comments ---


def test_me_too_counts_each_person_and_unit_once(cast: Cast, cohort: Cohort, one: Enrolment, two: Enrolment) -> None:
    row = raised(one.user, cohort)
    same_unit = make_enrolment(actor=cast.coordinator, cohort=cohort, work_unit=cast.unit)
    for who in (two, two, same_unit, one):
        services.add_voice(actor=who.user, constraint=fresh(row))
    assert (fresh(row).people_count, fresh(row).units_count) == (3, 2)
    assert row.voices.count() == 2


def test_who_may_not_say_me_too(cast: Cast, cohort: Cohort, one: Enrolment, two: Enrolment) -> None:
    row = raised(one.user, cohort)
    for who in (cast.facilitator, cast.outsider):
        with pytest.raises(NotAllowed):
            services.add_voice(actor=who, constraint=row)
    services.resolve(actor=cast.facilitator, constraint=row, kind="procedure", text="Surat edaran terbit.")
    with pytest.raises(Refusal):
        services.add_voice(actor=two.user, constraint=row)


def test_comments(cast: Cast, cohort: Cohort, one: Enrolment, two: Enrolment) -> None:
    row = raised(one.user, cohort)
    services.add_comment(actor=two.user, constraint=row, text=" Coba jam pagi. ")
    services.add_comment(actor=cast.facilitator, constraint=row, text="Terima kasih.")
    assert [comment.text for comment in row.comments.all()] == ["Coba jam pagi.", "Terima kasih."]
    for who in (cast.reviewer, cast.outsider):
        with pytest.raises(NotAllowed):
            services.add_comment(actor=who, constraint=row, text="Halo")
    with pytest.raises(Refusal):
        services.add_comment(actor=two.user, constraint=row, text="  ")


# --- Steps ---


def test_discussed_in_a_session_and_those_concerned_are_told(
    cast: Cast, cohort: Cohort, one: Enrolment, two: Enrolment
) -> None:
    row, session = raised(one.user, cohort), make_session(cohort, actor=cast.coordinator)
    services.add_voice(actor=two.user, constraint=row)
    services.discuss(actor=cast.facilitator, constraint=row, note="Dilaporkan ke pengelola.", session=session)
    event = row.events.last()
    assert (row.state, event.session, event.note) == (S.DISCUSSED, session, "Dilaporkan ke pengelola.")
    assert [len(told(one_.user, kinds.DISCUSSED)) for one_ in (one, two)] == [1, 1]
    # Spoken of again, further on: on record, and it stays where it is.
    assigned(cast, row)
    services.discuss(actor=cast.facilitator, constraint=row, note="Menunggu versi baru.", session=session)
    assert (row.state, row.events.last().session) == (S.ASSIGNED, session)


def test_a_session_of_another_cohort_or_called_off_is_refused(cast: Cast, cohort: Cohort, one: Enrolment) -> None:
    row = raised(one.user, cohort)
    elsewhere = make_session(make_cohort(actor=cast.coordinator), actor=cast.coordinator)
    off = make_session(cohort, actor=cast.coordinator, state="cancelled", cancelled_because="Banjir")
    for session in (elsewhere, off):
        with pytest.raises(Refusal):
            services.discuss(actor=cast.facilitator, constraint=row, note="Dibahas.", session=session)
    with pytest.raises(Refusal):
        services.discuss(actor=cast.facilitator, constraint=row, note=" ")
    assert fresh(row).state == S.RAISED


def test_only_those_who_guide_the_cohort_take_steps(cast: Cast, cohort: Cohort, one: Enrolment, two: Enrolment) -> None:
    row = raised(one.user, cohort)
    due = clock.today()
    for who in (one.user, two.user, cast.reviewer, cast.supervisor):
        with pytest.raises(NotAllowed):
            services.discuss(actor=who, constraint=row, note="Dibahas.")
        with pytest.raises(NotAllowed):
            services.assign(actor=who, constraint=row, to=cast.facilitator, due_on=due)
        with pytest.raises(NotAllowed):
            services.resolve(actor=who, constraint=row, kind="procedure", text="Selesai.")
        with pytest.raises(NotAllowed):
            services.reopen(actor=who, constraint=row, reason="Belum.")
    assert row.events.count() == 1


def test_given_to_an_author_who_is_told_and_reminded(cast: Cast, cohort: Cohort, one: Enrolment) -> None:
    row = assigned(cast, raised(one.user, cohort))
    assert (row.state, row.assigned_to, row.lesson_version) == (S.ASSIGNED, cast.coordinator, cohort.version)
    assert (row.events.last().assignee, row.events.last().due_on) == (cast.coordinator, row.due_on)
    assert len(told(cast.coordinator, kinds.ASSIGNED)) == 1
    assert list(answers_due(clock.now())) == []
    (reminder,) = answers_due(clock.now() + timedelta(days=9))
    assert (reminder.to, reminder.kind) == (cast.coordinator, kinds.DUE)


def test_what_cannot_be_assigned(cast: Cast, cohort: Cohort, one: Enrolment) -> None:
    row, today = raised(one.user, cohort), clock.today()
    with pytest.raises(Refusal):
        services.assign(actor=cast.facilitator, constraint=row, to=one.user, due_on=today)
    with pytest.raises(Refusal):
        services.assign(actor=cast.facilitator, constraint=row, to=cast.facilitator, due_on=today - timedelta(days=1))
    with pytest.raises(Refusal):
        services.assign(
            actor=cast.facilitator, constraint=row, to=cast.facilitator, due_on=today, lesson_key=cohort.version.items.get(code="LKP").key
        )  # fmt: skip
    assert fresh(row).state == S.RAISED


def test_of_two_steps_at_once_the_second_is_told(cast: Cast, cohort: Cohort, one: Enrolment) -> None:
    row = raised(one.user, cohort)
    as_seen_by_the_second, seen = fresh(row), row.seen
    services.discuss(actor=cast.facilitator, constraint=row, note="Pertama.")
    with pytest.raises(Conflict):
        services.discuss(actor=cast.coordinator, constraint=as_seen_by_the_second, note="Kedua.")
    with pytest.raises(Conflict):
        services.resolve(actor=cast.coordinator, constraint=fresh(row), kind="procedure", text="Selesai.", seen=seen)
    assert row.events.count() == 2


# --- A lesson made stronger ---


def test_a_stronger_lesson_in_a_newer_published_version_is_offered_recorded_told_and_asked(
    cast: Cast, cohort: Cohort, one: Enrolment, two: Enrolment
) -> None:
    row = raised(one.user, cohort)
    services.add_voice(actor=two.user, constraint=row)
    assigned(cast, row)
    assert offer_for(row) is None
    newer = make_stronger(actor=cast.coordinator, before=cohort.version)
    offer = offer_for(row)
    assert offer is not None
    assert (offer[0], offer[1].differs) == (newer, True)
    assert [(r.to, r.kind) for r in material_ready(clock.now())] == [(cast.facilitator, kinds.READY)]
    answer = services.strengthen(
        actor=cast.coordinator, constraint=row, lesson_key=row.lesson_key, after=newer, text="Materi OTP diperjelas."
    )
    assert (answer.before, answer.after, row.state) == (cohort.version, newer, S.STRENGTHENED)
    assert answer.digest_before != answer.digest_after
    assert [notice.path for notice in told(two.user, kinds.STRENGTHENED)] == [answer.get_absolute_url()]
    assert not with_material_ready().exists()
    assert told(cast.coordinator, kinds.ASSIGNED) == []
    services.answer_help(actor=two.user, answer=answer, helps=True)
    assert services.resolve(actor=cast.facilitator, constraint=row, text="Dua unit menyatakan terbantu.") is None
    assert fresh(row).state == S.RESOLVED


def test_what_did_not_help_is_no_answer_a_second_time(cast: Cast, cohort: Cohort, one: Enrolment) -> None:
    row, lesson = assigned(cast, raised(one.user, cohort)), lesson_in(cohort.version)
    newer = make_stronger(actor=cast.coordinator, before=cohort.version)
    strengthen: dict[str, Any] = {"actor": cast.coordinator, "lesson_key": lesson.key, "text": "Diperkuat."}
    services.strengthen(constraint=fresh(row), after=newer, **strengthen)
    services.reopen(actor=cast.facilitator, constraint=fresh(row), reason="Masih terjadi.")
    assigned(cast, fresh(row))
    assert offer_for(fresh(row)) is None
    assert row not in with_material_ready()
    with pytest.raises(Refusal, match="versi yang lebih baru"):
        services.strengthen(constraint=fresh(row), after=newer, **strengthen)
    # A version that leaves the lesson as it answered before is none either; one that says more is.
    other, kept = make_stronger(actor=cast.coordinator, before=newer, code="LKP-2.2"), lesson_in(newer)
    other.items.filter(code=kept.code).update(frozen=kept.frozen, digest=kept.digest)
    assert offer_for(fresh(row)) is None
    assert row not in with_material_ready()
    third = make_stronger(
        actor=cast.coordinator, before=newer, text="## Satu\n\nHubungi pengelola bila OTP tetap tidak masuk."
    )
    assert row in with_material_ready()
    answer = services.strengthen(constraint=fresh(row), after=third, **strengthen)
    assert (answer.before, answer.digest_before) == (newer, lesson_in(newer).digest)


def test_what_proves_nothing_is_refused(cast: Cast, cohort: Cohort, one: Enrolment) -> None:
    row = assigned(cast, raised(one.user, cohort))
    same = make_stronger(actor=cast.coordinator, before=cohort.version, code="LKP-2.2")
    draft = make_stronger(actor=cast.coordinator, before=cohort.version, state="in_review")
    other_key = lesson_in(same, "LKP-2.2").key

    def attempt(key: Any, version: Any) -> None:
        services.strengthen(actor=cast.coordinator, constraint=row, lesson_key=key, after=version, text="Diperkuat.")

    for key, version in ((row.lesson_key, same), (row.lesson_key, draft), (row.lesson_key, cohort.version)):
        with pytest.raises(Refusal):
            attempt(key, version)
    with pytest.raises(NotAllowed):
        services.strengthen(actor=one.user, constraint=row, lesson_key=other_key, after=same, text="Diperkuat.")
    with pytest.raises(Refusal):
        services.strengthen(actor=cast.coordinator, constraint=row, lesson_key=other_key, after=same, text=" ")
    assert fresh(row).state == S.ASSIGNED
    assert not row.answers.exists()
    # Another lesson than the one that was named may answer it, measured from what the cohort reads.
    attempt(other_key, same)
    assert row.answers.get().lesson_title == "LKP-2.2 Judul LKP-2.2"


def test_material_before_it_is_assigned_is_refused(cast: Cast, cohort: Cohort, one: Enrolment) -> None:
    row = raised(one.user, cohort)
    newer = make_stronger(actor=cast.coordinator, before=cohort.version)
    with pytest.raises(Refusal):
        services.strengthen(
            actor=cast.facilitator, constraint=row, lesson_key=lesson_in(newer).key, after=newer, text="Diperkuat."
        )
    with pytest.raises(Refusal):
        services.resolve(actor=cast.facilitator, constraint=row, kind="material", text="Diperkuat.")


def test_resolved_without_material_is_told_and_asked_and_a_no_reaches_the_guide(
    cast: Cast, cohort: Cohort, one: Enrolment, two: Enrolment
) -> None:
    row = raised(one.user, cohort)
    answer = services.resolve(actor=cast.facilitator, constraint=row, kind="facility", text="Modem baru terpasang.")
    assert answer is not None
    assert len(told(one.user, kinds.RESOLVED)) == 1
    services.answer_help(actor=one.user, answer=answer, helps=True)
    services.answer_help(actor=one.user, answer=answer, helps=False, note="Masih putus.")
    services.answer_help(actor=one.user, answer=answer, helps=False, note="Masih putus.")
    assert [said.helps for said in HelpAnswer.objects.all()] == [True, False]
    assert len(told(cast.facilitator, kinds.NO_HELP)) == 1
    with pytest.raises(NotAllowed):
        services.answer_help(actor=two.user, answer=answer, helps=True)
    # A “no” opens nothing by itself: the facilitator decides.
    assert fresh(row).state == S.RESOLVED
    services.reopen(actor=cast.facilitator, constraint=fresh(row), reason="Di satu unit masih putus.")
    assert (fresh(row).state, fresh(row).assigned_to) == (S.RAISED, None)
    assert told(one.user, kinds.RESOLVED) == []
    assert len(told(one.user, kinds.REOPENED)) == 1


def test_an_open_one_is_not_opened_again(cast: Cast, cohort: Cohort, one: Enrolment) -> None:
    row = raised(one.user, cohort)
    with pytest.raises(Refusal):
        services.reopen(actor=cast.facilitator, constraint=row, reason="Belum.")
    services.resolve(actor=cast.facilitator, constraint=row, kind="system", text="Sudah diperbaiki.")
    with pytest.raises(Refusal):
        services.reopen(actor=cast.facilitator, constraint=row, reason=" ")
    with pytest.raises(Refusal):
        services.discuss(actor=cast.facilitator, constraint=row, note="Dibahas lagi.")


# --- Merging ---


def test_a_duplicate_brings_its_people_and_comes_back_with_what_it_brought(
    cast: Cast, cohort: Cohort, one: Enrolment, two: Enrolment
) -> None:
    third = make_enrolment(actor=cast.coordinator, cohort=cohort, work_unit=cast.unit)
    whole, duplicate, older = (raised(who.user, cohort) for who in (one, two, third))
    merge = {"actor": cast.facilitator, "reason": "Sama-sama soal OTP."}
    services.merge(constraint=older, into=duplicate, **merge)
    services.merge(constraint=fresh(duplicate), into=whole, **merge)
    assert (fresh(older).merged_into, fresh(duplicate).merged_into) == (whole, whole)
    assert (fresh(whole).people_count, fresh(whole).units_count) == (3, 2)
    assert len(told(two.user, kinds.MERGED)) == 1
    # What is said of the duplicate counts for the whole.
    fourth = make_enrolment(actor=cast.coordinator, cohort=cohort)
    assert services.add_voice(actor=fourth.user, constraint=fresh(duplicate)) == whole
    with pytest.raises(Refusal):
        services.part(actor=cast.facilitator, constraint=fresh(older), reason="Keliru.")
    services.part(actor=cast.facilitator, constraint=fresh(duplicate), reason="Berbeda penyebab.")
    assert (fresh(duplicate).merged_into, fresh(older).merged_into) == (None, duplicate)
    assert (fresh(whole).people_count, fresh(duplicate).people_count) == (2, 2)
    assert duplicate.merges.get().undone_because == "Berbeda penyebab."


def test_a_voice_given_while_it_was_merged_counts_where_it_went(
    cast: Cast, cohort: Cohort, one: Enrolment, two: Enrolment
) -> None:
    whole, duplicate = raised(one.user, cohort), raised(one.user, cohort, "OTP lambat")
    as_read = fresh(duplicate)
    services.merge(actor=cast.facilitator, constraint=duplicate, into=whole, reason="Sama.")
    assert services.add_voice(actor=two.user, constraint=as_read) == whole
    assert (fresh(whole).people_count, fresh(whole).units_count) == (2, 2)
    assert fresh(duplicate).voices.count() == 0


def test_a_merge_made_anew_is_told_anew_and_one_undone_is_taken_back(
    cast: Cast, cohort: Cohort, one: Enrolment, two: Enrolment
) -> None:
    whole, duplicate = raised(one.user, cohort), raised(two.user, cohort, "OTP lambat")
    for _ in range(2):
        services.merge(actor=cast.facilitator, constraint=fresh(duplicate), into=fresh(whole), reason="Sama.")
        assert len(told(two.user, kinds.MERGED)) == 1
        services.part(actor=cast.facilitator, constraint=fresh(duplicate), reason="Ternyata lain.")
        assert told(two.user, kinds.MERGED) == []


def test_what_cannot_be_merged(cast: Cast, cohort: Cohort, one: Enrolment) -> None:
    row, other, third = (raised(one.user, cohort) for _turn in range(3))
    elsewhere = raised(cast.coordinator, make_cohort(actor=cast.coordinator))
    merge = {"actor": cast.facilitator, "reason": "Sama."}
    for into in (row, elsewhere):
        with pytest.raises(Refusal):
            services.merge(constraint=row, into=into, **merge)
    with pytest.raises(NotAllowed):
        services.merge(actor=one.user, constraint=row, into=other, reason="Sama.")
    with pytest.raises(Refusal):
        services.merge(actor=cast.facilitator, constraint=row, into=other, reason=" ")
    services.merge(constraint=row, into=other, **merge)
    with pytest.raises(Conflict):
        services.merge(constraint=row, into=third, **merge)
    with pytest.raises(Refusal):
        services.merge(constraint=third, into=row, **merge)
    with pytest.raises(Refusal):
        services.discuss(actor=cast.facilitator, constraint=fresh(row), note="Dibahas.")
    services.resolve(actor=cast.facilitator, constraint=fresh(other), kind="system", text="Selesai.")
    with pytest.raises(Refusal):
        services.merge(constraint=third, into=fresh(other), **merge)


def test_who_guides_no_more_is_not_told_that_an_answer_does_not_help(
    cast: Cast, cohort: Cohort, one: Enrolment
) -> None:
    row = raised(one.user, cohort)
    answer = services.resolve(actor=cast.facilitator, constraint=row, kind="facility", text="Modem baru terpasang.")
    assert answer is not None
    role_ended(cast.facilitator, Role.FACILITATOR)
    services.answer_help(actor=one.user, answer=answer, helps=False, note="Masih putus.")
    assert not told(cast.facilitator, kinds.NO_HELP)
