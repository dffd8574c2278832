"""Grades: given, changed with a reason, marked by two, and work returned for improvement.

A grade is only ever added. Each step first takes the work's row from the state in which the grader saw it (compare and swap); who
comes second is told, and keeps the own text as a draft. The same step sent again is the one that was done.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from assignments import criteria as scales
from assignments import schema
from assignments.enums import Marking, WorkKind, WorkState
from assignments.models import FieldComment, Grade, GradeDraft, SubmissionVersion, Work
from assignments.services import drafts, releases, submissions, telling
from assignments.services.drafts import Marked
from lms.people import audit, clock
from lms.people.errors import Conflict, Refusal
from lms.people.models import User
from lms.people.prepared import PreparedModels

W = WorkState
HUNDRED = Decimal(100)


@dataclass(frozen=True, kw_only=True)
class Seen:
    """What was in front of the grader: how many grades there were, and which hand-in."""

    grades: int
    version: int | None = None


def give_grade(*, actor: User, work: Work, marked: Marked, seen: Seen, reason: str = "") -> Grade:
    """Add a grade to a work and return it. A graded work's needs a reason, and when released it is shown at once.

    Marked by two: the first and the second are blind to each other; within the tolerance their mean is agreed at once, else
    `Marking.AGREED` is awaited from either. Whatever happens the grader's text is kept: on a Conflict as a draft.
    """
    drafts.keep_text(actor=actor, work=work, marked=marked)
    with transaction.atomic():
        grade = _give(actor, work, marked, seen, reason.strip()[:300])
        GradeDraft.objects.filter(work=work, grader=actor).delete()
    return grade


def _give(actor: User, work: Work, marked: Marked, seen: Seen, reason: str) -> Grade:
    fresh = _locked(work)
    if done := _given_already(actor, fresh, marked, seen, reason):
        _mirror(work, fresh)
        return done
    _check_as_seen(fresh, seen)
    changing = fresh.state in {W.GRADED, W.RELEASED}
    if fresh.state == W.RETURNED:
        raise Refusal(_("This work was returned for improvement: it can be graded when it comes back."))
    if changing and not reason:
        raise Refusal(_("Say why the grade changes: the reason stays on record, and the participant reads it."))
    marking = Marking(fresh.grade.marking if changing and fresh.grade else fresh.awaits)
    _check_turn(actor, fresh, marking, changing)
    grade = _add(actor, fresh, marking, marked, seen, _reason(marking, reason))
    _keep_comments(actor, fresh, marked, grade)
    if changing:
        _change(actor, fresh, grade)
    else:
        _settle(actor, fresh, grade)
    _mirror(work, fresh)
    return grade


def _locked(work: Work) -> Work:
    """Lock the work's row, and only then read it with what belongs to it: what was read while waiting for the lock is old."""
    Work.objects.select_for_update().values_list("pk").get(pk=work.pk)
    fresh: Work = _whole(work.pk)[0]
    return fresh


_whole = PreparedModels(
    lambda pk: Work.objects.filter(pk=pk).select_related(
        "submission__current",
        "submission__task",
        "attempt_item",
        "rubric",
        "grade",
        "grader",
        "second_grader",
        "cohort",
        "enrolment",
    )
)
_last_grade = PreparedModels(
    lambda pk: Grade.objects.filter(work_id=pk).select_related("grader").order_by("-number")[:1]
)


def _given_already(actor: User, work: Work, marked: Marked, seen: Seen, reason: str) -> Grade | None:
    """Return the grade that this very sheet gave before: a double click, or an answer lost on the way."""
    newer = list(work.grades.filter(number__gt=seen.grades).order_by("number"))
    if not newer or any(one.grader_id != actor.pk for one in newer):
        return None
    one = newer[0]
    same_words = one.comment == _comment(marked) and (not reason or one.reason == reason)
    same_levels = one.levels == dict(marked.levels) if one.rubric_id else one.points == marked.points
    return one if same_words and same_levels else None


def _check_as_seen(fresh: Work, seen: Seen) -> None:
    """Raise Conflict, saying who was first, unless the work stands as the grader saw it."""
    last: Grade | None = next(iter(_last_grade(fresh.pk)), None)
    if (last.number if last else 0) != seen.grades:
        raise Conflict(_taken(fresh, last))
    current = fresh.submission.current if fresh.submission else None
    if current is not None and current.number != seen.version:
        words = _("Version %(number)s was handed in meanwhile. Look at it first; what you wrote is kept as your draft.")
        raise Conflict(words % {"number": current.number})


def _taken(work: Work, last: Grade | None) -> str:
    if last is None:
        return _("This work has changed meanwhile. Reload the page; what you wrote is kept as your draft.")
    if last.marking != Marking.AGREED and work.state == W.WAITING:
        words = _("%(name)s marked this work meanwhile. Nothing was overwritten; what you wrote is kept as your draft.")
        return words % {"name": last.grader}
    words = _(
        "%(name)s graded this work meanwhile: %(points)s of %(most)s. Nothing was overwritten; what you wrote is kept as your draft."
    )
    return words % {"name": last.grader, "points": last.points, "most": last.points_max}


