"""People at risk: the limits of a programme, and what was done about somebody. Both are only ever added to."""

from __future__ import annotations

from dataclasses import asdict

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from courses.models import Cohort, Enrolment, RiskLimits, RiskNote
from courses.queries.risks import limits_of
from courses.registry import Limits
from lms.people import audit
from lms.people.errors import Refusal
from lms.people.models import User


@transaction.atomic
def set_limits(*, actor: User, cohort: Cohort, limits: Limits, reason: str) -> RiskLimits | None:
    """Decide on the limits of a cohort's programme, with the reason; the limits in force said again change nothing (None).

    Raises Refusal without a reason, or for a limit that would list everybody or nobody.
    """
    if not reason.strip():
        raise Refusal(_("Say why: it changes who is listed in every cohort of the programme."))
    if not 1 <= limits.percent <= 100 or min(asdict(limits).values()) < 1:
        raise Refusal(_("The share lies between 1 and 100 percent, every other limit at 1 or more."))
    before = limits_of(cohort.pk)
    if limits == before:
        return None
    row = RiskLimits.objects.create(
        programme=cohort.programme, **asdict(limits), reason=reason.strip()[:300], actor=actor
    )
    changes = {
        name: [old, getattr(limits, name)] for name, old in asdict(before).items() if old != getattr(limits, name)
    }
    audit.record(actor, "courses.risk_limits.set", cohort, {**changes, "reason": reason})
    return row


def note_risk(*, actor: User, enrolment: Enrolment, step: str, text: str, once: str) -> RiskNote:
    """Keep what was done about somebody at risk. The same `once` again is the same note. Raises Refusal without a word."""
    if not text.strip():
        raise Refusal(_("Say in a few words what came of it."))
    try:
        with transaction.atomic():
            row = RiskNote.objects.create(
                enrolment=enrolment, step=step, text=text.strip()[:500], once=once, actor=actor
            )
            audit.record(actor, "courses.risk.note", enrolment, {"step": step})
            return row
    except IntegrityError:
        return RiskNote.objects.get(enrolment=enrolment, once=once)
