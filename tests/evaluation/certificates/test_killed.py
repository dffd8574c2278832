"""A worker killed by -9 in the middle of an issue, again and again: the next goes on, and no number is lost or given twice."""

from __future__ import annotations

import hashlib
import multiprocessing
import os
import signal
import time
from datetime import timedelta

import pytest
from django.db import connection, connections

from courses.models import Cohort
from lms.evaluation.enums import JobState
from lms.evaluation.models import Certificate, CertificateEvent, CertificateJob, CertificatePaper, NumberSeries
from lms.evaluation.services import certificate_jobs
from lms.evaluation.services.certificates import issue_cohort
from lms.files import store
from lms.notices.models import Notice
from lms.people import clock
from tests.conftest import Cast
from tests.factories.courses import DURING
from tests.factories.graduates import make_many_graduates, make_signatory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("quiet_bell")]
PEOPLE, KILLS = 60, 4


def _work(job_id: int, turn: int) -> None:
    """What a worker does, in a process of its own, in small batches, so that a kill falls between and inside them."""
    connections.close_all()
    certificate_jobs.AT_ONCE = 4
    with clock.at(DURING + timedelta(hours=turn)):
        certificate_jobs.go_on(job_id=job_id)
    os._exit(0)


def _progress(job_id: int) -> int:
    numbered, done = CertificateJob.objects.values_list("numbered", "done").get(pk=job_id)
    connection.close()
    return int(numbered + done)


def test_killed_again_and_again_it_ends_whole(cast: Cast, cohort: Cohort) -> None:
    make_signatory(cast.coordinator)
    make_many_graduates(actor=cast.coordinator, cohort=cohort, count=PEOPLE, unit=cast.unit)
    job = issue_cohort(actor=cast.coordinator, cohort=cohort)
    killed = 0
    for turn in range(1, KILLS + 1):
        before = _progress(job.pk)
        child = multiprocessing.get_context("fork").Process(target=_work, args=(job.pk, turn))
        child.start()
        until = time.monotonic() + 60
        # Let it write at least one batch of this turn, then pull the plug.
        while child.is_alive() and _progress(job.pk) <= before and time.monotonic() < until:
            time.sleep(0.005)
        if child.is_alive() and child.pid:
            os.kill(child.pid, signal.SIGKILL)
            killed += 1
        child.join()
    assert killed, "no worker lived long enough to be killed"
    with clock.at(DURING + timedelta(hours=KILLS + 1)):
        certificate_jobs.go_on(job_id=job.pk)
    _whole(job)


def _whole(job: CertificateJob) -> None:
    job.refresh_from_db()
    assert (job.state, job.numbered, job.done) == (JobState.DONE, PEOPLE, PEOPLE)
    serials = list(Certificate.objects.order_by("serial").values_list("serial", flat=True))
    assert serials == list(range(1, PEOPLE + 1))
    assert NumberSeries.objects.exclude(code="status-list").get().last == PEOPLE
    assert Certificate.objects.values("enrolment").distinct().count() == PEOPLE
    assert (
        CertificateEvent.objects.count()
        == Notice.objects.filter(kind="evaluation.certificate_issued").count()
        == PEOPLE
    )
    # In the order of the names, whoever was killed when.
    names = [row.facts["name"] for row in Certificate.objects.order_by("serial")]
    assert names == sorted(names)
    for paper in CertificatePaper.objects.all():
        assert hashlib.sha256(store.read(paper.path)).hexdigest() == paper.sha256
