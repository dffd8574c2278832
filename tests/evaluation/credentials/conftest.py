"""A certificate, and the site at an address that a DID can have."""

from __future__ import annotations

import pytest
from pytest_django import Settings

from courses.models import Enrolment
from lms.evaluation.models import Certificate
from tests.conftest import Cast
from tests.factories.certificates import make_certificate
from tests.factories.courses import make_cohort, make_enrolment


@pytest.fixture(autouse=True)
def address(settings: Settings) -> None:
    settings.WAGTAILADMIN_BASE_URL = "https://padan.example"


@pytest.fixture
def enrolment(cast: Cast) -> Enrolment:
    return make_enrolment(actor=cast.coordinator, cohort=make_cohort(actor=cast.coordinator))


@pytest.fixture
def certificate(cast: Cast, enrolment: Enrolment) -> Certificate:
    return make_certificate(enrolment, actor=cast.coordinator)
