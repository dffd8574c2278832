"""What answers a constraint: a lesson made stronger, or something else with its proof; whether it helps; opening it again."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from cms.enums import VersionState
from cms.models import CurriculumVersion
from fieldpractice.enums import AnswerKind, ConstraintState
from fieldpractice.models import Constraint, ConstraintAnswer, HelpAnswer
from fieldpractice.queries.constraints.groups import concerned, group_ids, seat_of
from fieldpractice.queries.constraints.lessons import Change, change_in, read_before
from fieldpractice.services.constraints import telling
from fieldpractice.services.constraints.steps import allow, move, said
from lms.people import audit, clock
from lms.people.errors import NotAllowed, Refusal
from lms.people.models import User

S = ConstraintState


@transaction.atomic
def strengthen(
    *, actor: User, constraint: Constraint, lesson_key: UUID, after: CurriculumVersion, text: str, seen: str = ""
) -> ConstraintAnswer:
    """Record that a lesson answers a constraint since a published version; whom it concerns is told and asked whether it helps.

    The link proves itself: the version is published (so both reviews are closed), newer than the one the lesson was read in, of the same
    curriculum, and the lesson's digest differs between the two. Raises NotAllowed, Refusal for what does not hold, Conflict.
    """
    allow(actor, "fieldpractice.answer_constraint", constraint)
    text = said(text, _("Write what changed: it is what those concerned read."))
    if constraint.state == S.STRENGTHENED:
        raise Refusal(
            _("A strengthened lesson is recorded already. Give the constraint to somebody again for another.")
        )
    before = read_before(constraint, lesson_key)
    change = _proven(constraint, lesson_key, before, after)
    move(constraint, S.STRENGTHENED, actor=actor, seen=seen, note=text, lesson_key=lesson_key, lesson_version=before)
    answer: ConstraintAnswer = ConstraintAnswer.objects.create(
        constraint=constraint,
        kind=AnswerKind.MATERIAL,
        text=text[:2000],
        lesson_key=lesson_key,
        lesson_title=change.title[:300],
        before=before,
        after=after,
        digest_before=change.before.digest if change.before else "",
        digest_after=change.after.digest,
        actor=actor,
        at=constraint.state_at,
    )
    telling.answered(constraint=constraint, answer=answer, actor=actor)
    return answer


def _proven(constraint: Constraint, key: UUID, before: CurriculumVersion, after: CurriculumVersion) -> Change:
    """Return the change, or refuse with what is missing."""
    if after.state != VersionState.PUBLISHED:
        raise Refusal(
            _("Version %(number)s is not published. Have it reviewed and published first.") % {"number": after.number}
        )
    if after.curriculum_id != before.curriculum_id or after.number <= before.number:
        words = _("Choose a version newer than version %(number)s, in which the lesson was read.")
        raise Refusal(words % {"number": before.number})
    change = change_in(constraint, key, after)
    if change is None:
        raise Refusal(_("This lesson is not in version %(number)s.") % {"number": after.number})
    if not change.differs:
        words = _("“%(lesson)s” is the same in versions %(before)s and %(after)s: nothing was strengthened yet.")
        raise Refusal(words % {"lesson": change.title, "before": before.number, "after": after.number})
    return change


@transaction.atomic
def resolve(
    *, actor: User, constraint: Constraint, text: str, kind: str = "", link: str = "", seen: str = ""
) -> ConstraintAnswer | None:
    """Close a constraint with its proof; whom it concerns is told.

    One whose material was strengthened needs no other answer. Any other is answered by something that is not material (`kind`), and
    those concerned are asked whether it helps. Returns that answer. Raises NotAllowed, Refusal (no proof, no kind, material without a
    version), Conflict.
    """
    allow(actor, "fieldpractice.answer_constraint", constraint)
    text = said(text, _("Write what proves that it is resolved."))
    if kind == AnswerKind.MATERIAL or (not kind and constraint.state != S.STRENGTHENED):
        raise Refusal(_("Say what resolved it. For material, record the strengthened lesson first."))
    move(constraint, S.RESOLVED, actor=actor, seen=seen, note=text)
    if not kind:
        telling.closed(constraint=constraint, actor=actor, proof=text)
        return None
    answer: ConstraintAnswer = ConstraintAnswer.objects.create(
        constraint=constraint, kind=kind, text=text[:2000], link=link, actor=actor, at=constraint.state_at
    )
    telling.answered(constraint=constraint, answer=answer, actor=actor)
    return answer


@transaction.atomic
def reopen(*, actor: User, constraint: Constraint, reason: str, seen: str = "") -> None:
    """Open a constraint again with the reason: it is raised once more, and nobody's to answer. Raises NotAllowed, Refusal, Conflict."""
    allow(actor, "fieldpractice.lead_constraint", constraint)
    reason = said(reason, _("Write why it is open again: it is what those concerned read."))
    move(constraint, S.RAISED, actor=actor, seen=seen, note=reason, assigned_to=None, due_on=None)
    telling.reopened(constraint=constraint, actor=actor, reason=reason)


@transaction.atomic
def answer_help(*, actor: User, answer: ConstraintAnswer, helps: bool, note: str = "") -> HelpAnswer:
    """Say whether an answer helps, as somebody whom the constraint concerns. The latest word of each person counts.

    Said again in the same words it is the same. A “no” is told to those who guide the cohort; opening the constraint again is theirs to
    decide. Raises NotAllowed for somebody it does not concern.
    """
    constraint = answer.constraint
    seat = seat_of(actor, constraint.cohort_id)
    whole = constraint.merged_into or constraint
    if seat is None or not concerned(group_ids(whole)).filter(pk=seat.pk).exists():
        raise NotAllowed(_("Only those who met this constraint say whether the answer helps."))
    note = note.strip()[:500]
    last = HelpAnswer.objects.filter(answer=answer, enrolment=seat).order_by("-pk").first()
    if last is not None and (last.helps, last.note) == (helps, note):
        return last  # type: ignore[no-any-return]
    row: HelpAnswer = HelpAnswer.objects.create(answer=answer, enrolment=seat, helps=helps, note=note, at=clock.now())
    audit.record(actor, "fieldpractice.constraint.help", whole, {"helps": ["", str(helps)]})
    if not helps:
        telling.no_help(constraint=whole, said=row)
    return row
