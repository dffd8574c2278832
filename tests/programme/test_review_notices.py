"""Who is told of a review, and reminded of it until the column has signed."""

from __future__ import annotations

from datetime import timedelta

import pytest

from lms.notices.models import Notice
from lms.people import clock
from lms.people.enums import Column
from lms.people.models import User
from lms.programme.queries.speakers import reminders
from lms.programme.services import move_due_date, refresh_review, withdraw_review
from tests.factories.people import make_reviewer
from tests.factories.programme import change_part, make_coordinator, make_review, sign_all

pytestmark = pytest.mark.django_db
PASKER, ILO = Column.PASKER, Column.ILO


def told(kind: str = "programme.review_waits") -> set[User]:
    return {notice.to for notice in Notice.objects.unread().filter(kind=kind).select_related("to")}


def reminded() -> dict[User, str]:
    return {one.to: one.kind for one in reminders(clock.now())}


def test_those_who_speak_for_its_columns_are_told_and_nobody_else() -> None:
    pasker, ilo, other = make_reviewer(PASKER), make_reviewer(ILO), make_reviewer(Column.BPK)
    review = make_review()
    assert told() == {pasker, ilo}
    assert other not in told()
    notice = Notice.objects.get(to=ilo)
    assert notice.path == review.get_absolute_url()


def test_a_column_that_has_signed_everything_is_no_longer_waited_for() -> None:
    pasker, ilo, colleague = make_reviewer(PASKER), make_reviewer(ILO), make_reviewer(ILO)
    review = make_review()
    sign_all(review, ILO, ilo)
    assert told() == {pasker}
    assert colleague not in told()


def test_an_edit_that_lets_a_signature_lapse_is_told_again() -> None:
    pasker, ilo, coordinator = make_reviewer(PASKER), make_reviewer(ILO), make_coordinator()
    review = make_review(actor=coordinator)
    sign_all(review, ILO, ilo)
    change_part(review, 1, "Judul lain")
    refresh_review(review=review, actor=coordinator)
    assert told() == {pasker, ilo}
    assert Notice.objects.filter(to=pasker).count() == 1, "who had not signed yet is told once"


def test_a_review_that_is_over_waits_for_nobody() -> None:
    make_reviewer(PASKER)
    coordinator = make_coordinator()
    review = make_review(actor=coordinator)
    withdraw_review(review=review, reason="Salah berkas", actor=coordinator)
    assert told() == set()


def test_reminded_before_the_due_date_and_after_it_until_signed() -> None:
    pasker, ilo = make_reviewer(PASKER), make_reviewer(ILO)
    review = make_review(days=4)
    assert reminded() == {}
    with clock.at(clock.now() + timedelta(days=1)):
        assert reminded() == {pasker: "programme.review_due", ilo: "programme.review_due"}
        sign_all(review, ILO, ilo)
        assert reminded() == {pasker: "programme.review_due"}
    with clock.at(clock.now() + timedelta(days=5)):
        assert reminded() == {pasker: "programme.review_late"}


def test_more_time_takes_the_reminder_back() -> None:
    make_reviewer(PASKER)
    coordinator = make_coordinator()
    review = make_review(days=2, actor=coordinator)
    assert len(reminded()) == 1
    move_due_date(review=review, due_on=clock.today() + timedelta(days=9), actor=coordinator)
    assert reminded() == {}