def _check_turn(actor: User, work: Work, marking: Marking, changing: bool) -> None:
    """Second marking needs a second person, the one it was given to; agreeing needs one of the two, or who stands in."""
    if changing:
        return
    if marking == Marking.SECOND:
        first = work.grades.filter(marking=Marking.FIRST).order_by("-number").first()
        if first and first.grader_id == actor.pk:
            raise Refusal(_("You marked this work first. The second marking is somebody else’s."))
        if work.second_grader_id not in {None, actor.pk}:
            raise Refusal(_("The second marking of this work was given to %(name)s.") % {"name": work.second_grader})
    if marking == Marking.AGREED and actor.pk not in _markers(work):
        raise Refusal(_("The two who marked this work agree on its grade."))


def _markers(work: Work) -> set[int | None]:
    """Return who marked the hand-in that lies here, and whom the work was handed over to."""
    version = work.submission.current if work.submission else None
    marked = work.grades.filter(on_version=version).values_list("grader", flat=True)
    return {work.grader_id, work.second_grader_id, *marked}


def _reason(marking: Marking, reason: str) -> str:
    return reason or (_("Agreed by the two graders") if marking == Marking.AGREED else "")


def _add(actor: User, work: Work, marking: Marking, marked: Marked, seen: Seen, reason: str) -> Grade:
    """Append the grade under its number. The same number twice is refused by the database: the second of two is told."""
    again = seen.grades > 0 and marking == Marking.FIRST and not reason
    return Grade.objects.create(
        work=work,
        number=seen.grades + 1,
        marking=marking,
        on_version=work.submission.current if work.submission else None,
        rubric=work.rubric,
        levels=dict(marked.levels) if work.rubric else {},
        points=_points(work, marked),
        points_max=work.points_max,
        comment=_comment(marked),
        reason=_("Handed in anew") if again else reason,
        grader=actor,
    )


def _comment(marked: Marked) -> str:
    return marked.comment.strip()[: drafts.MOST_TEXT]


def _points(work: Work, marked: Marked) -> Decimal:
    """Return the points on the work's scale: from the levels of the rubric, or as typed where there is none."""
    if work.rubric is not None:
        missing = scales.ungraded(work.rubric.criteria, marked.levels)
        if missing:
            words = _("Choose a level for: %(criteria)s. Nothing is lost: what you chose is kept.")
            raise Refusal(words % {"criteria": ", ".join(missing)})
        points = scales.points_of(work.rubric.criteria, marked.levels)
        return scales.scaled(points, work.rubric.points_max, work.points_max)
    if marked.points is None or not 0 <= marked.points <= work.points_max:
        raise Refusal(_("Give points from 0 to %(most)s.") % {"most": work.points_max})
    return scales.half_up(marked.points)


def _keep_comments(actor: User, work: Work, marked: Marked, grade: Grade) -> None:
    drafts.add_note(actor=actor, work=work, text=marked.private_note)
    version = work.submission.current if work.submission else None
    wanted = marked.columns()["field_comments"].items()
    if version is None or work.submission is None or not wanted:
        return
    known = {one["key"] for one in schema.fields_of(work.submission.form_version.schema)}
    said = set(FieldComment.objects.filter(version=version, author=actor).values_list("field", "text"))
    FieldComment.objects.bulk_create(
        FieldComment(version=version, field=field, text=text, author=actor, grade=grade)
        for field, text in wanted
        if field in known and (field, text) not in said
    )


def _settle(actor: User, work: Work, grade: Grade) -> None:
    """Lead a waiting work on: to the second marking, to agreeing, or to its grade."""
    if work.submission is None or not work.submission.task.second_marking or grade.marking == Marking.AGREED:
        return _stand(actor, work, grade)
    if grade.marking == Marking.FIRST:
        return _wait_for(work, Marking.SECOND, grader=actor)
    first = work.grades.filter(marking=Marking.FIRST).order_by("-number")[0]
    apart = abs(grade.points - first.points) * HUNDRED
    if apart > work.submission.task.tolerance * work.points_max:
        return _wait_for(work, Marking.AGREED, second=actor)
    mean = scales.half_up((first.points + grade.points) / 2)
    agreed = Grade.objects.create(
        work=work,
        number=grade.number + 1,
        marking=Marking.AGREED,
        on_version=grade.on_version,
        rubric=work.rubric,
        levels=grade.levels if grade.levels == first.levels else {},
        points=mean,
        points_max=work.points_max,
        comment="\n\n".join(dict.fromkeys(filter(None, [first.comment, grade.comment]))),
        reason=_("The mean of two markings within the tolerance"),
        grader=actor,
    )
    return _stand(actor, work, agreed)


