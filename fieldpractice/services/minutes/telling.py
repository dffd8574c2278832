"""Tells people what follows for them from a session, in the transaction of the decision."""

from __future__ import annotations

from django.urls import reverse

from fieldpractice.kinds import minutes as kinds
from fieldpractice.models import FollowUp, MinutesApproval
from fieldpractice.queries.minutes.content import people_of
from lms.notices.registry import Telling
from lms.notices.services import tell, tell_many, withdraw
from lms.people.models import User


def tell_responsible(*, actor: User, follow_up: FollowUp) -> None:
    """Tell who is responsible for a follow-up, unless it is the person who wrote it."""
    to = follow_up.responsible
    if to is None or to.pk == actor.pk:
        return
    tell(
        kind=kinds.FOLLOW_UP_YOURS,
        to=to,
        path=follow_up.get_absolute_url(),
        values=kinds.values_when_new(follow_up),
        key=f"{kinds.FOLLOW_UP_YOURS}:{follow_up.pk}:{to.pk}:{follow_up.seq}",
        about=follow_up,
        actor=actor,
    )


def take_back(*, follow_up: FollowUp) -> None:
    """Take back what was told of a follow-up that is done, or that is somebody else's now."""
    withdraw(about=follow_up, kinds=[kinds.FOLLOW_UP_YOURS, kinds.FOLLOW_UP_DUE, kinds.FOLLOW_UP_OVERDUE])


def tell_approved(approval: MinutesApproval) -> None:
    """Tell the participants of a session that its minutes are approved; a correction is told with its reason."""
    session, corrected = approval.session, approval.round > 1
    kind = kinds.MINUTES_CORRECTED if corrected else kinds.MINUTES_APPROVED
    values = {"session": session.title, "at": session.starts_at}
    if corrected:
        values |= {"reason": approval.reason}
    path = reverse("fieldpractice:minutes_detail", args=[session.public_id])
    tell_many(
        Telling(
            kind=kind, to=user, path=path, values=values, key=f"{kind}:{approval.pk}:{user.pk}", about=approval,
            actor=approval.approved_by,
        )
        for user in (one.user for one in people_of(session))
        if user.pk != approval.approved_by_id
    )  # fmt: skip
