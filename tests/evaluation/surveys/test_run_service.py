"""A survey: planned, opened, more people asked, put off, closed, by a person and by the clock."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.conf import settings

from courses.services.enrolments import withdraw
from courses.services.facilitators import add_facilitator
from fieldpractice.models import Placement
from fieldpractice.services.placements import place_cohort
from lms.evaluation.enums import Audience, Level, Privacy, RunState
from lms.evaluation.kinds import surveys as kinds
from lms.evaluation.models import SurveyInvitee, SurveyResponse, SurveyRun, SurveyTicket
from lms.evaluation.queries.surveys import Rate, rate_of
from lms.evaluation.services import surveys as services
from lms.evaluation.services.surveys.answering import new_ticket
from lms.evaluation.services.surveys.asking import unreached
from lms.notices.models import Notice
from lms.people import clock
from lms.people.enums import Role
from lms.people.errors import Conflict, NotAllowed, Refusal
from lms.people.models import AuditEntry, RoleAssignment
from tests.evaluation.surveys.asked import (
    GOOD,
    PEOPLE,
    Surveyed,
    answer_all,
    content,
    invitee,
    make_client_run,
    make_questionnaire,
    make_run,
    plan,
)
from tests.factories.courses import make_cohort, make_enrolment
from tests.factories.people import give_role, make_unit, make_user, role_ended


def told(kind: str) -> int:
    return Notice.objects.filter(kind=kind, withdrawn_at=None).count()


def test_planned_nothing_happens_until_it_opens(surveyed: Surveyed) -> None:
    run = make_run(surveyed, opened=False)
    assert (run.state, run.takes_answers) == (RunState.PLANNED, False)
    assert not SurveyInvitee.objects.exists()
    assert told(kinds.ASKED) == 0


def test_opening_freezes_lists_and_tells(surveyed: Surveyed) -> None:
    run = make_run(surveyed)
    run.refresh_from_db()
    assert (run.state, run.takes_answers, run.version.is_frozen) == (RunState.OPEN, True, True)
    assert run.opens_at == run.opened_at == clock.now()
    assert set(run.invitees.values_list("user_id", "enrolment_id")) == {
        (one.user_id, one.pk) for one in surveyed.people
    }
    assert told(kinds.ASKED) == PEOPLE
    with pytest.raises(Conflict):
        services.open_run(actor=surveyed.coordinator, run=run)
    assert told(kinds.ASKED) == PEOPLE


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"title": " "}, "title"),
        ({"audience": "martians"}, "who answers"),
        ({"privacy": "public"}, "how answers are kept"),
        ({"by_unit": True}, "carries no work unit"),
        ({"audience": Audience.CLIENTS, "privacy": Privacy.CONFIDENTIAL}, "always asked anonymously"),
        ({"audience": Audience.CLIENTS}, "Choose the kiosks"),
    ],
)
def test_plans_that_do_not_hold_together(surveyed: Surveyed, wrong: dict[str, Any], says: str) -> None:
    version = make_questionnaire(surveyed.coordinator).versions.get()
    with pytest.raises(Refusal, match=says):
        make_run(surveyed, opened=False, version=version, **wrong)
    assert not SurveyRun.objects.exists()


def test_a_survey_closes_after_it_opens(surveyed: Surveyed) -> None:
    with pytest.raises(Refusal, match="closes after"):
        make_run(surveyed, opened=False, closes_at=clock.now(), opens_at=clock.now())


def test_the_earlier_survey_and_the_class_are_of_this_cohort(surveyed: Surveyed) -> None:
    other = make_cohort(actor=surveyed.coordinator, number=9)
    elsewhere = services.plan_run(actor=surveyed.coordinator, cohort=other, plan=plan(surveyed))
    with pytest.raises(Refusal, match="same cohort"):
        make_run(surveyed, opened=False, before=elsewhere)
    run = make_run(surveyed, opened=False)
    with pytest.raises(Refusal, match="same cohort"):
        services.change_run(actor=surveyed.coordinator, run=run, plan=plan(surveyed, before=run))


def test_a_questionnaire_out_of_use_is_not_asked_anew(surveyed: Surveyed) -> None:
    row = make_questionnaire(surveyed.coordinator)
    services.archive_questionnaire(actor=surveyed.coordinator, questionnaire=row)
    with pytest.raises(Refusal, match="out of use"):
        make_run(surveyed, opened=False, version=row.versions.get())


def test_what_was_declared_never_changes_once_it_is_open(surveyed: Surveyed) -> None:
    run = make_run(surveyed, opened=False)
    changed = services.change_run(
        actor=surveyed.coordinator, run=run, plan=plan(surveyed, privacy=Privacy.CONFIDENTIAL, by_unit=True)
    )
    assert (changed.privacy, changed.by_unit) == (Privacy.CONFIDENTIAL, True)
    services.open_run(actor=surveyed.coordinator, run=run)
    with pytest.raises(Conflict, match="never changes"):
        services.change_run(actor=surveyed.coordinator, run=run, plan=plan(surveyed))
    with pytest.raises(Conflict, match="stays on record"):
        services.delete_run(actor=surveyed.coordinator, run=run)


def test_too_few_for_anonymity(surveyed: Surveyed) -> None:
    for one in surveyed.people[settings.PADAN_SMALL_GROUP - 1 :]:
        withdraw(actor=surveyed.coordinator, enrolment=one, reason="Pindah")
    run = make_run(surveyed, opened=False)
    with pytest.raises(Refusal, match="at least 5"):
        services.open_run(actor=surveyed.coordinator, run=run)
    run.refresh_from_db()
    assert (run.state, run.version.is_frozen) == (RunState.PLANNED, False)
    services.change_run(actor=surveyed.coordinator, run=run, plan=plan(surveyed, privacy=Privacy.CONFIDENTIAL))
    assert services.open_run(actor=surveyed.coordinator, run=run).takes_answers


def test_one_supervisor_of_many_is_one_person(surveyed: Surveyed) -> None:
    run = make_run(surveyed, opened=False, audience=Audience.SUPERVISORS)
    with pytest.raises(Refusal, match="here are 1"):
        services.open_run(actor=surveyed.coordinator, run=run)


def test_nobody_to_ask_and_questions_with_flaws(surveyed: Surveyed) -> None:
    RoleAssignment.objects.filter(role="supervisor").delete()
    run = make_run(surveyed, opened=False, audience=Audience.SUPERVISORS, privacy=Privacy.CONFIDENTIAL)
    with pytest.raises(Refusal, match="nobody to ask"):
        services.open_run(actor=surveyed.coordinator, run=run)
    empty = services.create_questionnaire(
        actor=surveyed.coordinator, head=services.Head("Kosong", "", 1, Audience.PARTICIPANTS)
    )
    flawed = make_run(surveyed, opened=False, version=empty.versions.get())
    with pytest.raises(Refusal, match="Nothing is asked"):
        services.open_run(actor=surveyed.coordinator, run=flawed)


def test_facilitators_are_asked_once_each(surveyed: Surveyed) -> None:
    run = make_run(surveyed, audience=Audience.FACILITATORS, privacy=Privacy.CONFIDENTIAL)
    assert [one.user for one in run.invitees.select_related("user")] == [surveyed.cast.facilitator]


def test_a_facilitator_whose_role_has_ended_is_not_asked(surveyed: Surveyed) -> None:
    other = make_user()
    give_role(other, Role.FACILITATOR)
    add_facilitator(actor=surveyed.coordinator, cohort=surveyed.cohort, user=other)
    role_ended(surveyed.cast.facilitator, Role.FACILITATOR)
    run = make_run(surveyed, audience=Audience.FACILITATORS, privacy=Privacy.CONFIDENTIAL)
    assert [one.user for one in run.invitees.select_related("user")] == [other]


def test_who_supervises_the_unit_is_asked_about_each(surveyed: Surveyed) -> None:
    far = make_enrolment(
        actor=surveyed.coordinator, cohort=surveyed.cohort, name="Tanpa atasan", work_unit=make_unit(name="BPVP Jauh")
    )
    run = make_run(surveyed, audience=Audience.SUPERVISORS, privacy=Privacy.CONFIDENTIAL)
    assert {one.user for one in run.invitees.select_related("user")} == {surveyed.cast.supervisor}
    assert run.invitees.count() == PEOPLE
    assert unreached(run) == [far]
    # One notice, however many people.
    assert told(kinds.ASKED) == 1


def test_who_joins_later_is_asked_once(surveyed: Surveyed) -> None:
    run = make_run(surveyed)
    make_enrolment(actor=surveyed.coordinator, cohort=surveyed.cohort, name="Menyusul")
    assert services.ask_newcomers(actor=surveyed.coordinator, run=run) == 1
    assert services.ask_newcomers(actor=surveyed.coordinator, run=run) == 0
    assert run.invitees.count() == PEOPLE + 1
    assert told(kinds.ASKED) == PEOPLE + 1


def test_the_end_is_put_off_never_brought_forward(surveyed: Surveyed) -> None:
    run = make_run(surveyed)
    with pytest.raises(Refusal, match="later than"):
        services.extend_run(actor=surveyed.coordinator, run=run, closes_at=run.closes_at)
    later = run.closes_at + timedelta(days=2)
    assert services.extend_run(actor=surveyed.coordinator, run=run, closes_at=later).closes_at == later


def test_closing_takes_back_what_was_told_and_forgets_addresses(surveyed: Surveyed) -> None:
    run = make_run(surveyed)
    SurveyInvitee.objects.filter(run=run).update(email="a@example.test", phone="+6281234567890")
    answer_all(run)
    before = set(SurveyResponse.objects.values_list("pk", flat=True))
    services.close_run(actor=surveyed.coordinator, run=run)
    run.refresh_from_db()
    assert (run.state, run.takes_answers, run.closed_at) == (RunState.CLOSED, False, clock.now())
    assert told(kinds.ASKED) == 0
    assert not run.invitees.exclude(email="", phone="").exists()
    after = set(SurveyResponse.objects.values_list("pk", flat=True))
    assert len(after) == PEOPLE
    assert not before & after, "the last order of the answers is one of chance"
    for act in (
        lambda: services.close_run(actor=surveyed.coordinator, run=run),
        lambda: services.open_run(actor=surveyed.coordinator, run=run),
        lambda: services.extend_run(actor=surveyed.coordinator, run=run, closes_at=clock.now() + timedelta(days=9)),
        lambda: services.ask_newcomers(actor=surveyed.coordinator, run=run),
        lambda: services.remind_run(actor=surveyed.coordinator, run=run),
    ):
        with pytest.raises(Conflict):
            act()


def test_a_planned_one_is_deleted_unless_another_is_compared_with_it(surveyed: Surveyed) -> None:
    first = make_run(surveyed, opened=False)
    second = make_run(surveyed, opened=False, before=first)
    with pytest.raises(Conflict, match="compared"):
        services.delete_run(actor=surveyed.coordinator, run=first)
    services.delete_run(actor=surveyed.coordinator, run=second)
    services.delete_run(actor=surveyed.coordinator, run=first)
    assert not SurveyRun.objects.exists()


def test_only_organisers_run_surveys(surveyed: Surveyed) -> None:
    run = make_run(surveyed)
    the_plan = plan(surveyed)
    cast = surveyed.cast
    for user in (cast.facilitator, cast.reviewer, cast.supervisor, cast.outsider, surveyed.users[0]):
        for act in (
            lambda user=user: services.plan_run(actor=user, cohort=surveyed.cohort, plan=the_plan),
            lambda user=user: services.change_run(actor=user, run=run, plan=the_plan),
            lambda user=user: services.open_run(actor=user, run=run),
            lambda user=user: services.ask_newcomers(actor=user, run=run),
            lambda user=user: services.remind_run(actor=user, run=run),
            lambda user=user: services.extend_run(actor=user, run=run, closes_at=clock.now()),
            lambda user=user: services.close_run(actor=user, run=run),
            lambda user=user: services.delete_run(actor=user, run=run),
        ):
            with pytest.raises(NotAllowed):
                act()


# --- By the clock ---


def test_it_opens_and_closes_by_the_clock(surveyed: Surveyed) -> None:
    run = make_run(surveyed, opened=False)
    assert services.open_due_runs() == 0
    with clock.at(run.opens_at):
        assert (services.open_due_runs(), services.open_due_runs()) == (1, 0)
    run.refresh_from_db()
    # The last instant is past, whether the worker has come by or not.
    with clock.at(run.closes_at):
        assert not run.takes_answers
        assert (services.close_due_runs(), services.close_due_runs()) == (1, 0)
    last = AuditEntry.objects.filter(action__startswith="evaluation.survey").order_by("-pk")[:2]
    assert [(one.action, one.actor) for one in last] == [
        ("evaluation.survey.close", None), ("evaluation.survey.open", None)
    ]  # fmt: skip


def test_what_cannot_open_is_told_once_a_day(surveyed: Surveyed) -> None:
    SurveyRun.objects.all().delete()
    for one in surveyed.people:
        withdraw(actor=surveyed.coordinator, enrolment=one, reason="Pindah")
    run = make_run(surveyed, opened=False)
    with clock.at(run.opens_at):
        assert [services.open_due_runs() for _twice in range(2)] == [0, 0]
    notice = Notice.objects.get(kind=kinds.NOT_OPENED)
    assert (notice.to, notice.values["reason"]) == (surveyed.coordinator, "There is nobody to ask yet.")


# --- Reminders ---


def test_reminders_reach_those_who_have_not_answered_once_a_day(surveyed: Surveyed) -> None:
    run = make_run(surveyed)
    services.give_answers(invitee=invitee(run, surveyed.users[0]), typed=GOOD)
    assert services.remind_run(actor=surveyed.coordinator, run=run) == PEOPLE - 1
    assert set(Notice.objects.filter(kind=kinds.REMINDED).values_list("to", flat=True)) == {
        one.pk for one in surveyed.users[1:]
    }
    with pytest.raises(Refusal, match="today already"):
        services.remind_run(actor=surveyed.coordinator, run=run)
    with clock.at(clock.now() + timedelta(days=1)):
        assert services.remind_run(actor=surveyed.coordinator, run=run) == PEOPLE - 1


def test_nobody_is_reminded_when_all_have_answered(surveyed: Surveyed) -> None:
    run = make_run(surveyed)
    answer_all(run)
    with pytest.raises(Refusal, match="Everybody"):
        services.remind_run(actor=surveyed.coordinator, run=run)


def test_the_clock_reminds_once_before_the_end(surveyed: Surveyed) -> None:
    run = make_run(surveyed)
    assert services.remind_due_runs() == 0
    with clock.at(run.closes_at - timedelta(days=settings.PADAN_SURVEY_REMINDER_DAYS)):
        assert [services.remind_due_runs() for _twice in range(2)] == [1, 0]
    with clock.at(run.closes_at - timedelta(days=1)):
        assert services.remind_due_runs() == 0
    assert told(kinds.REMINDED) == PEOPLE


def test_the_rate_of_clients_is_no_rate(surveyed: Surveyed) -> None:
    run = make_client_run(surveyed)
    counter = run.counters.get()
    services.give_at_counter(counter=counter, ticket=new_ticket(counter), typed=GOOD)
    rate = rate_of(run)
    assert (rate.answered, rate.asked, rate.percent) == (1, None, None)
    assert not run.invitees.exists()


def test_counters_follow_the_kiosks_chosen_and_printed_codes_stay(surveyed: Surveyed) -> None:
    first, second = surveyed.cast.unit, make_unit(name="BPVP Lain")
    run = make_client_run(surveyed, first, opened=False)
    code = run.counters.get().code
    services.change_run(
        actor=surveyed.coordinator, run=run, plan=plan(surveyed, audience=Audience.CLIENTS, kiosks=[first, second])
    )
    assert run.counters.count() == 2
    assert run.counters.get(work_unit=first).code == code


def test_numbers_of_pages_are_forgotten(surveyed: Surveyed) -> None:
    run = make_client_run(surveyed)
    counter = run.counters.get()
    services.give_at_counter(counter=counter, ticket=new_ticket(counter), typed=GOOD)
    assert services.forget_tickets() == 0
    with clock.at(clock.now() + timedelta(days=3)):
        assert services.forget_tickets() == 1
    assert not SurveyTicket.objects.exists()


def test_only_clients_have_counters(surveyed: Surveyed) -> None:
    """The kiosks stay ticked while the audience is changed: a printed code leads to no survey of participants."""
    run = make_client_run(surveyed, surveyed.cast.unit, opened=False)
    asked = plan(surveyed, audience=Audience.PARTICIPANTS, kiosks=[surveyed.cast.unit])
    services.change_run(actor=surveyed.coordinator, run=run, plan=asked)
    assert not run.counters.exists()


def test_a_counter_takes_answers_of_clients_only(surveyed: Surveyed) -> None:
    run = make_run(surveyed)
    counter = run.counters.create(work_unit=surveyed.cast.unit)
    with pytest.raises(Refusal, match="another counter"):
        services.give_at_counter(counter=counter, ticket=new_ticket(counter), typed=GOOD)
    assert not run.responses.exists()


def test_the_rate_is_exact_until_it_is_written() -> None:
    """6 of 11 is 54.545…: rounded to hundredths first it would read 54.6."""
    percent = Rate(6, 11).percent
    assert percent is not None
    assert round(percent, 1) == round(Decimal("54.5"), 1)


# --- Whom a questionnaire is for, and who is one person ---


def test_a_questionnaire_is_asked_of_those_it_is_for(surveyed: Surveyed) -> None:
    """Clients' questions put to participants would be missing from every figure."""
    version = make_questionnaire(surveyed.coordinator, Audience.CLIENTS).versions.get()
    for_others = plan(surveyed, version=version, audience=Audience.PARTICIPANTS)
    with pytest.raises(Refusal, match="for others"):
        services.plan_run(actor=surveyed.coordinator, cohort=surveyed.cohort, plan=for_others)
    run = make_run(surveyed, opened=False)
    with pytest.raises(Refusal, match="for others"):
        services.change_run(actor=surveyed.coordinator, run=run, plan=for_others)


