"""The programme's rows for tests."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from lms.people import clock
from lms.people.enums import Column, Role
from lms.people.models import User
from lms.programme.models import Activity, ActivityColumn, Programme, Review, SignOff
from lms.programme.services import Seen, open_review, sign
from tests.factories.people import give_role, make_reviewer, make_user


def make_programme(*, activities: int = 2, columns: Sequence[Column] = (Column.PASKER, Column.ILO)) -> Programme:
    """A programme of some activities, the same units in each. Its plan is a subject of review: a part an activity."""
    programme = Programme.objects.create(code="uji", name="Program Uji", name_en="Test Programme")
    for no in range(1, activities + 1):
        activity = Activity.objects.create(
            programme=programme,
            no=no,
            title=f"Kegiatan {no}",
            title_en=f"Activity {no}",
            planned_from=date(2026, 1, no % 28 + 1),
        )
        ActivityColumn.objects.bulk_create(ActivityColumn(activity=activity, column=column) for column in columns)
    return programme


def make_coordinator(**fields: Any) -> User:
    user = make_user(**fields)
    give_role(user, Role.COORDINATOR)
    return user


def make_review(
    *, parts: int = 2, columns: Sequence[Column] = (Column.PASKER, Column.ILO), days: int = 7, actor: User | None = None
) -> Review:
    """An open review of a programme's plan with some parts, due in some days."""
    programme = make_programme(activities=parts, columns=columns)
    return open_review(
        subject=programme,
        activity_no=1,
        due_on=clock.today() + timedelta(days=days),
        actor=actor or make_coordinator(),
    )


def change_part(review: Review, no: int, title: str) -> None:
    """Edit the text behind one part of a review made by `make_review`."""
    Activity.objects.filter(programme_id=review.subject_id, no=no).update(title=title)


def seen_of(review: Review, column: str, *keys: str) -> dict[str, Seen]:
    """What a signer of a column has on screen now: all present parts, or those with these keys."""
    words = {row.part_id: row.pk for row in SignOff.objects.filter(part__review=review, column=column, is_current=True)}
    parts = review.parts.filter(is_present=True)
    if keys:
        parts = parts.filter(key__in=keys)
    return {part.public_id: Seen(part.digest, words.get(part.pk)) for part in parts}


def sign_all(
    review: Review, column: Column, actor: User | None = None, verdict: str = "approve", reason: str = ""
) -> User:
    """Let somebody of a column sign everything; returns who did."""
    actor = actor or make_reviewer(column)
    sign(review=review, column=column, verdict=verdict, reason=reason, seen=seen_of(review, column), actor=actor)
    return actor
