"""A review's life: opened on a subject, refreshed after edits, closed by its last signature or on record.

Every service that decides something locks the review's row first, so that two signatures, or a signature and an edit,
happen one after the other. (SQLite takes its write lock at BEGIN and needs no row lock.)
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from lms.people import audit, clock
from lms.people.errors import Conflict, NotAllowed, Refusal
from lms.people.models import User
from lms.programme import signals
from lms.programme.enums import ReviewState
from lms.programme.models import Activity, PartSnapshot, Review, ReviewColumn, ReviewPart
from lms.programme.queries.standing import Standing, sorted_columns, standing_of
from lms.programme.reviewable import Part, Reviewable
from lms.programme.services import telling


@dataclass(frozen=True)
class Refreshed:
    """What an edit did to a review: keys of the parts whose text changed, that came in, that were taken out."""

    changed: list[str]
    added: list[str]
    removed: list[str]

    @property
    def anything(self) -> bool:
        return bool(self.changed or self.added or self.removed)


@transaction.atomic
def open_review(*, subject: Reviewable, activity_no: int, due_on: date, actor: User) -> Review:
    """Ask the units of an activity to sign a subject, part by part; a closed review is followed by a new round.

    The columns are the activity's row of the matrix, fixed now; who speaks for them is told. Sends `signals.review_opened`.
    Raises NotAllowed (neither editor of the subject nor running the programme), Refusal (no such activity, no part,
    due date past) and Conflict (already open).
    """
    if not (subject.may_edit(actor) or actor.has_perm("programme.change_plan")):
        raise NotAllowed(_("Only those who edit this, a coordinator or an administrator may open its review."))
    if due_on < clock.today():
        raise Refusal(_("The due date is past. Choose today or a later day."))
    activity = Activity.objects.select_for_update().filter(no=activity_no).order_by("-programme_id").first()
    columns = sorted_columns(activity.columns.values_list("column", flat=True)) if activity else []
    if activity is None or not columns:
        raise Refusal(
            _("Activity %(no)s has no units in the matrix yet. Load the programme first.") % {"no": activity_no}
        )
    parts = _parts(subject, activity_no)
    review = _create_review(subject, activity, due_on, actor)
    signing = ReviewColumn.objects.bulk_create(ReviewColumn(review=review, column=column) for column in columns)
    _add_parts(review, parts, start=0)
    audit.record(actor, "programme.review.open", review, {"round": [None, review.round], "parts": [0, len(parts)]})
    telling.opened(review=review, columns=signing, actor=actor)
    signals.review_opened.send(Review, review=review, actor=actor)
    return review


def _create_review(subject: Reviewable, activity: Activity, due_on: date, actor: User) -> Review:
    subject_type = ContentType.objects.get_for_model(_as_model(subject))
    rounds = Review.objects.filter(activity=activity, subject_type=subject_type, subject_id=subject.pk)
    if rounds.filter(state=ReviewState.OPEN).exists():
        raise Conflict(_("A review of this under the same activity is already open."))
    return Review.objects.create(
        activity=activity,
        subject_type=subject_type,
        subject_id=subject.pk,
        title=subject.review_title(activity.no)[:200],
        round=(rounds.aggregate(last=Max("round"))["last"] or 0) + 1,
        due_on=due_on,
        opened_by=actor,
        opened_at=clock.now(),
    )


def _as_model(subject: Any) -> models.Model:
    if not isinstance(subject, models.Model):
        raise TypeError("A subject of review is a model instance.")
    return subject


def _parts(subject: Reviewable, activity_no: int) -> list[Part]:
    parts = subject.digest_parts(activity_no)
    if len({part.key for part in parts}) != len(parts):
        raise ValueError("Two parts of the subject have the same key.")
    if not parts:
        raise Refusal(_("There is nothing to sign yet: it has no parts."))
    return parts


def _add_parts(review: Review, parts: list[Part], *, start: int) -> None:
    rows = ReviewPart.objects.bulk_create(
        ReviewPart(review=review, key=part.key, title=part.title[:200], order=order, digest=part.digest)
        for order, part in enumerate(parts, start)
    )
    _keep_snapshots(list(zip(rows, parts, strict=True)))


def _keep_snapshots(pairs: list[tuple[ReviewPart, Part]]) -> None:
    """Keep what each part says now; a digest already kept stays as it is."""
    PartSnapshot.objects.bulk_create(
        (
            PartSnapshot(part=row, digest=part.digest, text=part.text, html=part.html, taken_at=clock.now())
            for row, part in pairs
        ),
        ignore_conflicts=True,
    )


def lock_review(review: Review) -> Review:
    """Return the review as it is now, its row locked until the transaction ends."""
    return Review.objects.select_for_update(of=("self",)).select_related("activity").get(pk=review.pk)


@transaction.atomic
def refresh_review(*, review: Review, actor: User) -> Refreshed:
    """Take in what the subject says now: new digests and snapshots, parts added, taken out or put in another order.

    Signatures stay as they are: those on a digest that is no longer present have lapsed, and hold again when the text
    comes back. May close the review (when the only unsigned part was taken out). Sends `signals.review_refreshed` when
    anything changed. Raises Conflict when the review is no longer open, NotAllowed for people who may not.
    """
    review = lock_review(review)
    if not actor.has_perm("programme.refresh_review", review):
        raise NotAllowed(_("Only the editors of the subject, a coordinator or an administrator may do this."))
    return _refresh(review, actor)


@transaction.atomic
def follow_subject(*, review: Review, actor: User) -> Refreshed:
    """The same where nobody edited: a decision made elsewhere changed what the subject says, and whoever made it was allowed to.

    Raises Conflict when the review is no longer open.
    """
    return _refresh(lock_review(review), actor)


def _refresh(review: Review, actor: User) -> Refreshed:
    _ensure_open(review)
    subject: Any = review.subject
    parts = _parts(subject, review.activity.no)
    result = _take_in(review, parts)
    if result.anything:
        audit.record(actor, "programme.review.refresh", review, vars(result))
        signals.review_refreshed.send(Review, review=review, actor=actor, **vars(result))
        standing = close_if_complete(review, actor)
        telling.waits_again(review=review, standing=standing, actor=actor)
    return result


def _take_in(review: Review, parts: list[Part]) -> Refreshed:
    known = {row.key: row for row in review.parts.all()}
    result = Refreshed([], [], [])
    kept: list[tuple[ReviewPart, Part]] = []
    for order, part in enumerate(parts):
        row = known.pop(part.key, None)
        if row is None:
            row = ReviewPart(review=review, key=part.key, order=order, is_present=False)
        if not row.is_present:
            result.added.append(part.key)
        elif row.digest != part.digest:
            result.changed.append(part.key)
        row.order, row.title, row.digest, row.is_present = order, part.title[:200], part.digest, True
        kept.append((row, part))
    gone = [row for row in known.values() if row.is_present]
    result.removed.extend(row.key for row in gone)
    for row in gone:
        row.is_present = False
    ReviewPart.objects.bulk_create(row for row, _part in kept if row.pk is None)
    changed_rows = [*(row for row, _part in kept), *gone]
    ReviewPart.objects.bulk_update(changed_rows, ["order", "title", "digest", "is_present"], batch_size=100)
    _keep_snapshots(kept)
    return result


def close_if_complete(review: Review, actor: User) -> Standing:
    """Close the (locked) review when every column approves every part at its present digest; return where it stands."""
    standing = standing_of(review)
    if standing.complete:
        _close(review, ReviewState.CLOSED, actor, "")
    return standing


@transaction.atomic
def close_on_record(*, review: Review, reason: str, actor: User) -> Review:
    """Close a review past its due date with objections or missing answers on record, and say why.

    Raises NotAllowed (not an administrator), Refusal (no reason; not yet past due) and Conflict (no longer open).
    """
    review = lock_review(review)
    if not actor.has_perm("programme.close_review"):
        raise NotAllowed(_("Only an administrator may close a review on record."))
    _ensure_open(review)
    if not review.is_late:
        raise Refusal(_("The due date is not past yet. A review is closed on record from the day after it."))
    _close(review, ReviewState.CLOSED_ON_RECORD, actor, _needed(reason))
    return review


@transaction.atomic
def withdraw_review(*, review: Review, reason: str, actor: User) -> Review:
    """Take the question back: nothing is decided, what was signed stays on record.

    Raises NotAllowed (may not steer it), Refusal (no reason), Conflict (no longer open).
    """
    review = lock_review(review)
    _ensure_steering(review, actor)
    _ensure_open(review)
    _close(review, ReviewState.WITHDRAWN, actor, _needed(reason))
    return review


def _needed(reason: str) -> str:
    if not reason.strip():
        raise Refusal(_("A reason is needed: it is printed on the sign-off sheet."))
    return reason.strip()


def _close(review: Review, state: ReviewState, actor: User, reason: str) -> None:
    """Compare-and-swap from open, tell the subject, then the signal; all in the caller's transaction."""
    fields = {"state": state, "closed_by": actor, "closed_at": clock.now(), "closing_reason": reason}
    if not Review.objects.filter(pk=review.pk, state=ReviewState.OPEN).update(**fields):
        raise Conflict(_("This review was closed meanwhile. Nothing was changed."))
    for name, value in fields.items():
        setattr(review, name, value)
    audit.record(actor, f"programme.review.{state}", review, {"state": [ReviewState.OPEN, state], "reason": reason})
    if review.subject is not None:
        review.subject.review_closed(review, actor)
    telling.closed(review=review)
    signals.review_closed.send(Review, review=review, actor=actor)


@transaction.atomic
def move_due_date(*, review: Review, due_on: date, actor: User) -> Review:
    """Give the units more (or less) time. Raises NotAllowed, Refusal (a day that is past) and Conflict (not open)."""
    review = lock_review(review)
    _ensure_steering(review, actor)
    _ensure_open(review)
    if due_on < clock.today():
        raise Refusal(_("The due date is past. Choose today or a later day."))
    before, review.due_on = review.due_on, due_on
    review.save(update_fields=["due_on"])
    audit.record(actor, "programme.review.move_due_date", review, {"due_on": [before, due_on]})
    return review


def _ensure_steering(review: Review, actor: User) -> None:
    if not actor.has_perm("programme.steer_review", review):
        raise NotAllowed(_("Only a coordinator or an administrator may do this."))


def _ensure_open(review: Review) -> None:
    if not review.is_open:
        raise Conflict(_("This review is already closed. Nothing was changed."))