def _wait_for(work: Work, marking: Marking, *, grader: User | None = None, second: User | None = None) -> None:
    changes: dict[str, Any] = {"awaits": marking}
    if grader:
        changes["grader"] = grader
        if work.second_grader_id == grader.pk:
            changes["second_grader"] = None
    if second:
        changes["second_grader"] = second
    _swap(work, W.WAITING, changes)
    work.awaits = marking


def _stand(actor: User, work: Work, grade: Grade) -> None:
    """Let a grade stand: what was handed in is accepted; past the set time it is shown at once."""
    first = {} if work.grader_id or work.second_grader_id == actor.pk else {"grader": actor}
    _swap(work, W.WAITING, {"state": W.GRADED, "grade": grade, **first})
    audit.record(actor, "assignments.work.grade", work, {"points": [None, str(grade.points)], "number": grade.number})
    if work.submission is not None:
        submissions.accept(actor=actor, submission=work.submission, version=_version(work))
    work.state, work.grade = W.GRADED, grade
    at = work.submission.task.release_at if work.submission and work.release_at is None else None
    if at and at <= clock.now():
        releases.release(actor=None, works=[work])


def _change(actor: User, work: Work, grade: Grade) -> None:
    """Let a changed grade stand in place of the one before; a request to look again is answered by it."""
    before = work.grade
    _swap(work, work.state, {"grade": grade})
    points = [str(before.points) if before else None, str(grade.points)]
    audit.record(actor, "assignments.work.regrade", work, {"points": points, "reason": grade.reason})
    if work.state == W.RELEASED:
        releases.show(actor=actor, grade=grade, work=work)
    was_asked = releases.answered_by_change(actor=actor, work=work, grade=grade)
    work.grade = grade
    if work.state == W.RELEASED:
        telling.changed(actor=actor, work=work, reason=grade.reason, was_asked=was_asked)


def _swap(work: Work, state: str, changes: dict[str, Any]) -> None:
    """Change the work's row where it stands as it was seen. Raises Conflict when it does not."""
    if not Work.objects.filter(pk=work.pk, state=state, awaits=work.awaits).update(**changes):
        raise Conflict(_("This work has changed meanwhile. Reload the page; what you wrote is kept as your draft."))


def _returner(work: Work, actor: User) -> User | None:
    """Return who gets it back improved: who returned it, or, when that is the second of two, who marked it first."""
    second = work.awaits != Marking.FIRST or work.second_grader_id == actor.pk
    return work.grader if second else actor


def _version(work: Work) -> SubmissionVersion:
    if work.submission is None or work.submission.current is None:
        raise Refusal(_("Nothing was handed in yet."))
    return work.submission.current


def _mirror(work: Work, fresh: Work) -> None:
    """Let the caller's object say what is in the database."""
    work.state, work.awaits, work.grade = fresh.state, fresh.awaits, fresh.grade


def return_work(*, actor: User, work: Work, marked: Marked, seen: Seen) -> None:
    """Give a form back for improvement, with the comment as the reason and the comments on fields.

    Raises Refusal for anything but a waiting form, or without a word on what to improve; on a Conflict the text is kept.
    """
    drafts.keep_text(actor=actor, work=work, marked=marked)
    with transaction.atomic():
        _return(actor, work, marked, seen)
        GradeDraft.objects.filter(work=work, grader=actor).delete()


def _return(actor: User, work: Work, marked: Marked, seen: Seen) -> None:
    fresh = _locked(work)
    reason, comments = marked.comment.strip(), marked.columns()["field_comments"]
    if _returned_already(actor, fresh, seen, reason):
        work.state = W.RETURNED
        return
    _check_as_seen(fresh, seen)
    if fresh.kind != WorkKind.FORM or fresh.submission is None:
        raise Refusal(
            _("Only a form can come back improved. Grade this work, and say in the comment what was missing.")
        )
    if fresh.state != W.WAITING:
        words = _("This work is “%(state)s”: only what waits to be graded can be returned.")
        raise Refusal(words % {"state": fresh.get_state_display()})
    if not reason and not comments:
        raise Refusal(_("Say what is to be improved: in the comment, or beside a field."))
    _swap(fresh, W.WAITING, {"state": W.RETURNED, "grader": _returner(fresh, actor)})
    submissions.return_for_improvement(
        actor=actor,
        submission=fresh.submission,
        version=_version(fresh),
        reason=reason,
        field_comments=comments,
    )
    drafts.add_note(actor=actor, work=fresh, text=marked.private_note)
    telling.returned(actor=actor, submission=fresh.submission, version=_version(fresh), reason=reason)
    audit.record(actor, "assignments.work.return", fresh, {"reason": reason})
    work.state = W.RETURNED


def _returned_already(actor: User, work: Work, seen: Seen, reason: str) -> bool:
    """Whether this very sheet returned the work before: a double click, or an answer lost on the way."""
    if work.state != W.RETURNED or work.submission is None:
        return False
    step = work.submission.events.select_related("version").order_by("-id").first()
    if step is None or step.version is None:
        return False
    return (step.actor_id, step.version.number, step.reason) == (actor.pk, seen.version, reason)