def test_who_has_withdrawn_is_not_reminded_and_stays_in_the_rate(surveyed: Surveyed) -> None:
    run = make_run(surveyed)
    withdraw(actor=surveyed.coordinator, enrolment=surveyed.people[0], reason="Pindah")
    assert services.remind_run(actor=surveyed.coordinator, run=run) == PEOPLE - 1
    assert surveyed.users[0].pk not in Notice.objects.filter(kind=kinds.REMINDED).values_list("to", flat=True)
    assert rate_of(run).asked == PEOPLE
    for one in surveyed.people[1:]:
        services.give_answers(invitee=invitee(run, one.user), typed=GOOD)
    with clock.at(clock.now() + timedelta(days=1)), pytest.raises(Refusal, match="has withdrawn"):
        services.remind_run(actor=surveyed.coordinator, run=run)


def placed_under(surveyed: Surveyed, *people: tuple[str, str]) -> None:
    """Everybody under supervisors without accounts, called so and reached there, in turn."""
    place_cohort(actor=surveyed.coordinator, cohort=surveyed.cohort)
    for number, one in enumerate(Placement.objects.order_by("pk")):
        name, email = people[number % len(people)]
        Placement.objects.filter(pk=one.pk).update(supervisor=None, supervisor_name=name, supervisor_email=email)


