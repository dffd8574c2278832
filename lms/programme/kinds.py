"""What this room tells people: each kind with its words and what they may name."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext_lazy as _

from lms.notices.registry import NoticeKind, Variable, add_kind
from lms.people.enums import Role

REVIEW_WAITS = "programme.review_waits"
REVIEW_DUE = "programme.review_due"
REVIEW_LATE = "programme.review_late"

GROUP = "review"
SIGNERS = frozenset({Role.REVIEWER})

_review = Variable("text", _("Curriculum, version 2"), _("What is reviewed"))
_due = Variable("date", date(2026, 6, 19), _("Due"))
_parts = Variable("number", 4, _("Parts that are not signed"))

add_kind(
    NoticeKind(
        code=REVIEW_WAITS,
        label=_("A review waits for your unit"),
        group=GROUP,
        hats=SIGNERS,
        title=_("{review} waits for your unit’s signature"),
        body=_("Read it part by part and sign until {due}."),
        variables={"review": _review, "due": _due},
    )
)
add_kind(
    NoticeKind(
        code=REVIEW_DUE,
        label=_("A review is due soon"),
        group=GROUP,
        hats=SIGNERS,
        title=_("Until {due}: {review} is not signed yet"),
        body=_("Parts without your unit’s signature: {parts}."),
        variables={"review": _review, "due": _due, "parts": _parts},
    )
)
add_kind(
    NoticeKind(
        code=REVIEW_LATE,
        label=_("A review is past its due date"),
        group=GROUP,
        hats=SIGNERS,
        title=_("Past its due date: {review} is not signed"),
        body=_(
            "It was due on {due}. Parts without your unit’s signature: {parts}. It may now be closed without your answer."
        ),
        variables={"review": _review, "due": _due, "parts": _parts},
    )
)
