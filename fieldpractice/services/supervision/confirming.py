"""The supervisor's word on a week: seen, not seen, disagrees because. A fact apart from every grade."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from courses.enums import SEATED
from fieldpractice.enums import Verdict
from fieldpractice.models import Placement, SupervisorLink, WeekConfirmation
from fieldpractice.queries.logbook import WeekRow, week_row, week_rows
from fieldpractice.queries.placements import supervisor_name
from fieldpractice.services.links import use_up
from fieldpractice.services.placements.locking import lock_placement
from fieldpractice.services.supervision.cases import open_case
from lms.people import audit, clock
from lms.people.errors import Conflict, NotAllowed, Refusal
from lms.people.models import User

MOST_REASON = 1000


@transaction.atomic
def confirm_week(
    *,
    placement: Placement,
    week: int,
    verdict: str,
    seen: str,
    reason: str = "",
    actor: User | None = None,
    link: SupervisorLink | None = None,
) -> WeekConfirmation:
    """Give the supervisor's word on a week that is over, signed in (`actor`) or by a personal link. The latest word counts.

    `seen` is the digest of the entries that the page showed: the word holds for exactly these. The same word again is the one there
    is. A disagreement opens a case; nothing here touches a grade. A link that has nothing left to confirm is used up.
    Raises NotAllowed, Refusal (no such week, not over, nothing noted, no reason), Conflict (the logbook or the link changed meanwhile).
    Locks the placement.
    """
    row = lock_placement(placement)
    name = _who(row, actor, link)
    shown = _checked(row, week, verdict, reason)
    if shown.digest != seen:
        raise Conflict(_("The logbook of this week changed meanwhile. Look at it again, then give your word."))
    words = reason.strip()[:MOST_REASON]
    latest = shown.word
    if latest is not None and (latest.verdict, latest.reason, latest.digest) == (verdict, words, seen):
        return latest
    word = WeekConfirmation.objects.create(
        placement=row,
        week=week,
        verdict=verdict,
        reason=words,
        digest=shown.digest,
        entries=len(shown.entries),
        hours=shown.hours,
        actor=actor,
        link=link,
        name=name[:180],
        at=clock.now(),
    )
    audit.record(actor, "fieldpractice.week.confirm", word, {"week": ["", week], "verdict": ["", verdict], "by": name})
    if verdict == Verdict.DISAGREES:
        open_case(actor=actor, word=word)
    if link is not None and not any(one.waits for one in week_rows(lock_placement(row))):
        use_up(link)
    return word


def _who(row: Placement, actor: User | None, link: SupervisorLink | None) -> str:
    """Return the name of who speaks. Raises NotAllowed for anybody but the supervisor, Conflict for a link that opens nothing now."""
    if row.enrolment.state not in SEATED:
        raise NotAllowed(_("This person is no longer in the cohort: there is nothing to confirm."))
    if actor is not None:
        if not actor.has_perm("fieldpractice.confirm_week", row):
            raise NotAllowed(_("Only the supervisor of this placement gives a word on its weeks."))
        return actor.display_name
    fresh = SupervisorLink.objects.filter(pk=link.pk, placement=row).first() if link is not None else None
    if fresh is None or not fresh.is_open:
        raise Conflict(_("This link was used, replaced or revoked meanwhile. Open the newest message."))
    return supervisor_name(row) or _("Supervisor")


def _checked(row: Placement, week: int, verdict: str, reason: str) -> WeekRow:
    shown = week_row(row, week)
    if shown is None:
        raise Refusal(_("There is no such week."))
    if not shown.ended:
        raise Refusal(_("This week is not over yet: a word is given when it is."))
    if verdict not in Verdict.values:
        raise Refusal(_("Say whether you have seen the work, have not seen it, or disagree."))
    if verdict == Verdict.SEEN and not shown.entries:
        raise Refusal(_("Nothing is noted in this week, so nothing can have been seen in it."))
    if verdict == Verdict.DISAGREES and not reason.strip():
        raise Refusal(_("Say why you disagree: the facilitator speaks with the participant about it."))
    return shown
