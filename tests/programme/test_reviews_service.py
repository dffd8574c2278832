"""A review's life: opened, refreshed, closed on record, withdrawn."""

from __future__ import annotations

from datetime import timedelta

import pytest

from cms.enums import VersionState
from lms.people import clock
from lms.people.enums import Column, Role
from lms.people.errors import Conflict, NotAllowed, Refusal
from lms.people.models import AuditEntry
from lms.programme.enums import ReviewState
from lms.programme.models import Activity, PartSnapshot, ReviewPart
from lms.programme.services import close_on_record, move_due_date, open_review, refresh_review, withdraw_review
from lms.programme.signals import review_closed, review_opened
from tests.conftest import Cast
from tests.factories.cms import make_version
from tests.factories.people import make_reviewer
from tests.factories.programme import change_part, make_coordinator, make_programme, make_review

pytestmark = pytest.mark.django_db


def test_opening_fixes_columns_in_the_order_of_the_matrix_and_keeps_a_snapshot_of_each_part() -> None:
    heard: list[object] = []
    review_opened.connect(lambda **said: heard.append(said["review"]), weak=False, dispatch_uid="test")
    review = make_review(parts=3, columns=[Column.ILO, Column.PASKER])
    review_opened.disconnect(dispatch_uid="test")
    assert [row.column for row in review.columns.order_by("id")] == ["PASKER", "ILO"]
    assert [part.key for part in review.parts.all()] == ["activity-1", "activity-2", "activity-3"]
    assert PartSnapshot.objects.filter(part__review=review).count() == 3
    assert heard == [review]
    assert AuditEntry.objects.filter(action="programme.review.open").count() == 1


def test_only_editors_and_those_who_run_the_programme_open_a_review(cast: Cast) -> None:
    programme = make_programme()
    for person in (cast.reviewer, cast.facilitator, cast.supervisor, cast.outsider):
        with pytest.raises(NotAllowed):
            open_review(subject=programme, activity_no=1, due_on=clock.today(), actor=person)


def test_a_second_review_of_the_same_subject_is_a_conflict() -> None:
    review = make_review()
    with pytest.raises(Conflict):
        open_review(subject=review.subject, activity_no=1, due_on=clock.today(), actor=review.opened_by)
    assert open_review(subject=review.subject, activity_no=2, due_on=clock.today(), actor=review.opened_by).round == 1


def test_what_cannot_be_reviewed_is_refused_with_the_reason() -> None:
    actor, programme = make_coordinator(), make_programme()
    yesterday = clock.today() - timedelta(days=1)
    with pytest.raises(Refusal, match=r"(?i)tenggat|due date"):
        open_review(subject=programme, activity_no=1, due_on=yesterday, actor=actor)
    with pytest.raises(Refusal, match="99"):
        open_review(subject=programme, activity_no=99, due_on=clock.today(), actor=actor)
    with pytest.raises(TypeError):
        open_review(subject=object.__new__(_Bare), activity_no=1, due_on=clock.today(), actor=actor)


class _Bare:
    pk = 1

    def may_edit(self, user: object) -> bool:
        return True

    def digest_parts(self, activity_no: int) -> list[object]:
        from lms.programme.reviewable import Part

        return [Part("a", "A", "0", "a")]


def test_refreshing_takes_in_what_changed_came_and_went() -> None:
    review = make_review(parts=3)
    programme = review.subject
    change_part(review, 1, "Judul baru")
    Activity.objects.filter(programme=programme, no=3).delete()
    Activity.objects.create(programme=programme, no=4, title="Tambahan", title_en="Added")
    result = refresh_review(review=review, actor=review.opened_by)
    assert (result.changed, result.added, result.removed) == (["activity-1"], ["activity-4"], ["activity-3"])
    present = list(ReviewPart.objects.filter(review=review, is_present=True).values_list("key", flat=True))
    assert present == ["activity-1", "activity-2", "activity-4"]
    assert PartSnapshot.objects.filter(part__key="activity-1").count() == 2


def test_refreshing_without_a_change_writes_nothing() -> None:
    review = make_review()
    assert not refresh_review(review=review, actor=review.opened_by).anything
    assert not AuditEntry.objects.filter(action="programme.review.refresh").exists()


