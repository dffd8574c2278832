"""Tells people what follows for them from a report, in the transaction of the write."""

from __future__ import annotations

from lms.evaluation.kinds import reports as kinds
from lms.evaluation.models import ObjectionAnswer, ReportSection
from lms.notices.services import tell, withdraw
from lms.people.models import User


def tell_author(*, section: ReportSection, actor: User) -> None:
    """Tell who is to write a section, unless it is the person who said so."""
    if section.author is None or section.author_id == actor.pk:
        return
    tell(
        kind=kinds.SECTION_YOURS,
        to=section.author,
        path=section.get_absolute_url(),
        values=kinds.values_when_new(section),
        key=f"{kinds.SECTION_YOURS}:{section.pk}:{section.author_id}:{section.due_on}",
        about=section,
        actor=actor,
    )


def take_back_section(section: ReportSection) -> None:
    """Take back what was told of a section that is somebody else's now, or due another day."""
    withdraw(about=section, kinds=[kinds.SECTION_YOURS, kinds.SECTION_DUE])


def tell_answered(*, answer: ObjectionAnswer, actor: User) -> None:
    """Tell who objected that there is an answer."""
    word = answer.sign_off
    if word.person_id == actor.pk:
        return
    tell(
        kind=kinds.OBJECTION_ANSWERED,
        to=word.person,
        path=word.part.review.get_absolute_url(),
        values={"report": answer.report.title, "part": word.part.title, "answer": answer.text[:300]},
        key=f"{kinds.OBJECTION_ANSWERED}:{answer.pk}",
        about=answer.report,
        actor=actor,
    )
