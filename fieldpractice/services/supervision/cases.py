"""A disagreement's case: opened by the word, answered by the participant, closed by a facilitator with a reason."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext as _

from courses.models import Cohort
from courses.queries.visible import charges_held
from fieldpractice.kinds import supervision as kinds
from fieldpractice.models import CaseAnswer, Disagreement, WeekConfirmation
from fieldpractice.services.jp import keep_field_jp
from lms.notices.registry import Telling
from lms.notices.services import tell, tell_many, withdraw
from lms.people import audit, clock
from lms.people.enums import Role
from lms.people.errors import Conflict, NotAllowed, Refusal
from lms.people.models import RoleAssignment, User


def open_case(*, actor: User | None, word: WeekConfirmation) -> Disagreement:
    """Open the case of a disagreement, or return the one that is open for this week. The facilitators and the participant are told.

    Needs a transaction that holds the placement.
    """
    there = Disagreement.objects.filter(placement=word.placement, week=word.week, closed_at=None).first()
    if there is not None:
        return there
    case = Disagreement.objects.create(
        placement=word.placement, week=word.week, confirmation=word, opened_at=clock.now()
    )
    keep_field_jp([word.placement.enrolment_id])
    audit.record(actor, "fieldpractice.case.open", case, {"week": ["", word.week], "reason": word.reason})
    person = word.placement.enrolment.user
    about = {"week": word.week, "reason": word.reason}
    path = case.get_absolute_url()
    rows = [Telling(kinds.CASE_ABOUT_YOU, person, path, about, f"{kinds.CASE_ABOUT_YOU}:{case.pk}", case, actor)]
    for one in in_charge_of(word.placement.enrolment.cohort):
        key = f"{kinds.CASE_OPENED}:{case.pk}:{one.pk}"
        rows.append(Telling(kinds.CASE_OPENED, one, path, about | {"person": person.display_name}, key, case, actor))
    tell_many(rows)
    return case


@transaction.atomic
def answer_case(*, actor: User, case: Disagreement, text: str) -> CaseAnswer:
    """Say something to an open case. The same words again are the ones there are. The facilitators are told of the participant's.

    Raises NotAllowed, Refusal (nothing said), Conflict (closed meanwhile).
    """
    case = _lock(case)
    if not actor.has_perm("fieldpractice.answer_case", case):
        raise NotAllowed(_("The participant and the facilitators in charge speak in a case."))
    words = text.strip()[:2000]
    if not words:
        raise Refusal(_("Say something: an empty answer helps nobody."))
    last: CaseAnswer | None = case.answers.order_by("-at", "-pk").first()
    if last is not None and (last.author_id, last.text) == (actor.pk, words):
        return last
    if not case.is_open:
        raise Conflict(_("This case was closed meanwhile. Read how it ended."))
    answer = CaseAnswer.objects.create(case=case, author=actor, text=words, at=clock.now())
    audit.record(actor, "fieldpractice.case.answer", case)
    enrolment = case.placement.enrolment
    if actor.pk == enrolment.user_id:
        values = {"person": enrolment.user.display_name, "week": case.week, "answer": words}
        tell_many(
            Telling(
                kinds.CASE_ANSWERED,
                one,
                case.get_absolute_url(),
                values,
                f"{kinds.CASE_ANSWERED}:{answer.pk}:{one.pk}",
                case,
                actor,
            )
            for one in in_charge_of(enrolment.cohort)
        )
    return answer


@transaction.atomic
def close_case(*, actor: User, case: Disagreement, reason: str) -> None:
    """Close a case with what was found. The participant is told; no grade changes. The word itself stays as it was given.

    Raises NotAllowed, Refusal (no reason), Conflict (closed meanwhile).
    """
    case = _lock(case)
    if not actor.has_perm("fieldpractice.close_case", case):
        raise NotAllowed(_("A case is closed by a facilitator in charge, or by an organiser."))
    if not reason.strip():
        raise Refusal(_("Say what you found: the reason stays with the case."))
    ended = {"closed_at": clock.now(), "closed_by": actor, "closed_because": reason.strip()[:1000]}
    if not Disagreement.objects.filter(pk=case.pk, closed_at=None).update(**ended):
        raise Conflict(_("This case was closed meanwhile. Read how it ended."))
    keep_field_jp([case.placement.enrolment_id])
    audit.record(actor, "fieldpractice.case.close", case, {"reason": reason.strip()})
    withdraw(about=case, kinds=[kinds.CASE_OPENED, kinds.CASE_ANSWERED, kinds.CASE_ABOUT_YOU])
    tell(
        kind=kinds.CASE_CLOSED,
        to=case.placement.enrolment.user,
        path=case.get_absolute_url(),
        values={"week": case.week, "reason": reason.strip()[:1000]},
        key=f"{kinds.CASE_CLOSED}:{case.pk}",
        about=case,
        actor=actor,
    )


def in_charge_of(cohort: Cohort) -> Iterable[User]:
    """Return the facilitators in charge of a cohort today; where there is none, the coordinators."""
    charged = [one.user for one in charges_held().filter(cohort=cohort).select_related("user")]
    if charged:
        return charged
    held = RoleAssignment.objects.valid().filter(role=Role.COORDINATOR, user__is_active=True)
    return [row.user for row in held.select_related("user")]


def _lock(case: Disagreement) -> Disagreement:
    rows = Disagreement.objects.select_for_update(of=("self",))
    return rows.select_related("placement__enrolment__user", "placement__enrolment__cohort").get(pk=case.pk)
