"""An objection, or notes, are answered in writing: the answer is printed beside them."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from lms.evaluation.models import ObjectionAnswer, ProgrammeReport
from lms.evaluation.queries.reports.reviewing import reviews_of
from lms.evaluation.services.reports import telling
from lms.evaluation.services.reports.reviewing import lock_report
from lms.people import audit, clock
from lms.people.errors import Conflict, NotAllowed, Refusal
from lms.people.models import User
from lms.programme.enums import Verdict
from lms.programme.models import SignOff

LONGEST = 2000


@transaction.atomic
def answer_objection(*, actor: User, report: ProgrammeReport, sign_off_id: int, text: str) -> ObjectionAnswer:
    """Answer what a unit objected to or noted; who said it is told. The same words twice are one answer.

    Raises NotAllowed (neither organiser nor author), Refusal (no text, too long) and Conflict (no such word on this report).
    """
    if not actor.has_perm("evaluation.draft_report", report):
        raise NotAllowed(_("Only those who write this report and the organisers answer."))
    text = text.strip()
    if not text:
        raise Refusal(_("Write the answer first."))
    if len(text) > LONGEST:
        raise Refusal(_("An answer holds %(longest)s characters at most. Shorten it.") % {"longest": LONGEST})
    report = lock_report(report)
    words = SignOff.objects.filter(part__review__in=[one.pk for one in reviews_of(report)])
    word = words.exclude(verdict=Verdict.APPROVE).filter(pk=sign_off_id).first()
    if word is None:
        raise Conflict(_("There is no such objection on this report."))
    same: ObjectionAnswer | None = ObjectionAnswer.objects.filter(
        report=report, sign_off=word, actor=actor, text=text
    ).first()
    if same is not None:
        return same
    answer = ObjectionAnswer.objects.create(report=report, sign_off=word, text=text, actor=actor, at=clock.now())
    audit.record(actor, "evaluation.report.answer", report, {"column": word.column, "part": word.part.key})
    telling.tell_answered(answer=answer, actor=actor)
    return answer
