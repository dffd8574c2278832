"""Invitations of a cohort, sent again."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from courses.models import Cohort
from courses.queries.invitations import SENT, TO_SEND, WAITING, invited_of
from lms.people.enums import OPEN_INVITATION
from lms.people.models import Invitation, User
from lms.people.services import invite_many, renew_invitation


@transaction.atomic
def send_again(*, actor: User, cohort: Cohort, ids: Sequence[str] | None = None) -> int:
    """Send a new link to people of a cohort without an account; their old links die. Returns how many.

    With `ids` the chosen ones who have no account; without, everybody whom no message has reached: not delivered, expired, taken back,
    or not invited yet. Who has an account is passed over.
    """
    rows = invited_of(cohort)
    wanted = rows.filter(stands__in=TO_SEND) if ids is None else rows.filter(public_id__in=ids)
    people = [row.user for row in wanted.filter(stands__in=[*TO_SEND, SENT, WAITING])]
    open_ones = list(Invitation.objects.filter(user__in=people, state__in=OPEN_INVITATION).order_by("pk"))
    for invitation in open_ones:
        renew_invitation(actor=actor, invitation=invitation)
    return len(open_ones) + invite_many(actor=actor, users=people, reason=str(cohort))
