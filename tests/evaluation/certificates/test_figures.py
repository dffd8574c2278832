"""One figure, one definition: the screen, the register and the report count the same certificates."""

from __future__ import annotations

from decimal import Decimal

import pytest

from courses.models import Cohort
from lms.evaluation.enums import CertificateState
from lms.evaluation.figures import figure_of
from lms.evaluation.models import Certificate
from lms.evaluation.queries.eligibility import counts_of, eligibility_of
from lms.evaluation.services.certificates import revoke
from tests.conftest import Cast
from tests.factories.courses import make_enrolment
from tests.factories.graduates import issue_now, make_graduate

pytestmark = pytest.mark.django_db


def test_certificates_issued_is_those_that_hold(cast: Cast, cohort: Cohort) -> None:
    for _one in range(3):
        make_graduate(actor=cast.coordinator, cohort=cohort, work_unit=cast.unit)
    make_enrolment(actor=cast.coordinator, cohort=cohort)
    issue_now(actor=cast.coordinator, cohort=cohort)
    revoke(actor=cast.coordinator, certificate=Certificate.objects.first(), cause="mistake", reason="Uji")  # type: ignore[arg-type]
    figure = figure_of("certificates.issued")
    assert figure is not None
    reading, rows = figure.read(cohort), list(figure.rows(cohort).lines)
    assert (reading.value, reading.of) == (Decimal(2), 4)
    assert len(rows) == 2 == counts_of(eligibility_of(cohort))["issued"]
    assert len(rows) == Certificate.objects.filter(state=CertificateState.VALID).count()
    assert all("Lulusan" not in str(row) for row in rows), "no name goes into a report"
