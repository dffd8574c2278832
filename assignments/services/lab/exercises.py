"""Setting a case for a cohort: planning, changing, opening, closing."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from assignments.enums import TaskState
from assignments.lab.scores import LEAST_PANEL, panel_of
from assignments.models import CaseVersion, MatchingExercise, RubricVersion
from assignments.queries.lab import fingerprint, panel_rankings
from courses.models import Cohort
from lms.people import audit, clock
from lms.people.errors import Conflict, Refusal
from lms.people.models import User

T = TaskState


@transaction.atomic
def set_exercise(
    *,
    actor: User,
    cohort: Cohort,
    version: CaseVersion,
    top_k: int,
    opens_on: date | None = None,
    due_on: date | None = None,
    weight: Any = 0,
    rubric: RubricVersion | None = None,
) -> MatchingExercise:
    """Plan a case for a cohort, as a draft. Raises Refusal when it is planned already or the days are turned round."""
    if opens_on and due_on and due_on < opens_on:
        raise Refusal(_("The last day lies before the first one."))
    if MatchingExercise.objects.filter(cohort=cohort, version=version).exists():
        raise Refusal(_("This case is set for the cohort already."))
    exercise = MatchingExercise.objects.create(
        cohort=cohort,
        version=version,
        top_k=top_k,
        opens_on=opens_on,
        due_on=due_on,
        weight=weight,
        rubric=rubric,
        created_by=actor,
    )
    audit.record(
        actor, "assignments.exercise.set", exercise, {"cohort": ["", cohort.name], "case": ["", version.title]}
    )
    return exercise


@transaction.atomic
def edit_exercise(
    *,
    actor: User,
    exercise: MatchingExercise,
    seen: str,
    top_k: int,
    opens_on: date | None,
    due_on: date | None,
    weight: Any,
    rubric: RubricVersion | None,
) -> None:
    """Change a case that is set: its days and weight at any time, how it is scored only until somebody has handed in.

    `seen` is the fingerprint of what the editor saw: Conflict when it has changed since. Raises Refusal for days turned round and
    for another shortlist or rubric than those by which somebody was scored. Nobody is scored anew.
    """
    locked = MatchingExercise.objects.select_for_update().get(pk=exercise.pk)
    if fingerprint(locked) != seen:
        raise Conflict(
            _("Somebody changed this exercise meanwhile. Compare with the exercise as it is now, then save again.")
        )
    if opens_on and due_on and due_on < opens_on:
        raise Refusal(_("The last day lies before the first one."))
    scored = (locked.top_k, locked.rubric_id) != (top_k, rubric.pk if rubric else None)
    if scored and locked.answers.filter(handed_in_at__isnull=False).exists():
        raise Refusal(_("Somebody has handed in: the shortlist and the rubric stay as they were scored by."))
    fresh = {"top_k": top_k, "opens_on": opens_on, "due_on": due_on, "weight": weight, "rubric": rubric}
    changes = {
        name: [str(getattr(locked, name)), str(new)] for name, new in fresh.items() if getattr(locked, name) != new
    }
    if not changes:
        return
    for name, new in fresh.items():
        setattr(locked, name, new)
    locked.save(update_fields=list(fresh))
    audit.record(actor, "assignments.exercise.edit", locked, changes)


@transaction.atomic
def open_exercise(*, actor: User, exercise: MatchingExercise) -> None:
    """Show an exercise to its cohort, with the panel's agreed order frozen as it stands now.

    Raises Refusal when fewer than two facilitators have ranked the case, or its last day has passed; opened twice it stays opened
    once.
    """
    locked = MatchingExercise.objects.select_for_update().select_related("version").get(pk=exercise.pk)
    if locked.state == T.OPEN:
        return
    if locked.due_on and locked.due_on < clock.today():
        raise Refusal(_("Its last day has passed. Change the last day first."))
    if locked.state == T.DRAFT:
        rankings = panel_rankings(locked.version)
        if len(rankings) < LEAST_PANEL:
            raise Refusal(
                _("Two facilitators at least must rank this case before it can be opened; so far: %(count)s.")
                % {"count": len(rankings)}
            )
        locked.panel = panel_of(locked.version.body, [one.ranking for one in rankings])._asdict()
        locked.rankings.set(rankings)
    locked.state = T.OPEN
    locked.save(update_fields=["state", "panel"])
    audit.record(actor, "assignments.exercise.open", locked)


@transaction.atomic
def delete_exercise(*, actor: User, exercise: MatchingExercise) -> None:
    """Delete an exercise that was never opened; the case and its panel's rankings stay. Raises Refusal once it was opened."""
    locked = MatchingExercise.objects.select_for_update().get(pk=exercise.pk)
    if locked.state != T.DRAFT or locked.answers.exists():
        raise Refusal(_("This exercise was opened: it stays on record. It can be closed."))
    audit.record(actor, "assignments.exercise.delete", locked, {"case": [exercise.version.title, ""]})
    locked.delete()


@transaction.atomic
def close_exercise(*, actor: User, exercise: MatchingExercise) -> None:
    """Take no more answers. What was not handed in stays a draft."""
    if MatchingExercise.objects.filter(pk=exercise.pk, state=T.OPEN).update(state=T.CLOSED):
        audit.record(actor, "assignments.exercise.close", exercise)