def test_one_address_is_one_person_before_and_after_it_is_forgotten(surveyed: Surveyed) -> None:
    """Pak Budi and Budi of one address are one of the five people; two who have but an address are two."""
    placed_under(
        surveyed, ("Budi", "budi@example.test"), ("Pak Budi", "Budi@example.test"), ("", "a@example.test"),
        ("", "b@example.test"),
    )  # fmt: skip
    planned = make_run(surveyed, opened=False, audience=Audience.SUPERVISORS)
    with pytest.raises(Refusal, match="here are 3"):
        services.open_run(actor=surveyed.coordinator, run=planned)
    run = make_run(surveyed, audience=Audience.SUPERVISORS, privacy=Privacy.CONFIDENTIAL)
    services.close_run(actor=surveyed.coordinator, run=run)
    people = list(run.invitees.all())
    assert {one.email for one in people} == {""}
    assert len({one.who for one in people}) == 3


def test_two_of_one_name_stay_two_when_their_addresses_are_forgotten(surveyed: Surveyed) -> None:
    placed_under(
        surveyed, ("Budi", "a@example.test"), ("Budi", "b@example.test"), ("Budi (2)", "c@example.test")
    )  # fmt: skip
    run = make_run(surveyed, audience=Audience.SUPERVISORS, privacy=Privacy.CONFIDENTIAL)
    services.close_run(actor=surveyed.coordinator, run=run)
    names = [one.name for one in run.invitees.order_by("pk")]
    assert names == ["Budi", "Budi (2)", "Budi (2) (2)"] * 2
    assert len({one.who for one in run.invitees.all()}) == 3


