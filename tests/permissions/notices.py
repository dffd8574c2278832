"""Of what the permission table's people are told."""

from __future__ import annotations

from datetime import timedelta

from lms.notices import services
from lms.notices.models import Notice
from lms.notices.registry import CalendarEvent, NoticeKind, add_events, add_kind
from lms.notices.tokens import calendar_token, unsubscribe_token
from lms.people.models import User, WorkUnit
from tests.factories.courses import DURING

KIND = NoticeKind(
    code="permissions.any", label="Any", group="account", title="Something", body="Happened", optional=True
)

EVENT = CalendarEvent("any-1", 0, "Any", DURING, DURING + timedelta(hours=1), "Asia/Jakarta")


def make_notices(people: dict[str, User], _far: WorkUnit) -> dict[str, dict[str, str]]:
    """One that stands, and one that was taken back before anybody saw it."""
    add_kind(KIND)
    told = {
        name: _told(people["participant"], about=people[about], key=name)
        for name, about in (("participant", "participant"), ("withdrawn", "coordinator"))
    }
    services.withdraw(about=people["coordinator"])
    found = {f"notice.{name}": {"pid": notice.public_id} for name, notice in told.items()}
    found |= {"delivery": {"pid": told["participant"].delivery.public_id}, "delivery.missing": {"pid": "000000000000"}}
    words = {"kind": KIND.code, "language": "id"}
    return found | _links(people["participant"]) | {"words": words, "words.missing": {**words, "language": "fr"}}


def _links(participant: User) -> dict[str, dict[str, str]]:
    """Links that open by themselves, and an event of one person's calendar."""
    add_events(lambda user: [EVENT] if user.pk == participant.pk else [])
    unsubscribe = unsubscribe_token(participant, KIND.code)
    calendar = calendar_token(services.renew_calendar(actor=participant))
    return {
        "unsubscribe.participant": {"token": unsubscribe},
        "unsubscribe.forged": {"token": f"{unsubscribe[:-1]}-"},
        "calendar.participant": {"token": calendar},
        "calendar.forged": {"token": f"{calendar[:-1]}-"},
        "event.participant": {"uid": EVENT.uid},
    }


def _told(to: User, *, about: User, key: str) -> Notice:
    notice = services.tell(kind=KIND.code, to=to, path="/dashboard/", values={}, key=key, about=about)
    assert notice is not None
    return notice
