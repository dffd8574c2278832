"""Taking a deliverable out of the plan."""

from __future__ import annotations

import pytest

from lms.people.models import AuditEntry
from lms.programme.models import Deliverable
from tests.conftest import Cast
from tests.factories.programme import make_programme
from tests.programme.asking import address, as_user, status

pytestmark = pytest.mark.django_db


@pytest.fixture
def path(cast: Cast) -> str:
    activity = make_programme(activities=1).activities.get()
    row = Deliverable.objects.create(activity=activity, title="Laporan", title_en="Report")
    return address("deliverable_remove", row.public_id)


def test_it_is_taken_out_and_the_trail_keeps_what_it_said(cast: Cast, path: str) -> None:
    assert as_user(cast.coordinator).post(path)["Location"] == address("activity_detail", 1)
    assert not Deliverable.objects.exists()
    assert "Laporan" in str(AuditEntry.objects.get(action="programme.deliverable.remove").changes)
    assert status(cast.coordinator, "post", path) == 404


def test_denials(cast: Cast, path: str) -> None:
    assert status(None, "post", path) == 401
    for user in (cast.facilitator, cast.reviewer, cast.supervisor, cast.unit_contact, cast.outsider):
        assert status(user, "post", path) == 403
    assert status(cast.coordinator, "get", path) == 405
    assert Deliverable.objects.exists()
