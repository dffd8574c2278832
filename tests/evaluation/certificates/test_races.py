"""Two at once: in real threads with connections of their own, on whichever database the suite runs."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pytest
from django.db import transaction

from courses.models import Cohort
from lms.evaluation.enums import CertificateState
from lms.evaluation.models import Certificate, CertificateJob, NumberSeries
from lms.evaluation.services.certificate_jobs import go_on
from lms.evaluation.services.certificates import issue_cohort, reissue, revoke
from lms.evaluation.services.numbering import take_numbers
from lms.people import clock
from lms.people.errors import Refusal
from tests import racing
from tests.conftest import Cast
from tests.factories.courses import DURING, make_cohort
from tests.factories.graduates import issue_now, make_certificate, make_many_graduates, make_signatory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("quiet_bell")]


at_once = partial(racing.at_once, when=DURING)


def test_two_press_issue_at_once_and_nobody_gets_two(cast: Cast, cohort: Cohort) -> None:
    make_signatory(cast.coordinator)
    make_many_graduates(actor=cast.coordinator, cohort=cohort, count=5)

    def press(actor: object) -> Callable[[], object]:
        return lambda: issue_cohort(actor=actor, cohort=cohort)  # type: ignore[arg-type]

    at_once(press(cast.coordinator), press(cast.admin))
    assert CertificateJob.objects.count() == 1
    at_once(*(lambda: go_on(job_id=CertificateJob.objects.get().pk) for _worker in range(3)))
    _no_gap()
    assert Certificate.objects.count() == 5


def test_two_cohorts_issued_at_once_share_one_series_without_gap_or_repeat(cast: Cast, cohort: Cohort) -> None:
    make_signatory(cast.coordinator)
    other = make_cohort(actor=cast.coordinator, capacity=5000)
    jobs = []
    for one in (cohort, other):
        make_many_graduates(actor=cast.coordinator, cohort=one, count=6)
    at_once(*(lambda one=one: jobs.append(issue_cohort(actor=cast.coordinator, cohort=one)) for one in (cohort, other)))  # type: ignore[misc]
    at_once(*(lambda pk=job.pk: go_on(job_id=pk) for job in jobs))  # type: ignore[misc]
    assert Certificate.objects.count() == 12
    _no_gap()


def test_numbers_of_a_batch_that_fails_are_free_again() -> None:
    def take_and_fail() -> None:
        with transaction.atomic():
            take_numbers(on=clock.today(), count=3)
            raise Refusal("Nothing came of it")

    def take() -> list[int]:
        with transaction.atomic():
            return [one.serial for one in take_numbers(on=clock.today(), count=4)]

    found = at_once(take, take_and_fail, take)
    taken = sorted(n for one in found if isinstance(one, list) for n in one)
    assert taken == list(range(1, 9))


def test_one_is_reissued_twice_at_once_and_has_one_successor(cast: Cast, cohort: Cohort) -> None:
    certificate = make_certificate(actor=cast.coordinator, cohort=cohort)
    user = certificate.enrolment.user
    user.name = "Nama Benar"
    user.save()

    def anew() -> Certificate:
        row = Certificate.objects.select_related("enrolment__user", "enrolment__cohort__programme").get(
            pk=certificate.pk
        )
        return reissue(actor=cast.coordinator, certificate=row, reason="Nama salah")

    at_once(anew, anew)
    assert Certificate.objects.count() == 2
    assert Certificate.objects.get(state=CertificateState.VALID).facts["name"] == "Nama Benar"
    _no_gap()


def test_revoked_and_reissued_at_once_leaves_one_truth(cast: Cast, cohort: Cohort) -> None:
    certificate = make_certificate(actor=cast.coordinator, cohort=cohort)
    type(certificate.enrolment.user).objects.filter(pk=certificate.enrolment.user_id).update(name="Nama Benar")

    def fresh() -> Certificate:
        return Certificate.objects.select_related("enrolment__user", "enrolment__cohort__programme").get(
            pk=certificate.pk
        )

    found = at_once(
        lambda: revoke(actor=cast.coordinator, certificate=fresh(), cause="mistake", reason="Salah orang"),
        lambda: reissue(actor=cast.admin, certificate=fresh(), reason="Nama salah"),
    )
    certificate.refresh_from_db()
    valid = Certificate.objects.filter(state=CertificateState.VALID).count()
    if certificate.state == CertificateState.REPLACED:
        assert isinstance(found[0], Refusal)
        assert valid == 1
    else:
        # Revoked first: issued anew only because the person is due one.
        assert certificate.state == CertificateState.REVOKED
        assert valid == (0 if isinstance(found[1], Refusal) else 1)
    _no_gap()


def test_a_cohort_that_was_pressed_first_and_issued_second_goes_on_where_the_other_ended(
    cast: Cast, cohort: Cohort
) -> None:
    make_signatory(cast.coordinator)
    other = make_cohort(actor=cast.coordinator, capacity=5000)
    for one in (cohort, other):
        make_many_graduates(actor=cast.coordinator, cohort=one, count=2)
    waiting = issue_cohort(actor=cast.coordinator, cohort=cohort)
    issue_now(actor=cast.coordinator, cohort=other)
    assert go_on(job_id=waiting.pk)
    serials = Certificate.objects.filter(enrolment__cohort=cohort).order_by("serial").values_list("serial", flat=True)
    assert list(serials) == [3, 4]
    _no_gap()


def _no_gap() -> None:
    """Every series runs from 1 to its last number, and so does the list of revoked credentials from 0."""
    for series in NumberSeries.objects.exclude(code="status-list"):
        serials = list(Certificate.objects.filter(series=series).order_by("serial").values_list("serial", flat=True))
        assert serials == list(range(1, series.last + 1))
    indexes = sorted(Certificate.objects.values_list("status_index", flat=True))
    assert indexes == list(range(len(indexes)))
