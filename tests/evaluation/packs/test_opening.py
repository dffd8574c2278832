"""Opening cohorts from a pack: twice is another number, in the past is refused, others may not."""

from __future__ import annotations

from datetime import timedelta

import pytest

from assignments.models import FormVersion, Task
from assignments.services.taskforms import retire_version
from courses.models import Cohort
from lms.evaluation.models import PackImport, Questionnaire, SurveyRun
from lms.evaluation.services.surveys.asking import set_counters
from lms.evaluation.services.surveys.runs import open_run
from lms.people import clock
from lms.people.errors import Conflict, NotAllowed, Refusal
from lms.people.models import AuditEntry
from lms.programme.models import Activity, Deliverable
from tests.conftest import Cast
from tests.factories.packs import NEXT, NOW, bring_in, open_cohort_of
from tests.factories.people import make_unit


def test_clicked_twice_it_is_one(cast: Cast, brought: PackImport) -> None:
    with clock.at(NOW):
        open_cohort_of(brought, actor=cast.coordinator)
        with pytest.raises(Conflict):
            open_cohort_of(brought, actor=cast.coordinator)
    assert Cohort.objects.count() == 1
    assert Task.objects.count() == 1


def test_a_second_cohort_leaves_the_plan_of_the_first(cast: Cast, brought: PackImport) -> None:
    with clock.at(NOW):
        open_cohort_of(brought, actor=cast.coordinator)
        plan = list(Activity.objects.values_list("no", "planned_from"))
        count = Deliverable.objects.count()
        open_cohort_of(
            brought, actor=cast.coordinator, number=2, starts_on=NEXT + timedelta(days=364), venue="Aula lain"
        )
    assert list(Activity.objects.values_list("no", "planned_from")) == plan
    assert Deliverable.objects.count() == count
    assert Task.objects.count() == 2


def test_what_lies_in_the_past_is_refused_and_nothing_is_left(cast: Cast, brought: PackImport) -> None:
    with clock.at(NOW), pytest.raises(Refusal):
        open_cohort_of(brought, actor=cast.coordinator, starts_on=NEXT - timedelta(days=364))
    assert not Cohort.objects.exists()


def test_a_form_that_is_published_no_more_is_named(cast: Cast, brought: PackImport) -> None:
    form = FormVersion.objects.select_related("form").get()
    retire_version(version=form, actor=cast.coordinator)
    with clock.at(NOW), pytest.raises(Refusal, match=form.form.code):
        open_cohort_of(brought, actor=cast.coordinator)
    assert not Cohort.objects.exists()


def test_a_survey_of_clients_waits_for_its_kiosks(cast: Cast, brought: PackImport) -> None:
    with clock.at(NOW):
        open_cohort_of(brought, actor=cast.coordinator)
    run = SurveyRun.objects.get(title="Klien kios")
    with clock.at(run.opens_at + timedelta(minutes=1)):
        with pytest.raises(Refusal):
            open_run(actor=cast.coordinator, run=run)
        run.refresh_from_db()
        assert run.state == "planned"
        set_counters(run, [make_unit()])
        open_run(actor=cast.coordinator, run=run)
    run.refresh_from_db()
    assert run.state == "open"


def test_a_questionnaire_is_found_by_what_it_is(cast: Cast, brought: PackImport) -> None:
    sheet = Questionnaire.objects.get(title="Reaksi peserta")
    Questionnaire.objects.filter(pk=sheet.pk).update(title="Kesan peserta")
    Questionnaire.objects.exclude(pk=sheet.pk).update(title="Reaksi peserta")
    with clock.at(NOW):
        open_cohort_of(brought, actor=cast.coordinator)
    assert SurveyRun.objects.get(title="Sebelum").version.questionnaire == sheet


def test_a_questionnaire_out_of_use_is_named(cast: Cast, brought: PackImport) -> None:
    Questionnaire.objects.filter(title="Reaksi peserta").update(archived_at=clock.now())
    with clock.at(NOW), pytest.raises(Refusal, match="reaksi-peserta"):
        open_cohort_of(brought, actor=cast.coordinator)
    assert not Cohort.objects.exists()


def test_surveys_and_scheme_are_on_record(cast: Cast, brought: PackImport) -> None:
    with clock.at(NOW):
        open_cohort_of(brought, actor=cast.coordinator)
    assert AuditEntry.objects.filter(action="evaluation.survey.plan").count() == 3
    assert AuditEntry.objects.filter(action="evaluation.scheme.adopt").count() == 1


def test_not_before_it_is_in(cast: Cast, content: bytes) -> None:
    source = bring_in(content[:100], actor=cast.coordinator)
    with pytest.raises(Refusal):
        open_cohort_of(source, actor=cast.coordinator)


@pytest.mark.parametrize("who", ["facilitator", "reviewer"])
def test_others_are_refused(cast: Cast, brought: PackImport, who: str) -> None:
    with pytest.raises(NotAllowed):
        open_cohort_of(brought, actor=getattr(cast, who))
