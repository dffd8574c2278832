"""The plan: dates of the activities and what they bring forth."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.utils.translation import gettext as _

from lms.people import audit, clock
from lms.people.enums import Evidence
from lms.people.errors import Conflict, NotAllowed, Refusal
from lms.people.models import User
from lms.programme.enums import ReviewState
from lms.programme.models import Activity, Deliverable, Programme, Review
from lms.programme.services.reviews import refresh_review


@dataclass(frozen=True)
class Dates:
    """When an activity is planned and when it took place; last days are valid."""

    planned_from: date | None = None
    planned_until: date | None = None
    actual_from: date | None = None
    actual_until: date | None = None

    @classmethod
    def of(cls, activity: Activity) -> Dates:
        return cls(*(getattr(activity, name) for name in cls.__dataclass_fields__))


@dataclass(frozen=True)
class Promise:
    """What a deliverable says. `column` is empty for all units of the activity."""

    title: str
    title_en: str = ""
    column: str = ""
    due_on: date | None = None
    done_on: date | None = None
    link: str = ""

    @classmethod
    def of(cls, deliverable: Deliverable) -> Promise:
        return cls(*(getattr(deliverable, name) for name in cls.__dataclass_fields__))


@transaction.atomic
def change_plan(*, activity: Activity, seen: Dates, dates: Dates, actor: User) -> Activity:
    """Change an activity's dates from those seen. What a person decided counts as confirmed.

    Open reviews of the plan take in the change: signatures on this activity lapse when its planned dates moved.
    Raises NotAllowed, Refusal (dates out of order, a finish in the future) and Conflict (changed meanwhile).
    """
    _ensure_runs(actor)
    _ensure_in_order(dates)
    fields = {**asdict(dates), "plan_evidence": Evidence.CONFIRMED}
    if not Activity.objects.filter(pk=activity.pk, **_exact(asdict(seen))).update(**fields):
        raise Conflict(_("Somebody changed these dates meanwhile. Nothing was changed: look at them and save again."))
    activity.refresh_from_db()
    audit.record(actor, "programme.activity.change_plan", activity, _changes(asdict(seen), asdict(dates)))
    refresh_plan_reviews(activity.programme, actor)
    return activity


@transaction.atomic
def add_deliverable(*, activity: Activity, promise: Promise, actor: User) -> Deliverable:
    """Add something the activity must bring forth; the very same again is returned as it is (a double click).

    Raises NotAllowed and Refusal (no title, a unit that takes no part).
    """
    _ensure_runs(actor)
    _ensure_sound(activity, promise)
    Activity.objects.select_for_update().get(pk=activity.pk)
    fields = _fields(promise)
    same = Deliverable.objects.filter(activity=activity, **_exact(fields)).first()
    if same is not None:
        return same
    deliverable = Deliverable.objects.create(activity=activity, **fields)
    audit.record(actor, "programme.deliverable.add", deliverable, {"activity": activity.no})
    refresh_plan_reviews(activity.programme, actor)
    return deliverable


@transaction.atomic
def change_deliverable(*, deliverable: Deliverable, seen: Promise, promise: Promise, actor: User) -> Deliverable:
    """Change a deliverable from what was seen: words, unit, due date, when it was done and where it can be seen.

    Raises NotAllowed, Refusal (no title, a unit that takes no part, done in the future) and Conflict.
    """
    _ensure_runs(actor)
    _ensure_sound(deliverable.activity, promise)
    if not Deliverable.objects.filter(pk=deliverable.pk, **_exact(asdict(seen))).update(**_fields(promise)):
        raise Conflict(
            _("Somebody changed this deliverable meanwhile. Nothing was changed: look at it and save again.")
        )
    deliverable.refresh_from_db()
    audit.record(actor, "programme.deliverable.change", deliverable, _changes(asdict(seen), asdict(promise)))
    refresh_plan_reviews(deliverable.activity.programme, actor)
    return deliverable


@transaction.atomic
def remove_deliverable(*, deliverable: Deliverable, actor: User) -> None:
    """Take a deliverable out of the plan; the audit trail keeps what it said. Raises NotAllowed."""
    _ensure_runs(actor)
    audit.record(actor, "programme.deliverable.remove", deliverable, asdict(Promise.of(deliverable)))
    programme = deliverable.activity.programme
    deliverable.delete()
    refresh_plan_reviews(programme, actor)


def refresh_plan_reviews(programme: Programme, actor: User) -> None:
    """Let the open reviews of this programme's plan take in what it says now."""
    of_plan = ContentType.objects.get_for_model(Programme)
    reviews = Review.objects.filter(subject_type=of_plan, subject_id=programme.pk, state=ReviewState.OPEN)
    for review in reviews.order_by("pk"):
        refresh_review(review=review, actor=actor)


def _ensure_runs(actor: User) -> None:
    if not actor.has_perm("programme.change_plan"):
        raise NotAllowed(_("Only a coordinator or an administrator may change the plan."))


def _ensure_in_order(dates: Dates) -> None:
    for first, last in ((dates.planned_from, dates.planned_until), (dates.actual_from, dates.actual_until)):
        if last and not first:
            raise Refusal(_("There is a last day but no first day. Fill in the first day too."))
        if first and last and last < first:
            raise Refusal(_("The last day lies before the first. Check both dates."))
    for day in (dates.actual_from, dates.actual_until):
        if day and day > clock.today():
            raise Refusal(_("What has taken place cannot lie in the future. Write a planned date instead."))


def _ensure_sound(activity: Activity, promise: Promise) -> None:
    if not promise.title.strip():
        raise Refusal(_("A deliverable needs a title."))
    if promise.column and not activity.columns.filter(column=promise.column).exists():
        raise Refusal(_("This unit takes no part in the activity. Choose one that does, or all units."))
    if promise.done_on and promise.done_on > clock.today():
        raise Refusal(_("What has taken place cannot lie in the future. Write a planned date instead."))


def _fields(promise: Promise) -> dict[str, object]:
    title = promise.title.strip()
    fields = {**asdict(promise), "title": title, "title_en": promise.title_en.strip() or title}
    return {**fields, "evidence": Evidence.CONFIRMED}


def _exact(values: Mapping[str, object]) -> dict[str, object]:
    """Return a filter that matches these values, NULLs too."""
    return {f"{name}__isnull" if value is None else name: value is None or value for name, value in values.items()}


def _changes(before: Mapping[str, object], after: Mapping[str, object]) -> dict[str, list[object]]:
    return {name: [before[name], after[name]] for name in after if before[name] != after[name]}
