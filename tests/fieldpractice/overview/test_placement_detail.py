"""One officer on one page: what each reader is shown, the way to each thing, and constant queries."""

from __future__ import annotations

import re
from datetime import timedelta

from assignments.models import Work
from assignments.services.grading import give_grade
from fieldpractice.enums import PauseKind, PresenceState, SessionState, Verdict
from fieldpractice.models import FollowUp, Presence
from fieldpractice.services.placements import add_pause
from lms.people import clock
from tests.assignments.grading.asking import marked, seen
from tests.courses.asking import as_user, queries, status
from tests.factories.assignments.submissions import make_handed_in
from tests.factories.fieldpractice import make_constraint, make_session
from tests.fieldpractice.overview.keeping import more_people, note, say, task_of, url
from tests.fieldpractice.practice import Practice, day, on


def filled(practice: Practice) -> None:
    """Something of everything."""
    cast, cohort = practice.cast, practice.cohort
    note(practice, 1)
    say(practice, 1, Verdict.DISAGREES, "Hari itu rapat di dinas")
    task = task_of(practice, 1)
    with clock.at(on(4)):
        make_handed_in(task=task, enrolment=practice.enrolment)
    session = make_session(cohort, actor=cast.coordinator, starts_at=on(10), state=SessionState.HELD)
    Presence.objects.create(session=session, enrolment=practice.enrolment, state=PresenceState.PRESENT, seconds=4800)
    constraint = make_constraint(practice.enrolment)
    FollowUp.objects.create(
        cohort=cohort, constraint=constraint, action="Kirim surat ke pusat", responsible=practice.user, created_by=cast.facilitator
    )  # fmt: skip
    add_pause(
        actor=cast.coordinator, placement=practice.placement, kind=PauseKind.LEAVE, starts_on=day(16), ends_on=day(17), reason="Cuti"
    )  # fmt: skip


def page_for(practice: Practice, user: object) -> str:
    return as_user(user).get(url("placement_detail", practice.placement.public_id)).text  # type: ignore[arg-type]


def test_those_in_charge_see_the_whole_chain_of_evidence(practice: Practice) -> None:
    filled(practice)
    page = page_for(practice, practice.cast.facilitator)
    for words in (
        "Hari itu rapat di dinas",
        "Catatan konseling",
        "Pemantauan",
        "OTP tidak pernah masuk",
        "Kirim surat",
        "Cuti",
    ):
        assert words in page
    assert url("lhpk_detail", practice.placement.public_id) in page
    assert "/submissions/" in page


def test_a_supervisor_sees_the_logbook_and_neither_forms_nor_constraints(practice: Practice) -> None:
    filled(practice)
    page = page_for(practice, practice.cast.supervisor)
    assert "Hari itu rapat di dinas" in page
    for words in ("Catatan konseling", "OTP tidak pernah masuk", "Kirim surat", "/submissions/", "LHPK"):
        assert words not in page


def test_a_grade_is_shown_to_its_participant_once_it_is_released(practice: Practice) -> None:
    filled(practice)
    work = Work.objects.get()
    give_grade(actor=practice.cast.facilitator, work=work, marked=marked(), seen=seen(work))
    percent = re.compile(r"\d+,\d\d%")
    assert percent.search(page_for(practice, practice.cast.facilitator))
    assert not percent.search(page_for(practice, practice.user))


def test_who_has_left_sees_it_no_more_and_others_never(practice: Practice) -> None:
    here = url("placement_detail", practice.placement.public_id)
    (other,) = more_people(practice, 1)
    assert status(practice.user, "get", here) == 200
    assert status(other.enrolment.user, "get", here) == 404
    assert status(practice.cast.reviewer, "get", here) == 404
    assert status(None, "get", here) == 401
    assert status(practice.cast.coordinator, "post", here) == 405


def folds(page: str) -> list[tuple[bool, str]]:
    """Whether each fold is open, and the first word of the line that opens it."""
    found = re.findall(r'<details class="fold"( open)?><summary>(.*?)</summary>', page, re.DOTALL)
    return [(bool(state), re.sub(r"<[^>]+>", "", line).strip()) for state, line in found]


def test_the_week_under_way_is_open_and_the_rest_is_folded(practice: Practice) -> None:
    note(practice, 1, hours="3.5")
    say(practice, 1)
    now, later = task_of(practice, 3), task_of(practice, 5)
    page = page_for(practice, practice.cast.facilitator)
    weeks = [one for one in folds(page) if one[1].startswith("Minggu")]
    assert [state for state, _line in weeks] == [False, False, True]
    assert "1 hari, 3,5 jam, 2 orang dilayani" in weeks[0][1]
    # The tasks stand in their weeks; what lies ahead is in one fold after them.
    parts = page.split('<details class="fold"')
    assert now.public_id not in parts[2]
    assert now.form_version.form.code in parts[3]
    assert later.form_version.form.code in parts[4]
    assert "Minggu" not in parts[4].split("</summary>")[0].split(">")[1]


def test_for_paper_the_page_unfolds_itself(practice: Practice) -> None:
    assert "fieldpractice/prints.js" in page_for(practice, practice.user)


def test_after_the_last_day_the_last_week_is_open(practice: Practice) -> None:
    with clock.at(on(100)):
        page = page_for(practice, practice.cast.facilitator)
    assert [state for state, line in folds(page) if line.startswith("Minggu")] == [False] * 11 + [True]


def test_the_same_queries_however_much_there_is(practice: Practice) -> None:
    filled(practice)
    here, client = url("placement_detail", practice.placement.public_id), as_user(practice.cast.facilitator)
    little = queries(client, here)
    for number in (2, 3, 8, 9):
        note(practice, number)
    say(practice, 2)
    for number in range(2):
        task_of(practice, 2 + number)
        make_session(practice.cohort, actor=practice.cast.coordinator, starts_at=on(30) + timedelta(days=number))
        make_constraint(practice.enrolment)
    assert queries(client, here) == little
