"""The identity desk: a person says who a name in a meeting is. The word is kept for ever and holds for what comes later."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from courses.models import Enrolment
from fieldpractice.enums import SessionState
from fieldpractice.models import IdentityMatch, MonitoringSession, ParticipationRow
from fieldpractice.queries.strangers import Stranger, strangers_of
from fieldpractice.services import presence
from lms.people import audit, clock
from lms.people.errors import Conflict, Refusal
from lms.people.models import User


@transaction.atomic
def decide_identity(
    *,
    actor: User,
    session: MonitoringSession,
    key: str,
    enrolment: Enrolment | None,
    seen: str = "",
    only_here: bool = False,
) -> IdentityMatch:
    """Say who somebody in a meeting is; None: nobody of ours. It holds for the same account, address and name in the whole cohort,
    or with `only_here` for this session alone. Sessions in which they were are worked out anew.

    `seen` is whom the page showed as chosen: Conflict when somebody else has said otherwise meanwhile.
    """
    if enrolment is not None and enrolment.cohort_id != session.cohort_id:
        raise Refusal(_("%(name)s has no place in this cohort.") % {"name": enrolment.user})
    # All sessions this word may touch, in one order.
    cohort = MonitoringSession.objects.filter(cohort=session.cohort_id)
    presence.lock_sessions(*cohort.values_list("pk", flat=True))
    stranger = _found(session, key)
    if _standing(stranger) != seen:
        raise Conflict(
            _("Somebody has decided on “%(name)s” meanwhile. Look at it once more.") % {"name": stranger.name}
        )
    match = IdentityMatch.objects.create(
        cohort_id=session.cohort_id,
        session=session if only_here else None,
        account_id=stranger.account_id,
        email=stranger.email.lower(),
        name=stranger.name,
        enrolment=enrolment,
        actor=actor,
        at=clock.now(),
    )
    label = str(enrolment.user) if enrolment else "–"
    audit.record(actor, "fieldpractice.identity.decide", session, {"identity": [stranger.name, label]})
    for pk in _touched(session, match):
        presence.recompute(pk)
    return match


def _found(session: MonitoringSession, key: str) -> Stranger:
    waiting, decided = strangers_of(session)
    for one in (*waiting, *decided):
        if one.key == key:
            if not (one.name or one.email or one.account_id):
                raise Refusal(_("Nothing is known of this one but that somebody was there."))
            return one
    raise Conflict(_("This name is not on the desk any more: it was recognised meanwhile. Load the page anew."))


def _standing(stranger: Stranger) -> str:
    """Return what is decided on somebody, as a page sends it back."""
    return stranger.chosen or ("nobody" if stranger.way == "nobody" else "")


def _touched(session: MonitoringSession, match: IdentityMatch) -> list[int]:
    """Return the sessions whose rows this word may change, this one included."""
    if match.session_id is not None:
        return [session.pk]
    same = Q(name=match.name) if match.name else Q()
    same |= Q(email=match.email) if match.email else Q()
    same |= Q(account_id=match.account_id) if match.account_id else Q()
    rows = ParticipationRow.objects.filter(same, instance__session__cohort=session.cohort_id)
    rows = rows.exclude(instance__session__state=SessionState.CANCELLED)
    found = set(rows.values_list("instance__session", flat=True).distinct())
    return sorted(found | {session.pk})