def test_a_part_taken_out_and_put_back_is_the_same_part() -> None:
    review = make_review(parts=2)
    Activity.objects.filter(programme=review.subject, no=2).delete()
    refresh_review(review=review, actor=review.opened_by)
    Activity.objects.create(programme=review.subject, no=2, title="Kegiatan 2", title_en="Activity 2")
    assert refresh_review(review=review, actor=review.opened_by).added == ["activity-2"]
    assert review.parts.count() == 2


def test_closing_on_record_is_for_administrators_after_the_due_date_and_with_a_reason(cast: Cast) -> None:
    review = make_review(days=0)
    with pytest.raises(NotAllowed):
        close_on_record(review=review, reason="Alasan", actor=cast.coordinator)
    with pytest.raises(Refusal):
        close_on_record(review=review, reason="Alasan", actor=cast.admin)
    with clock.at(clock.at_midday(review.due_on + timedelta(days=1))):
        with pytest.raises(Refusal):
            close_on_record(review=review, reason="  ", actor=cast.admin)
        closed = close_on_record(review=review, reason=" Unit tidak menjawab ", actor=cast.admin)
        with pytest.raises(Conflict):
            close_on_record(review=review, reason="Lagi", actor=cast.admin)
    assert closed.state == ReviewState.CLOSED_ON_RECORD
    assert closed.closing_reason == "Unit tidak menjawab"


def test_withdrawing_tells_the_floors_above_and_ends_editing() -> None:
    review, heard = make_review(), []
    review_closed.connect(lambda **said: heard.append(said["review"].state), weak=False, dispatch_uid="test")
    withdraw_review(review=review, reason="Salah naskah", actor=review.opened_by)
    review_closed.disconnect(dispatch_uid="test")
    assert heard == [ReviewState.WITHDRAWN]
    with pytest.raises(Conflict):
        refresh_review(review=review, actor=review.opened_by)
    with pytest.raises(Conflict):
        move_due_date(review=review, due_on=clock.today(), actor=review.opened_by)
    again = open_review(subject=review.subject, activity_no=1, due_on=clock.today(), actor=review.opened_by)
    assert again.round == 2


def test_reviewers_do_not_steer_a_review() -> None:
    review, reviewer = make_review(), make_reviewer(Column.ILO)
    for attempt in (
        lambda: refresh_review(review=review, actor=reviewer),
        lambda: withdraw_review(review=review, reason="x", actor=reviewer),
        lambda: move_due_date(review=review, due_on=clock.today(), actor=reviewer),
    ):
        with pytest.raises(NotAllowed):
            attempt()


def test_an_author_takes_edits_in_and_does_not_steer(cast: Cast) -> None:
    version = make_version(state=VersionState.IN_REVIEW, actor=cast.coordinator)
    make_programme(activities=4)
    review = open_review(subject=version, activity_no=4, due_on=clock.today(), actor=cast.coordinator)
    assert not refresh_review(review=review, actor=cast.facilitator).anything
    for attempt in (
        lambda: withdraw_review(review=review, reason="x", actor=cast.facilitator),
        lambda: move_due_date(review=review, due_on=clock.today(), actor=cast.facilitator),
    ):
        with pytest.raises(NotAllowed):
            attempt()


def test_the_due_date_moves_to_a_day_that_is_not_past() -> None:
    review = make_review()
    later = clock.today() + timedelta(days=30)
    assert move_due_date(review=review, due_on=later, actor=review.opened_by).due_on == later
    with pytest.raises(Refusal):
        move_due_date(review=review, due_on=clock.today() - timedelta(days=1), actor=review.opened_by)


def test_a_role_in_the_review_is_needed_to_read_it(cast: Cast) -> None:
    review = make_review(columns=[Column.PASKER])
    allowed = [
        name for name in vars(cast) if name != "unit" and getattr(cast, name).has_perm("programme.read_review", review)
    ]
    assert sorted(allowed) == ["admin", "coordinator", "facilitator"]
    assert Role.REVIEWER in {row.role for row in cast.reviewer.role_assignments.all()}
