"""Whom a review is told to: those who speak for the columns that sign it."""

from __future__ import annotations

from collections.abc import Iterable

from lms.notices.registry import Telling
from lms.notices.services import tell_many, withdraw
from lms.people.models import User
from lms.programme import kinds
from lms.programme.models import Review, ReviewColumn
from lms.programme.queries.speakers import speakers
from lms.programme.queries.standing import Standing

OF_A_REVIEW = (kinds.REVIEW_DUE, kinds.REVIEW_LATE)


def opened(*, review: Review, columns: Iterable[ReviewColumn], actor: User) -> None:
    """Tell the speakers of each column that a review waits for them; who opened it knows."""
    rows = {row.column: row for row in columns}
    values = {"review": review.title, "due": review.due_on}
    tell_many(
        Telling(
            kinds.REVIEW_WAITS,
            one,
            review.get_absolute_url(),
            values,
            f"{kinds.REVIEW_WAITS}:{review.pk}:{column}:{one.pk}",
            rows[column],
            actor,
        )
        for column, people in speakers(rows).items()
        for one in people
        if one != actor
    )


def waits_again(*, review: Review, standing: Standing, actor: User) -> None:
    """The text has changed: tell those whose signature lapsed. Who was told and has not signed since is not told twice."""
    if standing.complete:
        return
    waiting = [row for row in review.columns.all() if standing.awaited(row.column)]
    opened(review=review, columns=waiting, actor=actor)


def signed(*, review: Review, column: str, standing: Standing) -> None:
    """Once a column has its word on every part, nobody of it is waited for any more."""
    if not standing.complete and not standing.awaited(column):
        withdraw(about=review.columns.get(column=column), kinds=[kinds.REVIEW_WAITS])


def closed(*, review: Review) -> None:
    """A review is over: nobody is waited for, nobody is reminded."""
    for column in review.columns.all():
        withdraw(about=column, kinds=[kinds.REVIEW_WAITS])
    withdraw(about=review, kinds=OF_A_REVIEW)
