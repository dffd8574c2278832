"""The demo's surveys: closed, open, planned; of participants, supervisors and clients; everything through the services."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from random import Random

import pytest

from fieldpractice.models import Placement
from fieldpractice.services.placements import place_cohort
from lms.demo.eval_surveys import build_surveys
from lms.evaluation.enums import Level, LinkMail, Privacy, RunState
from lms.evaluation.models import SurveyInvitee, SurveyLink, SurveyResponse, SurveyRun
from lms.people import clock
from lms.people.models import RoleAssignment
from tests.conftest import Cast
from tests.evaluation.surveys.asked import PEOPLE, Surveyed, make_surveyed
from tests.factories.courses import DURING, START


def heads_without_an_account(surveyed: Surveyed) -> None:
    for number, placement in enumerate(Placement.objects.filter(enrolment__cohort=surveyed.cohort)):
        placement.supervisor, placement.supervisor_name = None, f"Kepala unit {number}"
        placement.supervisor_email = f"kepala-{number}@example.test"
        placement.save()


@pytest.mark.django_db
def test_both_cohorts_are_asked(cast: Cast) -> None:
    RoleAssignment.objects.update(valid_from=START - timedelta(days=60))
    with clock.at(DURING - timedelta(days=20)):
        surveyed = make_surveyed(cast)
        place_cohort(actor=cast.coordinator, cohort=surveyed.cohort)
    heads_without_an_account(surveyed)
    today = START + timedelta(days=200)
    with clock.at(clock.at_midday(today, minutes=60)):
        cohorts = [surveyed.cohort, surveyed.cohort]
        build_surveys(cohorts=cohorts, staff={"koordinator": cast.coordinator}, today=today, chance=Random(7))
        assert Counter(SurveyRun.objects.values_list("state", flat=True)) == {
            RunState.CLOSED: 6, RunState.OPEN: 4, RunState.PLANNED: 1
        }  # fmt: skip
    # Most supervisors have not answered yet: their links wait, each sent by mail. So do the facilitators.
    units = SurveyRun.objects.get(title="Perubahan layanan di unit")
    waiting = SurveyLink.objects.filter(invitee__run=units, invitee__answered=False)
    assert (units.state, units.invitees.count(), waiting.count()) == (RunState.OPEN, PEOPLE, PEOPLE - 2)
    assert set(waiting.values_list("mail_state", flat=True)) == {LinkMail.WAITING}
    asked = SurveyInvitee.objects.filter(run__title="Pelatihan menurut fasilitator", run__state=RunState.OPEN)
    assert list(asked.values_list("user", "answered")) == [(cast.facilitator.pk, False)]
    after = SurveyRun.objects.get(title="Kemampuan sesudah pelatihan")
    assert after.before is not None
    pairs = [set(run.responses.values_list("pseudonym", flat=True)) for run in (after.before, after)]
    assert pairs[0] == pairs[1]
    # The finished cohort is asked at level 3 too: what people say they apply three months later.
    applied = SurveyRun.objects.get(title="Penerapan di tempat kerja, tiga bulan kemudian")
    assert applied.version.questionnaire.level == Level.BEHAVIOUR
    assert applied.responses.count() == 5
    anonymous = SurveyResponse.objects.filter(run__privacy=Privacy.ANONYMOUS)
    assert anonymous.exists()
    assert not anonymous.exclude(pseudonym="").exists()