def about_the_unit(surveyed: Surveyed) -> dict[str, Any]:
    """A survey of supervisors about what became of their unit."""
    head = services.Head("Hasil di unit", "Results", Level.RESULTS, Audience.SUPERVISORS)
    row = services.create_questionnaire(actor=surveyed.coordinator, head=head, content=content())
    return {"audience": Audience.SUPERVISORS, "privacy": Privacy.CONFIDENTIAL, "version": row.versions.get()}


def test_who_is_asked_about_the_unit_is_reminded_whoever_withdraws(surveyed: Surveyed) -> None:
    """The link hangs on the first of the own people, and is not about that one."""
    placed_under(surveyed, ("Ibu Rahayu", "rahayu@example.test"), ("Pak Budi", "budi@example.test"))
    run = make_run(surveyed, **about_the_unit(surveyed))
    first = run.invitees.select_related("enrolment").get(name="Ibu Rahayu")
    assert first.enrolment is not None
    withdraw(actor=surveyed.coordinator, enrolment=first.enrolment, reason="Pindah")
    assert services.remind_run(actor=surveyed.coordinator, run=run) == 2


def test_about_the_unit_each_supervisor_is_asked_once(surveyed: Surveyed) -> None:
    """What became of the unit is not asked once for each participant there: it would be counted so often."""
    asked = about_the_unit(surveyed)
    run = make_run(surveyed, **asked)
    one = run.invitees.get()
    assert (one.user, one.enrolment, one.about, unreached(run)) == (surveyed.cast.supervisor, None, None, [])
    services.give_answers(invitee=one, typed=GOOD)
    make_enrolment(actor=surveyed.coordinator, cohort=surveyed.cohort, name="Menyusul", work_unit=surveyed.cast.unit)
    assert services.ask_newcomers(actor=surveyed.coordinator, run=run) == 0
    placed_under(surveyed, ("Ibu Rahayu", "rahayu@example.test"), ("Pak Budi", "budi@example.test"))
    by_link = make_run(surveyed, **asked)
    assert sorted(one.name for one in by_link.invitees.all()) == ["Ibu Rahayu", "Pak Budi"]
    for each in by_link.invitees.all():
        assert each.about is None
        services.give_answers(invitee=each, typed=GOOD)
    assert by_link.responses.values("pseudonym").distinct().count() == 2
    assert services.ask_newcomers(actor=surveyed.coordinator, run=by_link) == 0
