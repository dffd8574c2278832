"""Planning classes: what is refused, what clashes, what moving does."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import translation

from cms.enums import StageKind
from courses.enums import MeetingState
from courses.models import ClassMeeting, Cohort, MeetingTrainer
from courses.queries.meetings import agenda_of, next_class
from courses.registry import SubjectOffer, _subjects, add_subjects, subjects_for
from courses.services import meetings
from courses.services.cohorts import cancel_cohort
from lms.people import clock
from lms.people.enums import Role
from lms.people.errors import Conflict, Refusal
from lms.people.models import AuditEntry
from tests.conftest import Cast
from tests.factories.classes import FIRST, at, make_meeting, make_plan
from tests.factories.courses import make_cohort, make_enrolment, outline
from tests.factories.people import give_role, make_user


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    """Refusals are compared in the language they are written in."""
    with translation.override("en"):
        yield


def plan(cast: Cast, cohort: Cohort, **fields: object) -> ClassMeeting:
    return meetings.plan_meeting(actor=cast.coordinator, cohort=cohort, plan=make_plan(cohort, **fields))


def test_a_class_stands_on_the_agenda_under_the_day_of_its_venue(cast: Cast, cohort: Cohort) -> None:
    # 07.00 in Jayapura is 05.00 in Jakarta and 22.00 UTC of the day before.
    plan(cast, cohort, zone="Asia/Jayapura", begins=(7, 0), ends=(9, 0))
    (day,) = agenda_of(cohort)
    assert (day.on, day.jp, [one.title for one in day.meetings]) == (FIRST, 5, ["Konseling kerja"])
    assert day.meetings[0].zone == "WIT"
    assert AuditEntry.objects.filter(action="courses.class.plan").count() == 1


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"on": FIRST - timedelta(days=1)}, "stage"),
        ({"on": FIRST + timedelta(days=5)}, "stage"),
        ({"begins": (12, 0), "ends": (12, 0)}, "ends after"),
        ({"begins": (5, 0), "ends": (20, 0)}, "same day"),
        ({"venue": "", "online_url": ""}, "where"),
        ({"module_key": uuid4()}, "does not belong"),
    ],
)
def test_what_cannot_be_is_refused(cast: Cast, cohort: Cohort, fields: dict[str, object], words: str) -> None:
    with pytest.raises(Refusal, match=words):
        plan(cast, cohort, **fields)
    assert not ClassMeeting.objects.exists()


def test_a_module_has_no_more_jp_than_the_curriculum_gives_it(cast: Cast, cohort: Cohort) -> None:
    module = next(one for one in outline(cohort).modules.values() if one.stage == StageKind.OFFLINE_1)
    first = plan(cast, cohort, module_key=module.key, jp=15)
    plan(cast, cohort, module_key=module.key, jp=15, begins=(13, 0), ends=(16, 0))
    with pytest.raises(Refusal, match="this one can have 10"):
        plan(cast, cohort, module_key=module.key, jp=11, on=FIRST + timedelta(days=1))
    meetings.cancel_meeting(actor=cast.coordinator, meeting=first, reason="Listrik padam")
    plan(cast, cohort, module_key=module.key, jp=20, on=FIRST + timedelta(days=1))


def test_an_ended_cohort_plans_nothing(cast: Cast, cohort: Cohort) -> None:
    cancel_cohort(actor=cast.coordinator, cohort=cohort, reason="Anggaran")
    with pytest.raises(Refusal, match="ended"):
        plan(cast, cohort)


def test_the_same_cohort_is_not_in_two_classes(cast: Cast, cohort: Cohort) -> None:
    plan(cast, cohort)
    with pytest.raises(Refusal, match=r"Konseling kerja.*08.00–12.00 WITA"):
        plan(cast, cohort, venue="Ruang lain", begins=(11, 59), ends=(13, 0))
    plan(cast, cohort, begins=(12, 0), ends=(13, 0))


def test_one_room_holds_one_class(cast: Cast, cohort: Cohort) -> None:
    plan(cast, cohort)
    other = make_cohort(actor=cast.coordinator, version=cohort.version)
    with pytest.raises(Refusal, match="is taken by"):
        plan(cast, other, venue="aula  BPVP makassar")
    plan(cast, other, venue="Ruang 2")


def test_people_of_two_cohorts_are_not_in_two_places(cast: Cast, cohort: Cohort) -> None:
    other = make_cohort(actor=cast.coordinator, version=cohort.version)
    both = make_user()
    for one in (cohort, other):
        make_enrolment(actor=cast.coordinator, cohort=one, user=both)
    plan(cast, cohort)
    with pytest.raises(Refusal, match="1 participants"):
        plan(cast, other, venue="Ruang 2")


def test_a_trainer_teaches_one_class_at_a_time(cast: Cast, cohort: Cohort) -> None:
    other = make_cohort(actor=cast.coordinator, version=cohort.version)
    first = make_meeting(actor=cast.coordinator, cohort=cohort, trainer=cast.facilitator)
    second = make_meeting(actor=cast.coordinator, cohort=other, venue="Ruang 2")
    with pytest.raises(Refusal, match="Facilitator teaches"):
        meetings.add_trainer(actor=cast.coordinator, meeting=second, user=cast.facilitator)
    meetings.add_trainer(actor=cast.coordinator, meeting=first, name="Dr. Budi", institution="Universitas Hasanuddin")
    with pytest.raises(Refusal, match=r"dr\. budi teaches"):
        meetings.add_trainer(actor=cast.coordinator, meeting=second, name=" dr.  budi ")
    with pytest.raises(Conflict):
        meetings.add_trainer(actor=cast.coordinator, meeting=first, user=cast.facilitator)
    with pytest.raises(Refusal, match="Choose somebody"):
        meetings.add_trainer(actor=cast.coordinator, meeting=first)


def test_moving_looks_for_clashes_of_its_trainers_too(cast: Cast, cohort: Cohort) -> None:
    other = make_cohort(actor=cast.coordinator, version=cohort.version)
    make_meeting(actor=cast.coordinator, cohort=cohort, trainer=cast.facilitator)
    later = {"begins": (13, 0), "ends": (15, 0), "venue": "Ruang 2"}
    second = make_meeting(actor=cast.coordinator, cohort=other, trainer=cast.facilitator, **later)
    with pytest.raises(Refusal, match="teaches"):
        meetings.change_meeting(
            actor=cast.coordinator, meeting=second, plan=make_plan(other, venue="Ruang 2"), seen=second.sequence
        )
    second.refresh_from_db()
    assert (second.sequence, second.starts_at) == (0, at(13))


def test_a_change_raises_the_number_calendars_follow_and_says_whether_it_moved(cast: Cast, cohort: Cohort) -> None:
    meeting = make_meeting(actor=cast.coordinator, cohort=cohort)
    change = {"actor": cast.coordinator, "meeting": meeting}
    same = make_plan(cohort)
    assert not meetings.change_meeting(**change, plan=same, seen=0)
    assert not meetings.change_meeting(**change, plan=replace(same, title="Konseling karier"), seen=0)
    assert meetings.change_meeting(**change, plan=make_plan(cohort, begins=(9, 0)), seen=1)
    meeting.refresh_from_db()
    assert (meeting.sequence, meeting.starts_at) == (2, at(9))
    with pytest.raises(Conflict):
        meetings.change_meeting(**change, plan=make_plan(cohort, begins=(10, 0)), seen=1)


def test_calling_off_frees_the_hour_and_says_why(cast: Cast, cohort: Cohort) -> None:
    meeting = make_meeting(actor=cast.coordinator, cohort=cohort)
    with pytest.raises(Refusal, match="Say why"):
        meetings.cancel_meeting(actor=cast.coordinator, meeting=meeting, reason=" ")
    meetings.cancel_meeting(actor=cast.coordinator, meeting=meeting, reason="Banjir")
    assert (meeting.state, meeting.cancelled_because) == (MeetingState.CANCELLED, "Banjir")
    with pytest.raises(Conflict):
        meetings.cancel_meeting(actor=cast.coordinator, meeting=meeting, reason="Banjir")
    plan(cast, cohort)
    with pytest.raises(Conflict):
        meetings.change_meeting(actor=cast.coordinator, meeting=meeting, plan=make_plan(cohort), seen=1)


def test_a_trainer_is_taken_off_only_while_the_class_is_planned(cast: Cast, cohort: Cohort) -> None:
    meeting = make_meeting(actor=cast.coordinator, cohort=cohort, trainer=cast.facilitator)
    row = MeetingTrainer.objects.get(meeting=meeting)
    meetings.cancel_meeting(actor=cast.coordinator, meeting=meeting, reason="Banjir")
    with pytest.raises(Refusal, match="stays on record"):
        meetings.remove_trainer(actor=cast.coordinator, trainer=MeetingTrainer.objects.get(pk=row.pk))


def test_handouts_are_what_the_rooms_offer_in_the_order_chosen(cast: Cast, cohort: Cohort) -> None:
    meeting = make_meeting(actor=cast.coordinator, cohort=cohort)
    refs = [f"lesson:{one.key}" for one in outline(cohort).lessons[:2]][::-1]
    for _turn in range(2):
        meetings.hand_out(actor=cast.coordinator, meeting=meeting, refs=refs)
    assert [one.ref for one in meeting.handouts.all()] == refs
    assert AuditEntry.objects.filter(action="courses.class.hand_out").count() == 1
    with pytest.raises(Refusal):
        meetings.hand_out(actor=cast.coordinator, meeting=meeting, refs=["lesson:nothing"])


def test_the_next_class_is_the_one_under_way_then_the_one_to_come(cast: Cast, cohort: Cohort) -> None:
    user = make_enrolment(actor=cast.coordinator, cohort=cohort).user
    first = make_meeting(actor=cast.coordinator, cohort=cohort)
    second = make_meeting(actor=cast.coordinator, cohort=cohort, begins=(13, 0), ends=(15, 0))
    meetings.add_trainer(actor=cast.coordinator, meeting=first, user=cast.facilitator)
    meetings.add_trainer(actor=cast.coordinator, meeting=second, name="Dewi Narasumber", institution="Kampus")
    for moment, expected in (
        (at(11, 59), (first, [cast.facilitator.display_name])),
        (at(12), (second, ["Dewi Narasumber"])),
        (at(15), None),
    ):
        with clock.at(moment):
            assert next_class(user) == expected
    meetings.cancel_meeting(actor=cast.coordinator, meeting=second, reason="Banjir")
    with clock.at(at(12)):
        assert next_class(user) is None
    with clock.at(at(11)):
        assert next_class(cast.outsider) is None


def test_subjects_the_field_asks_for_come_by_frequency(cohort: Cohort) -> None:
    def source(of: Cohort) -> list[SubjectOffer]:
        return (
            [SubjectOffer(f"kendala:{n}", f"Kendala {n}", n, "berat", "/") for n in (1, 3, 2)] if of == cohort else []
        )

    add_subjects(source)
    try:
        assert [one.count for one in subjects_for(cohort)] == [3, 2, 1]
    finally:
        _subjects.remove(source)


def test_a_facilitator_elsewhere_can_be_named(cast: Cast, cohort: Cohort) -> None:
    guest = make_user(name="Tamu")
    give_role(guest, Role.FACILITATOR)
    meeting = make_meeting(actor=cast.coordinator, cohort=cohort, trainer=guest)
    assert guest.has_perm("courses.run_class", meeting)
    assert not cast.facilitator.has_perm("courses.run_class", meeting)
