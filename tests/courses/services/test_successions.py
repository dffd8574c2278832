"""Replacing somebody, moving somebody to another unit or cohort."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from cms.enums import StageKind
from courses import kinds
from courses.enums import SEATED, AttendanceState, EnrolmentState
from courses.models import Cohort, Enrolment, LessonProgress, Succession, UnitTransfer
from courses.queries.board import counts_of
from courses.queries.history import history_of
from courses.queries.ledger import sums_by_person
from courses.services import attendance, enrolments, learning, successions
from lms.notices.models import Notice
from lms.people import clock
from lms.people.errors import Conflict, Refusal
from lms.people.models import Invitation
from tests.conftest import Cast
from tests.courses.services.test_enrolments import in_threads
from tests.factories.classes import FIRST, at, make_meeting
from tests.factories.courses import DURING, learner_of, make_cohort, make_enrolment, make_version, outline
from tests.factories.nominations import make_call, make_nomination
from tests.factories.people import make_unit, make_user

S = EnrolmentState


def of_unit(cast: Cast, cohort: Cohort, state: str = S.NOMINATED) -> Enrolment:
    user = make_user(work_unit=cast.unit)
    return make_enrolment(actor=cast.coordinator, cohort=cohort, user=user, state=state)


def replace(cast: Cast, enrolment: Enrolment, **other: Any) -> Enrolment:
    other = {"user": None, "newcomer": None, "reason": "Sakit", **other}
    return successions.replace_person(actor=cast.unit_contact, enrolment=enrolment, **other)


def test_an_undecided_place_stays_undecided_and_keeps_its_letter(cast: Cast, cohort: Cohort) -> None:
    make_call(actor=cast.coordinator, cohort=cohort)
    user = make_user(work_unit=cast.unit)
    nomination = make_nomination(actor=cast.unit_contact, cohort=cohort, unit=cast.unit, users=[user])
    new = replace(cast, Enrolment.objects.get(), user=make_user(work_unit=cast.unit))
    assert Enrolment.objects.get(user=user).state == S.DECLINED
    assert (new.state, new.nominee.nomination) == (S.NOMINATED, nomination)


def test_the_place_on_the_waiting_list_is_kept(cast: Cast) -> None:
    cohort = make_cohort(actor=cast.coordinator, capacity=1)
    seated = make_enrolment(actor=cast.coordinator, cohort=cohort)
    first = enrolments.enrol(actor=cast.coordinator, cohort=cohort, user=make_user(work_unit=cast.unit))
    with clock.at(DURING + timedelta(minutes=1)):
        enrolments.enrol(actor=cast.coordinator, cohort=cohort, user=make_user())
    new = replace(cast, first, user=make_user(work_unit=cast.unit))
    assert (new.state, new.listed_at) == (S.WAITLISTED, first.listed_at)
    promoted = enrolments.withdraw(actor=cast.coordinator, enrolment=seated, reason="x")
    assert promoted == [new]


def test_a_place_handed_on_keeps_its_order_among_those_listed_at_once(cast: Cast) -> None:
    cohort = make_cohort(actor=cast.coordinator, capacity=1)
    seated = make_enrolment(actor=cast.coordinator, cohort=cohort)
    rows = [of_unit(cast, cohort) for _ in range(3)]
    enrolments.accept_listed(actor=cast.coordinator, cohort=cohort)
    rows[0].refresh_from_db()
    new = replace(cast, rows[0], user=make_user(work_unit=cast.unit))
    assert enrolments.withdraw(actor=cast.coordinator, enrolment=seated, reason="x") == [new]


def test_a_seat_passes_by_the_waiting_list_and_a_new_person_is_invited(cast: Cast) -> None:
    cohort = make_cohort(actor=cast.coordinator, capacity=1)
    seated = of_unit(cast, cohort, S.ACTIVE)
    waiting = enrolments.enrol(actor=cast.coordinator, cohort=cohort, user=make_user())
    new = replace(cast, seated, newcomer={"name": "Ganti", "email": "ganti@example.test", "nip": "", "phone": ""})
    waiting.refresh_from_db()
    assert (new.state, waiting.state) == (S.ACCEPTED, S.WAITLISTED)
    assert Invitation.objects.get().user == new.user
    assert Enrolment.objects.filter(cohort=cohort, state__in=SEATED).count() == 1


@pytest.mark.parametrize(("state", "kinds_told"), [(S.ACTIVE, {kinds.WITHDRAWN}), (S.NOMINATED, set())])
def test_who_is_replaced_is_told_if_the_place_was_known(
    cast: Cast, cohort: Cohort, state: str, kinds_told: set[str]
) -> None:
    enrolment = of_unit(cast, cohort, state)
    replace(cast, enrolment, user=make_user(work_unit=cast.unit, name="Pengganti"))
    told = Notice.objects.filter(to=enrolment.user, withdrawn_at__isnull=True)
    assert set(told.values_list("kind", flat=True)) == kinds_told
    assert not any("Pengganti" in str(one.values) for one in told)


def test_nobody_of_another_unit_takes_the_place(cast: Cast, cohort: Cohort) -> None:
    enrolment = of_unit(cast, cohort)
    stranger = make_user(work_unit=make_unit())
    with pytest.raises(Refusal, match=stranger.email) as refused:
        replace(cast, enrolment, newcomer={"name": "X", "email": stranger.email, "nip": "", "phone": ""})
    assert stranger.name not in str(refused.value)
    enrolment.refresh_from_db()
    assert enrolment.state == S.NOMINATED


@pytest.mark.parametrize("bad", [{"reason": " "}, {"user": None, "newcomer": {}}])
def test_a_reason_and_a_person_are_needed(cast: Cast, cohort: Cohort, bad: dict[str, Any]) -> None:
    with pytest.raises(Refusal):
        replace(cast, of_unit(cast, cohort), **{"user": make_user(work_unit=cast.unit), **bad})


def test_a_finished_place_is_not_replaced(cast: Cast, cohort: Cohort) -> None:
    enrolment = of_unit(cast, cohort, S.DECLINED)
    with pytest.raises(Refusal):
        replace(cast, enrolment, user=make_user(work_unit=cast.unit))


def test_another_cohort_takes_along_what_its_classes_earned(cast: Cast) -> None:
    """Also of a class that is closed after the move, also over two moves; a module attended twice earns once."""
    version = make_version(actor=cast.coordinator)
    cohorts = [make_cohort(actor=cast.coordinator, version=version, number=number) for number in (1, 2, 3)]
    module = next(one for one in outline(cohorts[0]).modules.values() if one.stage == StageKind.OFFLINE_1)
    first, second = (
        make_meeting(actor=cast.coordinator, cohort=cohorts[0], begins=(begins, 0), ends=(begins + 3, 0), **fields)
        for begins, fields in ((8, {"jp": 30, "module_key": module.key}), (13, {"jp": 4}))
    )
    moving, staying = (of_unit(cast, cohorts[0], S.ACTIVE) for _ in range(2))
    for meeting in (first, second):
        with clock.at(meeting.starts_at):
            for one in (moving, staying):
                attendance.scan(user=one.user, meeting=meeting, enrolment=one, at=meeting.starts_at)
    with clock.at(first.ends_at):
        attendance.hold(actor=cast.coordinator, meeting=first)
    with clock.at(second.ends_at):
        for there in cohorts[1:]:
            moving.refresh_from_db()
            moving = successions.transfer_to_cohort(
                actor=cast.coordinator, enrolment=moving, cohort=there, reason="Jadwal bentrok"
            )
            moving.refresh_from_db()
            assert moving.class_jp == 30
        attendance.hold(actor=cast.coordinator, meeting=second)
    moving.refresh_from_db()
    assert moving.class_jp == 34
    assert sums_by_person([moving.pk], outline(cohorts[2]))[moving.pk].by_module[module.key] == 30
    assert counts_of(second).here == 1
    again = make_meeting(
        actor=cast.coordinator, cohort=cohorts[2], jp=30, module_key=module.key, on=FIRST + timedelta(days=1)
    )
    with clock.at(again.starts_at):
        attendance.scan(user=moving.user, meeting=again, enrolment=moving, at=again.starts_at)
    with clock.at(again.ends_at):
        attendance.hold(actor=cast.coordinator, meeting=again)
    moving.refresh_from_db()
    assert moving.class_jp == 44, "the module has 40 JP in all"


def test_what_is_decided_after_the_move_follows_into_the_other_cohorts(cast: Cast) -> None:
    cohorts = [make_cohort(actor=cast.coordinator, number=number) for number in (1, 2, 3)]
    first = of_unit(cast, cohorts[0], S.ACTIVE)
    meeting = make_meeting(actor=cast.coordinator, cohort=cohorts[0])
    with clock.at(at(8)):
        attendance.scan(user=first.user, meeting=meeting, enrolment=first, at=at(8))
    with clock.at(at(12)):
        attendance.hold(actor=cast.coordinator, meeting=meeting)
        last = first
        for there in cohorts[1:]:
            last = successions.transfer_to_cohort(
                actor=cast.coordinator, enrolment=last, cohort=there, reason="Jadwal bentrok"
            )
        seen = AttendanceState.PRESENT
        for state, earned in ((AttendanceState.HALF, 2), (AttendanceState.ABSENT, 0), (AttendanceState.PRESENT, 5)):
            meeting.refresh_from_db()
            attendance.correct(
                actor=cast.coordinator, meeting=meeting, enrolment=first, state=state, reason="Kata pengajar", seen=seen
            )
            seen = state
            first.refresh_from_db()
            last.refresh_from_db()
            assert (first.class_jp, last.class_jp) == (earned, earned)


def test_another_cohort_takes_the_lessons_along(cast: Cast) -> None:
    version = make_version(actor=cast.coordinator)
    here = make_cohort(actor=cast.coordinator, version=version, number=1, capacity=1)
    there = make_cohort(actor=cast.coordinator, version=version, number=2)
    moving = of_unit(cast, here, S.ACTIVE)
    learning.mark_done(actor=moving.user, learner=learner_of(moving), lesson=outline(here).online[0])
    waiting = enrolments.enrol(actor=cast.coordinator, cohort=here, user=make_user())
    new = successions.transfer_to_cohort(
        actor=cast.coordinator, enrolment=moving, cohort=there, reason="Jadwal bentrok"
    )
    new.refresh_from_db()
    waiting.refresh_from_db()
    moving.refresh_from_db()
    assert (moving.state, new.state, waiting.state) == (S.WITHDRAWN, S.ACTIVE, S.ACCEPTED)
    assert (new.lessons_done, new.jp_done) == (1, outline(here).online[0].jp)
    assert LessonProgress.objects.filter(enrolment=moving).count() == 1
    assert Notice.objects.filter(to=waiting.user, kind=kinds.PROMOTED).exists()


def test_who_has_a_seat_does_not_lose_it_by_moving(cast: Cast) -> None:
    here, there = (make_cohort(actor=cast.coordinator, number=number, capacity=1) for number in (1, 2))
    make_enrolment(actor=cast.coordinator, cohort=there)
    moving = of_unit(cast, here, S.ACTIVE)
    with pytest.raises(Refusal):
        successions.transfer_to_cohort(actor=cast.coordinator, enrolment=moving, cohort=there, reason="x")
    moving.refresh_from_db()
    assert moving.state == S.ACTIVE
    assert Enrolment.objects.filter(cohort=there).count() == 1


def test_a_nominee_stays_a_nominee_in_the_other_cohort(cast: Cast) -> None:
    here, there = (make_cohort(actor=cast.coordinator, number=number) for number in (1, 2))
    moving = of_unit(cast, here)
    new = successions.transfer_to_cohort(actor=cast.coordinator, enrolment=moving, cohort=there, reason="x")
    assert (moving.state, new.state) == (S.DECLINED, S.NOMINATED)


def test_the_same_cohort_is_no_move(cast: Cast, cohort: Cohort) -> None:
    with pytest.raises(Refusal):
        successions.transfer_to_cohort(
            actor=cast.coordinator, enrolment=of_unit(cast, cohort), cohort=cohort, reason="x"
        )


@pytest.mark.parametrize("with_person", [True, False])
def test_another_unit_is_counted_from_now_on(cast: Cast, cohort: Cohort, with_person: bool) -> None:
    enrolment, unit = of_unit(cast, cohort, S.ACTIVE), make_unit()
    moved = successions.transfer_to_unit(
        actor=cast.coordinator, enrolment=enrolment, unit=unit, reason="Mutasi", with_person=with_person
    )
    enrolment.refresh_from_db()
    assert (enrolment.work_unit, enrolment.state) == (unit, S.ACTIVE)
    assert enrolment.user.work_unit == (unit if with_person else cast.unit)
    assert (moved.before, moved.after) == (cast.unit, unit)


def test_the_unit_that_it_is_already_is_refused_and_a_stale_move_told(cast: Cast, cohort: Cohort) -> None:
    enrolment, unit = of_unit(cast, cohort), make_unit()
    stale = Enrolment.objects.select_related("work_unit").get(pk=enrolment.pk)
    move = {"actor": cast.coordinator, "unit": unit, "reason": "Mutasi", "with_person": False}
    successions.transfer_to_unit(enrolment=enrolment, **move)  # type: ignore[arg-type]
    with pytest.raises(Refusal):
        successions.transfer_to_unit(enrolment=enrolment, **move)  # type: ignore[arg-type]
    with pytest.raises(Conflict):
        successions.transfer_to_unit(enrolment=stale, **{**move, "unit": make_unit()})  # type: ignore[arg-type]
    assert UnitTransfer.objects.count() == 1


def test_who_comes_back_begins_anew_and_organisers_find_both(
    cast: Cast, cohort: Cohort, django_assert_num_queries: Any
) -> None:
    """Lessons and classes stay with the first enrolment; each names the other to organisers, and to nobody else."""
    first = of_unit(cast, cohort, S.ACTIVE)
    meeting = make_meeting(actor=cast.coordinator, cohort=cohort)
    with clock.at(at(8)):
        attendance.scan(user=first.user, meeting=meeting, enrolment=first, at=at(8))
    with clock.at(at(12)):
        attendance.hold(actor=cast.coordinator, meeting=meeting)
        enrolments.withdraw(actor=cast.coordinator, enrolment=first, reason="Mutasi")
    with clock.at(at(13)):
        again = enrolments.enrol(actor=cast.coordinator, cohort=cohort, user=first.user)
    first.refresh_from_db()
    again.refresh_from_db()
    assert (first.class_jp, again.class_jp, first.pk == again.pk) == (5, 0, False)
    history_of(again, cast.coordinator)  # the reader's roles are known from here on
    with django_assert_num_queries(6):
        history = history_of(again, cast.coordinator)
    pages = {one.pk: reverse("courses:enrolment_detail", args=[one.public_id]) for one in (first, again)}
    assert history[-1].href == pages[first.pk], "below the beginning of this one"
    assert "5 JP" in history[-1].text
    assert history_of(first, cast.coordinator)[0].href == pages[again.pk]
    for reader in (first.user, cast.unit_contact):
        assert not {one.href for one in history_of(again, reader)} & set(pages.values())


def test_the_history_tells_all_of_it_and_to_the_participant_no_names(cast: Cast, cohort: Cohort) -> None:
    make_call(actor=cast.coordinator, cohort=cohort)
    user = make_user(work_unit=cast.unit, name="Sri Rahayu")
    make_nomination(actor=cast.unit_contact, cohort=cohort, unit=cast.unit, users=[user], number="ST-7")
    first = Enrolment.objects.get()
    new = replace(cast, first, user=make_user(work_unit=cast.unit, name="Budi Raharja"))
    titles = [step.title for step in history_of(first, cast.coordinator)]
    assert any("ST-7" in title for title in titles)
    assert any("Budi Raharja" in title for title in titles)
    for enrolment, other in ((first, "Budi Raharja"), (new, "Sri Rahayu")):
        own = history_of(enrolment, enrolment.user)
        assert len(own) >= 3
        assert not [step for step in own if other in step.title + step.text or step.file or step.href]
    assert Succession.objects.get().before == first


@pytest.mark.django_db(transaction=True)
def test_a_replacement_and_a_withdrawal_at_once_give_a_seat_once(cast: Cast) -> None:
    cohort = make_cohort(actor=cast.coordinator, capacity=1)
    seated = of_unit(cast, cohort, S.ACTIVE)
    enrolments.enrol(actor=cast.coordinator, cohort=cohort, user=make_user())
    other = make_user(work_unit=cast.unit)
    stale = Enrolment.objects.select_related("cohort", "user", "work_unit").get(pk=seated.pk)
    errors = in_threads(
        [
            lambda: replace(cast, seated, user=other),
            lambda: enrolments.withdraw(actor=cast.coordinator, enrolment=stale, reason="x"),
        ]
    )
    assert [type(error) for error in errors] == [Conflict]
    assert Enrolment.objects.filter(cohort=cohort, state__in=SEATED).count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_moves_in_opposite_directions_wait_for_nobody(cast: Cast) -> None:
    here, there = (make_cohort(actor=cast.coordinator, number=number, capacity=2) for number in (1, 2))
    first, second = of_unit(cast, here, S.ACTIVE), of_unit(cast, there, S.ACTIVE)

    def move(enrolment: Enrolment, cohort: Cohort) -> Any:
        return lambda: successions.transfer_to_cohort(
            actor=cast.coordinator, enrolment=enrolment, cohort=cohort, reason="Tukar"
        )

    assert not in_threads([move(first, there), move(second, here)])
    assert Enrolment.objects.filter(state=S.ACTIVE).count() == 2
