"""Writing, ranking, setting and answering cases: outcomes, refusals, races of two pages."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from assignments.models import MatchingAnswer, PanelRanking, Work
from assignments.queries.lab import agreed
from assignments.services import lab
from assignments.services.lab import From
from assignments.services.lab_starter import load_cases
from courses.enums import EnrolmentState
from courses.models import Cohort, Enrolment
from courses.services.cohorts import cancel_cohort
from lms.people import clock
from lms.people.errors import Conflict, NotAllowed, Refusal
from lms.people.models import AuditEntry
from tests.conftest import Cast
from tests.factories.assignments.grading import make_rubric
from tests.factories.assignments.lab import fresh, make_body, make_case, make_exercise, ranking
from tests.factories.courses import START

pytestmark = pytest.mark.django_db


def test_a_changed_case_is_a_new_version_and_saved_unchanged_it_stays(cast: Cast) -> None:
    case = make_case(actor=cast.coordinator)
    same = lab.change_case(
        actor=cast.coordinator, case=case, difficulty=2, title=case.current.title, body=make_body(), seen=1
    )
    assert same.number == 1
    new = lab.change_case(
        actor=cast.coordinator, case=case, difficulty=2, title="Lain", body=make_body(intro="Lain."), seen=1
    )
    case.refresh_from_db()
    assert (new.number, case.current_id, case.difficulty) == (2, new.pk, 2)


def test_two_editors_of_a_case_the_second_is_told(cast: Cast) -> None:
    case = make_case(actor=cast.coordinator)
    common = {"actor": cast.coordinator, "case": case, "difficulty": 1, "seen": 1}
    lab.change_case(**common, title="Satu", body=make_body())
    with pytest.raises(Conflict, match="2"):
        lab.change_case(**common, title="Dua", body=make_body())


def test_a_case_with_faults_is_not_kept_and_a_code_is_not_given_twice(cast: Cast) -> None:
    with pytest.raises(lab.Unfinished) as raised:
        make_case(actor=cast.coordinator, body=make_body(intro=""))
    assert [fault.where for fault in raised.value.faults] == ["intro"]
    case = make_case(actor=cast.coordinator)
    with pytest.raises(Refusal):
        lab.create_case(
            actor=cast.coordinator, code=case.code, kind="candidates", difficulty=1, title="x", body=make_body()
        )


def test_the_starter_cases_are_loaded_once(cast: Cast) -> None:
    assert load_cases(actor=cast.coordinator) == 6
    assert load_cases(actor=cast.coordinator) == 0


def test_retiring_twice_is_recorded_once(cast: Cast) -> None:
    case = make_case(actor=cast.coordinator)
    for _again in range(2):
        lab.retire_case(actor=cast.coordinator, case=case)
    assert AuditEntry.objects.filter(action="assignments.case.retire").count() == 1
    lab.restore_case(actor=cast.coordinator, case=case)
    case.refresh_from_db()
    assert case.retired_at is None


def test_only_facilitators_sit_on_a_panel_and_the_newest_ranking_counts(cast: Cast) -> None:
    case = make_case(actor=cast.coordinator)
    with pytest.raises(NotAllowed):
        lab.rank_case(actor=cast.coordinator, version=case.current, ranking=ranking("k1"))
    with pytest.raises(lab.Unfinished):
        lab.rank_case(actor=cast.facilitator, version=case.current, ranking={})
    for given in (ranking("k1"), ranking("k1"), ranking("k2")):
        lab.rank_case(actor=cast.facilitator, version=case.current, ranking=given)
    assert PanelRanking.objects.count() == 2


def test_an_exercise_opens_with_two_on_its_panel_and_keeps_what_they_said(cast: Cast, cohort: Cohort) -> None:
    case = make_case(actor=cast.coordinator, ranked_by=1)
    exercise = make_exercise(actor=cast.coordinator, cohort=cohort, case=case, opened=False)
    with pytest.raises(Refusal, match="1"):
        lab.open_exercise(actor=cast.coordinator, exercise=exercise)
    lab.rank_case(actor=cast.facilitator, version=case.current, ranking=ranking("k2", "k1", "k3"))
    for _again in range(2):
        lab.open_exercise(actor=cast.coordinator, exercise=exercise)
    before = agreed(fresh(exercise))
    assert before.relevance == {"k1": 3.5, "k2": 3.5, "k3": 2, "k4": 0}
    lab.rank_case(actor=cast.facilitator, version=case.current, ranking=ranking("k3"))
    assert agreed(fresh(exercise)) == before
    assert AuditEntry.objects.filter(action="assignments.exercise.open").count() == 1


def test_a_case_is_set_once_for_a_cohort(cast: Cast, cohort: Cohort) -> None:
    exercise = make_exercise(actor=cast.coordinator, cohort=cohort)
    with pytest.raises(Refusal):
        lab.set_exercise(actor=cast.coordinator, cohort=cohort, version=exercise.version, top_k=3)
    today = clock.today()
    with pytest.raises(Refusal):
        lab.set_exercise(
            actor=cast.coordinator,
            cohort=cohort,
            version=make_case(actor=cast.coordinator).current,
            top_k=3,
            opens_on=today,
            due_on=today - timedelta(days=1),
        )


def test_a_ranking_is_kept_as_it_is_made_and_a_repeated_save_is_the_same(
    cast: Cast, cohort: Cohort, enrolment: Enrolment
) -> None:
    exercise = make_exercise(actor=cast.coordinator, cohort=cohort)
    common = {"exercise": exercise, "enrolment": enrolment}
    assert lab.save_answer(**common, ranking={"places": {}}, sent=From(0)) == 1
    assert lab.save_answer(**common, ranking=ranking("k1"), sent=From(1)) == 2
    assert lab.save_answer(**common, ranking=ranking("k1"), sent=From(1)) == 2
    with pytest.raises(Conflict):
        lab.save_answer(**common, ranking=ranking("k2"), sent=From(1))
    assert MatchingAnswer.objects.get().body == ranking("k1")


def test_a_page_goes_on_from_its_own_save_though_the_answer_got_lost(
    cast: Cast, cohort: Cohort, enrolment: Enrolment
) -> None:
    exercise = make_exercise(actor=cast.coordinator, cohort=cohort)
    common = {"exercise": exercise, "enrolment": enrolment}
    assert lab.save_answer(**common, ranking=ranking("k1"), sent=From(0, "a", 1)) == 1
    # The page never heard of number 1, and the person went on.
    assert lab.save_answer(**common, ranking=ranking("k2"), sent=From(0, "a", 2)) == 2
    # The first one once more, late over the line: the newer one of the same page stands.
    assert lab.save_answer(**common, ranking=ranking("k1"), sent=From(0, "a", 1)) == 2
    assert MatchingAnswer.objects.get().body == ranking("k2")
    # Another page replaces it only after it has seen it; then the first page is told.
    with pytest.raises(Conflict):
        lab.save_answer(**common, ranking=ranking("k3"), sent=From(1, "b", 9))
    assert lab.save_answer(**common, ranking=ranking("k3"), sent=From(2, "b", 1)) == 3
    with pytest.raises(Conflict):
        lab.save_answer(**common, ranking=ranking("k1"), sent=From(2, "a", 3))
    assert MatchingAnswer.objects.get().body == ranking("k3")


def test_who_has_finished_hands_in_no_more(cast: Cast, cohort: Cohort, enrolment: Enrolment) -> None:
    exercise = make_exercise(actor=cast.coordinator, cohort=cohort)
    enrolment.state = EnrolmentState.COMPLETED
    with pytest.raises(Refusal):
        lab.save_answer(exercise=exercise, enrolment=enrolment, ranking=ranking("k1"), sent=From())
    assert not MatchingAnswer.objects.exists()


def test_handed_in_it_is_scored_once_and_stays(cast: Cast, cohort: Cohort, enrolment: Enrolment) -> None:
    exercise = make_exercise(actor=cast.coordinator, cohort=cohort)
    common = {"actor": enrolment.user, "exercise": exercise, "enrolment": enrolment}
    first = lab.hand_in_answer(**common, ranking=ranking("k1", "k2", "k3"), sent=From(0))
    again = lab.hand_in_answer(**common, ranking=ranking("k3"), sent=From(0))
    assert (first.points, again.pk, again.points) == (Decimal(100), first.pk, Decimal(100))
    with pytest.raises(Conflict):
        lab.save_answer(exercise=exercise, enrolment=enrolment, ranking=ranking("k3"), sent=From(1))
    assert not Work.objects.exists()


def test_a_ranking_with_gaps_is_not_handed_in_and_nothing_is_written(
    cast: Cast, cohort: Cohort, enrolment: Enrolment
) -> None:
    exercise = make_exercise(actor=cast.coordinator, cohort=cohort)
    with pytest.raises(lab.Unfinished) as raised:
        lab.hand_in_answer(actor=enrolment.user, exercise=exercise, enrolment=enrolment, ranking={}, sent=From(0))
    assert len(raised.value.faults) == 5
    assert not MatchingAnswer.objects.exists()


def test_reasons_go_to_the_desk_when_there_is_a_rubric(cast: Cast, cohort: Cohort, enrolment: Enrolment) -> None:
    rubric = make_rubric(actor=cast.coordinator)
    exercise = make_exercise(actor=cast.coordinator, cohort=cohort, rubric=rubric)
    answer = lab.hand_in_answer(
        actor=enrolment.user, exercise=exercise, enrolment=enrolment, ranking=ranking("k1", "k2", "k3"), sent=From(0)
    )
    work = Work.objects.get()
    assert (work.matching_id, work.subject, work.rubric_id) == (answer.pk, f"exercise:{exercise.pk}", rubric.pk)


def test_the_last_day_counts_and_the_next_does_not(cast: Cast, cohort: Cohort, enrolment: Enrolment) -> None:
    exercise = make_exercise(
        actor=cast.coordinator, cohort=cohort, opens_on=START + timedelta(days=1), due_on=START + timedelta(days=3)
    )
    common = {"exercise": exercise, "enrolment": enrolment, "ranking": ranking("k1")}
    with clock.at(clock.at_midday(START)), pytest.raises(Refusal):
        lab.save_answer(**common, sent=From(0))
    # 23.59 WIB of the last day, and a minute later.
    with clock.at(clock.at_midday(START + timedelta(days=3), minutes=11 * 60 + 59)):
        lab.save_answer(**common, sent=From(0))
    with clock.at(clock.at_midday(START + timedelta(days=3), minutes=12 * 60)), pytest.raises(Refusal):
        lab.save_answer(**common, sent=From(1))


def test_closed_drafts_and_ended_cohorts_take_nothing(cast: Cast, cohort: Cohort, enrolment: Enrolment) -> None:
    draft = make_exercise(actor=cast.coordinator, cohort=cohort, opened=False)
    closed = make_exercise(actor=cast.coordinator, cohort=cohort)
    lab.close_exercise(actor=cast.coordinator, exercise=closed)
    opened = make_exercise(actor=cast.coordinator, cohort=cohort)
    cancel_cohort(actor=cast.coordinator, cohort=cohort, reason="Banjir")
    for exercise in (draft, fresh(closed), fresh(opened)):
        with pytest.raises(Refusal):
            lab.save_answer(exercise=exercise, enrolment=enrolment, ranking={}, sent=From(0))


def test_the_reasons_of_many_go_to_the_desk_too(cast: Cast, cohort: Cohort, enrolment: Enrolment) -> None:
    exercise = make_exercise(actor=cast.coordinator, cohort=cohort, rubric=make_rubric(actor=cast.coordinator))
    (answer,) = lab.hand_in_many(exercise=exercise, rankings={enrolment: ranking("k1", "k2", "k3")})
    assert Work.objects.get().matching == answer


def test_many_hand_in_at_once_all_or_none(cast: Cast, cohort: Cohort, enrolment: Enrolment) -> None:
    exercise = make_exercise(actor=cast.coordinator, cohort=cohort)
    with pytest.raises(lab.Unfinished):
        lab.hand_in_many(exercise=exercise, rankings={enrolment: {}})
    rows = lab.hand_in_many(exercise=exercise, rankings={enrolment: ranking("k1", "k2", "k3")})
    assert [row.points for row in rows] == [100]
