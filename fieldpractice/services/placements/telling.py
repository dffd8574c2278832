"""Tells people of placements, in the transaction of what it tells of."""

from __future__ import annotations

from collections.abc import Sequence

from django.urls import reverse

from courses.models import Cohort
from fieldpractice.enums import PauseKind
from fieldpractice.kinds import placements as kinds
from fieldpractice.models import Placement, PlacementMove, PlacementPause
from fieldpractice.queries.placements import supervisor_name
from lms.notices.registry import Telling
from lms.notices.services import tell, tell_many, withdraw
from lms.people.models import User


def tell_placed(*, actor: User, cohort: Cohort, placements: Sequence[Placement]) -> None:
    """Tell everybody placed where, and each supervisor with an account of whom."""
    path = reverse("fieldpractice:logbook")
    rows = []
    for one in placements:
        values = {
            "unit": str(one.work_unit),
            "first": one.starts_on,
            "last": one.ends_on,
            "supervisor": supervisor_name(one) or "–",
        }
        key = f"{kinds.PLACED}:{one.pk}"
        rows.append(Telling(kinds.PLACED, one.enrolment.user, path, values, key, one, actor))
        if one.supervisor is not None:
            rows.append(_supervises(actor, one))
    tell_many(rows)


def tell_changed(*, actor: User, move: PlacementMove, new_supervisor: bool) -> None:
    """Tell the participant of the change, and a new supervisor with an account of the participant."""
    one = move.placement
    values = {
        "from": move.from_day,
        "unit": str(one.work_unit),
        "supervisor": supervisor_name(one) or "–",
        "reason": move.reason,
    }
    tell(
        kind=kinds.CHANGED,
        to=one.enrolment.user,
        path=reverse("fieldpractice:logbook"),
        values=values,
        key=f"{kinds.CHANGED}:{move.pk}",
        about=one,
        actor=actor,
    )
    if new_supervisor:
        withdraw(about=one, kinds=[kinds.SUPERVISES])
        if one.supervisor is not None:
            tell_many([_supervises(actor, one, of=f":{move.pk}")])


def tell_paused(*, actor: User, placement: Placement, pause: PlacementPause, moved: int) -> None:
    """Tell the participant since when the practice rests, and how many due days moved."""
    tell(
        kind=kinds.PAUSED,
        to=placement.enrolment.user,
        path=reverse("fieldpractice:logbook"),
        values={
            "first": pause.starts_on,
            "last": pause.ends_on,
            "pause": PauseKind(pause.kind).label,
            "reason": pause.reason,
            "moved": moved,
            "end": placement.ends_on,
        },
        key=f"{kinds.PAUSED}:{pause.pk}",
        about=pause,
        actor=actor,
    )


def tell_pause_taken_back(*, actor: User, placement: Placement, pause: PlacementPause) -> None:
    """Tell the participant that the practice does not rest after all."""
    withdraw(about=pause, kinds=[kinds.PAUSED])
    tell(
        kind=kinds.PAUSE_BACK,
        to=placement.enrolment.user,
        path=reverse("fieldpractice:logbook"),
        values={
            "first": pause.starts_on,
            "last": pause.ends_on,
            "reason": pause.taken_back_because,
            "end": placement.ends_on,
        },
        key=f"{kinds.PAUSE_BACK}:{pause.pk}",
        about=pause,
        actor=actor,
    )


def _supervises(actor: User, one: Placement, of: str = "") -> Telling:
    if one.supervisor is None:
        raise ValueError("Nobody with an account supervises this placement.")
    values = {"person": one.enrolment.user.display_name, "unit": str(one.work_unit)}
    path, key = reverse("fieldpractice:supervise_list"), f"{kinds.SUPERVISES}:{one.pk}{of}"
    return Telling(kinds.SUPERVISES, one.supervisor, path, values, key, one, actor)
