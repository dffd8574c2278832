"""How the invitations of a cohort stand: one line for each person with a seat who has not said yes or has no account."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db.models import Case, CharField, Count, OuterRef, Q, QuerySet, Subquery, Value, When
from django.utils.translation import gettext_lazy as _

from courses.enums import EnrolmentState
from courses.models import Cohort, Enrolment
from lms.people import clock
from lms.people.enums import InvitationState
from lms.people.models import Invitation

S = EnrolmentState
NONE, WAITING, SENT, FAILED, EXPIRED, REVOKED, ANSWERED, ACCOUNT = (
    "none",
    "waiting",
    "sent",
    "failed",
    "expired",
    "revoked",
    "answered",
    "account",
)
STANDS: list[tuple[str, object]] = [
    (FAILED, _("Not delivered")),
    (EXPIRED, _("Expired")),
    (REVOKED, _("Taken back")),
    (NONE, _("Not invited yet")),
    (WAITING, _("Waiting to be sent")),
    (SENT, _("Sent, no answer yet")),
    (ACCOUNT, _("Has an account, has not said yes")),
    (ANSWERED, _("Takes part")),
]
# What a new message would help.
TO_SEND = (FAILED, EXPIRED, REVOKED, NONE)


def invited_of(cohort: Cohort) -> QuerySet[Any]:
    """Return those with a seat, each with how the invitation stands (`stands`), what went wrong and until when it holds. One query."""
    last = Invitation.objects.filter(user=OuterRef("user")).order_by("-created_at", "-id")
    rows = Enrolment.objects.filter(cohort=cohort, state__in=[S.ACCEPTED, S.ACTIVE])
    rows = rows.annotate(
        invitation_state=Subquery(last.values("state")[:1]),
        invitation_failure=Subquery(last.values("failure")[:1]),
        invitation_sent=Subquery(last.values("sent_at")[:1]),
        invitation_expires=Subquery(last.values("expires_at")[:1]),
    )
    has_no_account = Q(user__password__startswith=UNUSABLE_PASSWORD_PREFIX)
    return rows.annotate(
        stands=Case(
            When(state=S.ACTIVE, then=Value(ANSWERED)),
            When(~has_no_account, then=Value(ACCOUNT)),
            When(invitation_state__isnull=True, then=Value(NONE)),
            When(invitation_state=InvitationState.REVOKED, then=Value(REVOKED)),
            When(invitation_expires__lte=clock.now(), then=Value(EXPIRED)),
            When(invitation_state=InvitationState.FAILED, then=Value(FAILED)),
            When(invitation_state=InvitationState.SENT, then=Value(SENT)),
            default=Value(WAITING),
            output_field=CharField(),
        )
    ).select_related("user", "work_unit", "cohort").order_by("user__name", "id")  # fmt: skip


def counts_of(cohort: Cohort) -> dict[str, int]:
    """Return how many invitations stand how: one query."""
    rows = invited_of(cohort).order_by().values("stands").annotate(many=Count("id"))
    return {row["stands"]: row["many"] for row in rows}
