"""The demo's panel: results of every kind, a difference that was met on, an objection with its answer, and a panel that is still to score."""

from __future__ import annotations

from datetime import timedelta

import pytest

from courses.queries.learning import facts_of
from courses.services.learning import mark_done_many
from lms.demo import eval_panel
from lms.evaluation.models import CohortScheme, Objection, PanelMeeting, PanelMember, PanelScore, ParticipantEvaluation
from lms.people import clock
from lms.people.enums import Column, Role
from lms.people.models import RoleAssignment
from tests.conftest import Cast
from tests.factories.courses import make_cohort, make_enrolment
from tests.factories.people import make_reviewer


@pytest.mark.django_db
def test_something_of_everything(cast: Cast) -> None:
    columns = dict(zip(eval_panel.EVALUATORS, (Column.ILO, Column.LEMLATVOK, Column.BPK), strict=True))
    staff = {account: make_reviewer(column, name=account) for account, column in columns.items()}
    staff |= {"koordinator": cast.coordinator, "fasilitator": cast.facilitator}
    today = clock.today()
    RoleAssignment.objects.update(valid_from=today - timedelta(days=400))
    monday = today - timedelta(days=today.weekday())
    first, second = (make_cohort(actor=cast.coordinator, starts_on=monday - timedelta(weeks=n)) for n in (36, 10))
    people = [make_enrolment(actor=cast.coordinator, cohort=first) for _number in range(6)]
    make_enrolment(actor=cast.coordinator, cohort=second)
    lessons = [(one, clock.now()) for one in facts_of(first).outline.online]
    mark_done_many(cohort=first, work=dict.fromkeys(people[:-1], lessons))
    eval_panel.build_panel(cohorts=[first, second], staff=staff, today=today, seed=1)
    assert RoleAssignment.objects.filter(role=Role.REVIEWER).count() == 4
    released = ParticipantEvaluation.objects.filter(enrolment__cohort=first)
    assert set(released.values_list("state", flat=True)) == {"released"}
    assert PanelScore.objects.filter(round="alone").count() == 18
    assert PanelMeeting.objects.exists()
    assert PanelMember.objects.filter(cohort=second, ended_at=None).count() == 3
    assert CohortScheme.objects.count() == 2
    # Nobody has attended a class here: no result passes, so nobody objects.
    assert not Objection.objects.exists()
