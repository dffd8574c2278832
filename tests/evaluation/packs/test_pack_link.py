"""The way from a report's replication to its pack."""

from __future__ import annotations

import pytest
from django.test import RequestFactory

from lms.evaluation.models import ProgrammeReport, ReplicationPack
from lms.evaluation.registry import Link
from lms.evaluation.sockets.packs import pack_link
from lms.people import clock
from lms.people.models import User
from tests.conftest import Cast
from tests.factories.courses import make_cohort


@pytest.fixture
def report(cast: Cast) -> ProgrammeReport:
    cohort = make_cohort(actor=cast.coordinator)
    row = ProgrammeReport.objects.create(
        programme=cohort.programme, title="Laporan", title_en="Report", created_by=cast.coordinator
    )
    row.cohorts.add(cohort)
    return row


def link_for(user: User, report: ProgrammeReport) -> Link | None:
    request = RequestFactory().get("/")
    request.user = user
    return pack_link(request, report)


def test_without_a_pack_it_leads_to_making_one(cast: Cast, report: ProgrammeReport) -> None:
    link = link_for(cast.coordinator, report)
    assert link is not None
    assert link.href == f"/packs/add/?cohort={report.cohorts.get().pk}"


def test_with_one_it_leads_there(cast: Cast, report: ProgrammeReport) -> None:
    cohort = report.cohorts.get()
    pack = ReplicationPack.objects.create(
        cohort=cohort,
        version=cohort.version,
        asked_by=cast.coordinator,
        state="ready",
        digest="abcdef" * 10,
        path="x.zip",
        made_at=clock.now(),
    )
    link = link_for(cast.coordinator, report)
    assert link is not None
    assert link.href == pack.get_absolute_url()
    assert "abcdefabcdef" in str(link.note)


def test_who_only_reads_gets_none(cast: Cast, report: ProgrammeReport) -> None:
    assert link_for(cast.reviewer, report) is None
