"""The demo's surveys: closed, open, planned; of participants, supervisors and clients; everything through the services."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from random import Random

import pytest

from lms.demo.eval_surveys import build_surveys
from lms.evaluation.enums import Level, Privacy, RunState
from lms.evaluation.models import SurveyResponse, SurveyRun
from lms.people import clock
from lms.people.models import RoleAssignment
from tests.conftest import Cast
from tests.evaluation.surveys.asked import make_surveyed
from tests.factories.courses import DURING, START


@pytest.mark.django_db
def test_both_cohorts_are_asked(cast: Cast) -> None:
    RoleAssignment.objects.update(valid_from=START - timedelta(days=60))
    with clock.at(DURING - timedelta(days=20)):
        surveyed = make_surveyed(cast)
    today = START + timedelta(days=200)
    with clock.at(clock.at_midday(today, minutes=60)):
        cohorts = [surveyed.cohort, surveyed.cohort]
        build_surveys(cohorts=cohorts, staff={"koordinator": cast.coordinator}, today=today, chance=Random(7))
        assert Counter(SurveyRun.objects.values_list("state", flat=True)) == {
            RunState.CLOSED: 6, RunState.OPEN: 2, RunState.PLANNED: 1
        }  # fmt: skip
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
