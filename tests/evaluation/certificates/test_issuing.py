"""Issuing a cohort's certificates: in one step, once, in order, with all that stands on them."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cms.enums import StageKind
from courses.enums import EnrolmentState, MeetingState, StageMode
from courses.models import ClassMeeting, Cohort, Enrolment
from courses.queries.ledger import sums_by_person
from lms.evaluation.enums import CertificateState, CertificateStep, JobState
from lms.evaluation.kinds.certificates import ISSUED
from lms.evaluation.models import (
    Certificate,
    CertificateEvent,
    CertificateJob,
    CertificatePaper,
    NumberSeries,
    ParticipantEvaluation,
    Signatory,
)
from lms.evaluation.queries.certificate_facts import NOTHING, digest_of, frame_of, subjects_of
from lms.evaluation.queries.eligibility import fingerprint, ready_of
from lms.evaluation.services import certificate_jobs
from lms.evaluation.services.certificates import issue_cohort
from lms.evaluation.services.numbering import pattern
from lms.evaluation.services.signatories import archive_signatory
from lms.notices.models import Notice
from lms.people import clock
from lms.people.errors import Conflict, Refusal
from tests.conftest import Cast
from tests.factories.classes import make_meeting
from tests.factories.courses import outline
from tests.factories.graduates import issue_now, make_graduate, make_many_graduates, make_result, make_signatory

pytestmark = pytest.mark.django_db


def test_all_who_are_due_one_get_one_in_the_order_of_their_names(cast: Cast, cohort: Cohort) -> None:
    for name in ("Citra", "Ayu", "Bima"):
        make_graduate(actor=cast.coordinator, cohort=cohort, name=name)
    job = issue_now(actor=cast.coordinator, cohort=cohort)
    assert (job.state, job.total, job.numbered, job.done) == (JobState.DONE, 3, 3, 3)
    rows = list(Certificate.objects.order_by("serial"))
    assert [row.facts["name"] for row in rows] == ["Ayu", "Bima", "Citra"]
    assert [row.number for row in rows] == [f"000{n}/SERT-PK/VIII/2026" for n in (1, 2, 3)]
    assert sorted(row.status_index for row in rows) == [0, 1, 2]
    assert len({row.code for row in rows}) == 3
    assert all(row.digest == digest_of(row.facts) for row in rows)
    assert CertificatePaper.objects.filter(made_at__isnull=False).count() == 3
    assert CertificateEvent.objects.filter(step=CertificateStep.ISSUED, actor=cast.coordinator).count() == 3
    assert set(Notice.objects.filter(kind=ISSUED).values_list("to__name", flat=True)) == {"Ayu", "Bima", "Citra"}


def test_the_facts_are_those_of_register_ledger_and_result(cast: Cast, cohort: Cohort) -> None:
    graduate = make_graduate(
        actor=cast.coordinator, cohort=cohort, name="Sutarmi", title_before="Dr.", title_after="M.Si.",
        nip="199005172015032001", work_unit=cast.unit, score="92.50",
    )  # fmt: skip
    issue_now(actor=cast.coordinator, cohort=cohort, issued_in="Bekasi")
    facts = Certificate.objects.get().facts
    assert (facts["name"], facts["titles_before"], facts["titles_after"]) == ("Sutarmi", "Dr.", "M.Si.")
    assert (facts["nip"], facts["born_on"], facts["rank"]) == ("199005172015032001", "1990-05-17", "Penata Muda, III/a")
    assert (facts["unit"], facts["cohort"], facts["batch"]) == (cast.unit.name, cohort.name, cohort.number)
    assert (facts["score"], facts["qualification"], facts["qualification_en"]) == ("92.50", "Memuaskan", "Satisfactory")
    assert (facts["issued_in"], facts["issued_on"], facts["first_issued_on"]) == ("Bekasi", "2026-08-05", "2026-08-05")
    sums = sums_by_person([graduate.pk], outline(cohort)).get(graduate.pk)
    assert facts["jp"] == (sums.jp if sums else 0) == sum(row["jp"] for row in facts["subjects"])
    assert json.loads(json.dumps(facts)) == facts, "what is frozen comes back as it was"


def test_hours_of_a_module_earned_in_another_stage_stand_once(cast: Cast, cohort: Cohort) -> None:
    made = outline(cohort)
    module = next(one for one in made.modules.values() if one.stage == StageKind.ONLINE)
    # Six hours of a module that is online now: four of them were earned in a class of another stage, by another version; one more class beside.
    other = next(one for one in StageKind if one not in {StageKind.ONLINE, StageKind.FIELD})
    by_stage = {StageKind.ONLINE: 2, other: 5}
    sums = replace(NOTHING, jp=7, by_module={module.key: 6}, by_stage=by_stage)
    rows = subjects_of(made, sums)
    assert sum(row["jp"] for row in rows) == 7
    assert min(row["jp"] for row in rows) == 0
    assert [row["jp"] for row in rows if row["title"] == module.title] == [6]
    assert [(row["stage"], row["jp"]) for row in rows if row["title"] == "Pertemuan lain"] == [(other, 1)]


def test_the_place_is_the_stage_s_or_that_of_its_classes(cast: Cast, cohort: Cohort) -> None:
    signatory = make_signatory(cast.coordinator)

    def place() -> str:
        facts = frame_of(cohort, signatory=signatory, issued_on=clock.today(), issued_in="Jakarta").facts
        return str(facts["place"])

    assert place() == ""
    meeting = make_meeting(actor=cast.coordinator, cohort=cohort, venue="Aula BBPVP Bekasi")
    ClassMeeting.objects.filter(pk=meeting.pk).update(state=MeetingState.HELD)
    assert place() == "Aula BBPVP Bekasi"
    cohort.stages.filter(mode=StageMode.IN_PERSON).update(venue="BBPVP Serang")
    assert place() == "BBPVP Serang"


def test_pressed_twice_it_is_one(cast: Cast, cohort: Cohort) -> None:
    make_graduate(actor=cast.coordinator, cohort=cohort)
    make_signatory(cast.coordinator)
    first = issue_cohort(actor=cast.coordinator, cohort=cohort)
    assert issue_cohort(actor=cast.admin, cohort=cohort) == first
    assert certificate_jobs.go_on(job_id=first.pk)
    assert not certificate_jobs.go_on(job_id=first.pk)
    assert Certificate.objects.count() == 1
    with pytest.raises(Refusal):
        issue_cohort(actor=cast.coordinator, cohort=cohort)


def test_a_list_that_has_changed_is_looked_at_again(cast: Cast, cohort: Cohort) -> None:
    make_signatory(cast.coordinator)
    make_graduate(actor=cast.coordinator, cohort=cohort)
    seen = fingerprint(ready_of(cohort))
    make_graduate(actor=cast.coordinator, cohort=cohort)
    with pytest.raises(Conflict):
        issue_cohort(actor=cast.coordinator, cohort=cohort, seen=seen)
    assert not CertificateJob.objects.exists()


def test_without_a_signatory_or_on_a_day_to_come_nothing_is_issued(cast: Cast, cohort: Cohort) -> None:
    make_graduate(actor=cast.coordinator, cohort=cohort)
    with pytest.raises(Refusal, match="menandatangani"):
        issue_cohort(actor=cast.coordinator, cohort=cohort)
    gone = make_signatory(cast.coordinator)
    archive_signatory(actor=cast.coordinator, signatory=gone)
    with pytest.raises(Refusal):
        issue_cohort(actor=cast.coordinator, cohort=cohort, signatory=Signatory.objects.get())
    with pytest.raises(Refusal):
        issue_cohort(
            actor=cast.coordinator, cohort=cohort, signatory=make_signatory(cast.coordinator),
            issued_on=clock.today() + timedelta(days=1),
        )  # fmt: skip


def test_a_certificate_bears_no_day_before_its_result(cast: Cast, cohort: Cohort) -> None:
    make_graduate(actor=cast.coordinator, cohort=cohort)
    make_signatory(cast.coordinator)
    with pytest.raises(Refusal, match="5 Agustus 2026"):
        issue_cohort(actor=cast.coordinator, cohort=cohort, issued_on=clock.today() - timedelta(days=1))
    assert issue_cohort(actor=cast.coordinator, cohort=cohort, issued_on=clock.today()).total == 1


@pytest.mark.usefixtures("quiet_bell")
def test_a_result_released_anew_after_the_day_of_the_issue_is_left_out(cast: Cast, cohort: Cohort) -> None:
    graduate = make_graduate(actor=cast.coordinator, cohort=cohort)
    make_signatory(cast.coordinator)
    job = issue_cohort(actor=cast.coordinator, cohort=cohort, issued_on=clock.today())
    with clock.at(clock.now() + timedelta(days=2)):
        make_result(graduate, actor=cast.coordinator, score="90.00")
        assert certificate_jobs.go_on(job_id=job.pk)
    assert not Certificate.objects.exists()
    assert job.lines.get().problem


def test_who_changed_after_the_press_is_left_out_and_keeps_nobody_else_out(cast: Cast, cohort: Cohort) -> None:
    rows = [make_graduate(actor=cast.coordinator, cohort=cohort) for _one in range(3)]
    make_signatory(cast.coordinator)
    job = issue_cohort(actor=cast.coordinator, cohort=cohort)
    Enrolment.objects.filter(pk=rows[1].pk).update(state=EnrolmentState.NOT_COMPLETED)
    # Who becomes due one after the press waits for the next.
    make_graduate(actor=cast.coordinator, cohort=cohort, name="Aaa Paling Depan")
    certificate_jobs.go_on(job_id=job.pk)
    job.refresh_from_db()
    assert (job.state, job.done) == (JobState.DONE, 3)
    assert [line.problem != "" for line in job.lines.all()] == [False, True, False]
    assert list(Certificate.objects.order_by("serial").values_list("enrolment", "serial")) == [
        (rows[0].pk, 1),
        (rows[2].pk, 2),
    ]


def test_a_result_opened_again_within_the_turn_gets_no_certificate(
    cast: Cast, cohort: Cohort, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [make_graduate(actor=cast.coordinator, cohort=cohort) for _one in range(2)]
    make_signatory(cast.coordinator)
    job = issue_cohort(actor=cast.coordinator, cohort=cohort)
    monkeypatch.setattr(certificate_jobs, "AT_ONCE", 1)

    def open_the_second(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        # The first line is kept: the second batch is still to come.
        if sql.startswith('UPDATE "evaluation_certificatejobline"'):
            ParticipantEvaluation.objects.filter(enrolment=rows[1], state="released").update(state="locked")
        return execute(sql, params, many, context)

    with connection.execute_wrapper(open_the_second):
        certificate_jobs.go_on(job_id=job.pk)
    assert [one.enrolment_id for one in Certificate.objects.all()] == [rows[0].pk]
    assert [line.problem != "" for line in job.lines.order_by("place")] == [False, True]


def test_each_year_has_its_own_series(cast: Cast, cohort: Cohort) -> None:
    make_graduate(actor=cast.coordinator, cohort=cohort)
    issue_now(actor=cast.coordinator, cohort=cohort)
    with clock.at(clock.now() + timedelta(days=200)):
        make_graduate(actor=cast.coordinator, cohort=cohort)
        issue_now(actor=cast.coordinator, cohort=cohort)
    numbers = list(Certificate.objects.order_by("pk").values_list("number", flat=True))
    assert numbers == ["0001/SERT-PK/VIII/2026", "0001/SERT-PK/II/2027"]
    assert NumberSeries.objects.count() == 3


@pytest.mark.parametrize("wrong", ["{n}/SERT", "SERT/{year}", "{n}/{other}", "{n:d"])
def test_a_pattern_that_would_give_a_number_twice_is_no_pattern(settings: Any, wrong: str) -> None:
    settings.PADAN_CERTIFICATE_NUMBER = wrong
    with pytest.raises(ImproperlyConfigured):
        pattern()


def test_a_work_that_comes_to_nothing_stops_and_is_begun_again(cast: Cast, cohort: Cohort) -> None:
    make_graduate(actor=cast.coordinator, cohort=cohort)
    make_signatory(cast.coordinator)
    job = issue_cohort(actor=cast.coordinator, cohort=cohort)
    CertificateJob.objects.filter(pk=job.pk).update(tries=len(certificate_jobs.BACK_OFF))
    with pytest.MonkeyPatch.context() as patch:
        # The site's log of errors is what tells the administrator; here it is meant.
        patch.setattr(certificate_jobs.log, "error", lambda *_args: None)
        assert not certificate_jobs.go_on(job_id=job.pk)
    job.refresh_from_db()
    assert job.state == JobState.STOPPED
    assert job.remark
    assert issue_cohort(actor=cast.coordinator, cohort=cohort) == job
    certificate_jobs.try_again(actor=cast.coordinator, job=job)
    with pytest.raises(Conflict):
        certificate_jobs.try_again(actor=cast.coordinator, job=job)
    assert certificate_jobs.go_on(job_id=job.pk)
    assert Certificate.objects.get().state == CertificateState.VALID


def test_a_worker_that_was_thought_dead_writes_nothing(cast: Cast, cohort: Cohort) -> None:
    make_many_graduates(actor=cast.coordinator, cohort=cohort, count=3)
    make_signatory(cast.coordinator)
    job = issue_cohort(actor=cast.coordinator, cohort=cohort)
    stale = CertificateJob.objects.get(pk=job.pk)
    # Another worker takes the turn between the claim of the first and its first batch.
    CertificateJob.objects.filter(pk=job.pk).update(turn=7)
    assert not certificate_jobs.came_on(stale, numbered=3)
    assert certificate_jobs.go_on(job_id=job.pk)
    job.refresh_from_db()
    assert (job.turn, job.numbered, Certificate.objects.count()) == (8, 3, 3)


def test_a_batch_costs_as_many_queries_for_three_as_for_one(cast: Cast, cohort: Cohort) -> None:
    make_signatory(cast.coordinator)
    counts = []
    # The first also reads the outline, which the process keeps.
    for many in (1, 1, 3):
        make_many_graduates(actor=cast.coordinator, cohort=cohort, count=many)
        job = issue_cohort(actor=cast.coordinator, cohort=cohort)
        with CaptureQueriesContext(connection) as asked:
            certificate_jobs.go_on(job_id=job.pk)
        # One statement for each paper that is made: a compare-and-swap.
        counts.append(len(asked) - many)
    assert counts[1] == counts[2]
