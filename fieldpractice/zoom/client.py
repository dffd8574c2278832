"""What we ask of Zoom, in our words. Every answer is a frozen row, every refusal a type of `errors`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.conf import settings

from fieldpractice.zoom import errors
from fieldpractice.zoom.paths import segment
from fieldpractice.zoom.results import Instance, Meeting, Participation, Recording, Registered, Token
from fieldpractice.zoom.transport import Account, Transport

PAGE = 300
# A list that goes on for more pages than this is Zoom turning in a circle.
MOST_PAGES = 40
# Zoom registers so many at once, for a scheduled meeting.
BATCH = 30
SCHEDULED = 2
# What Zoom says instead of a 404 where a list or a registrant is asked for.
ABSENT, NO_MEETING = 300, 3001


@dataclass(frozen=True)
class MeetingWish:
    """A meeting as it should be. `marker` opens its agenda: by it a meeting is found again whose making broke off."""

    host: str
    topic: str
    agenda: str
    marker: str
    starts_at: datetime
    minutes: int
    time_zone: str
    recorded: bool = False

    def body(self) -> dict[str, Any]:
        """Return what zoomus sends. It appends Z to a time as it stands, so the time must be in UTC."""
        return {
            "topic": self.topic[:200],
            # Lists give the first 250 characters of an agenda: the marker comes first.
            "agenda": f"{self.marker}\n{self.agenda}".strip()[:2000],
            "start_time": self.starts_at.astimezone(UTC),
            "duration": self.minutes,
            "timezone": self.time_zone,
        }


@dataclass(frozen=True)
class Guest:
    """Somebody to be registered."""

    email: str
    first_name: str
    last_name: str


class Zoom:
    """One account of Zoom."""

    def __init__(self, account: Account) -> None:
        self._transport = Transport(account)

    def __repr__(self) -> str:
        return f"Zoom({self._transport.account!r})"

    # --- Token ---

    def token(self, *, fresh: bool = False) -> Token:
        """Return the token in use, with its scopes."""
        return self._transport.token(fresh=fresh)

    # --- Meetings ---

    def create_meeting(self, wish: MeetingWish) -> Meeting:
        """Make a meeting with registration, or return the one that bears our marker already. Making is never tried twice by itself."""
        found = self.find_meeting(wish.host, wish.marker)
        if found is not None:
            return found
        row = self._transport.call(
            "meeting",
            "create",
            idempotent=False,
            user_id=wish.host,
            type=SCHEDULED,
            settings=_settings(wish),
            **wish.body(),
        )
        meeting = Meeting.of(row)
        if not meeting.id:
            raise errors.BadAnswer("a meeting was made, and its number is missing")
        return meeting

    def find_meeting(self, host: str, marker: str) -> Meeting | None:
        """Return the host's meeting whose agenda opens with this marker, the first by number. Upcoming ones and those of the last month are looked through."""
        return min(self._marked(host, marker), key=lambda one: one.id, default=None)

    def meeting(self, meeting: int) -> Meeting:
        """Return a meeting."""
        return Meeting.of(self._get(meeting))

    def start_url(self, meeting: int) -> str:
        """Return the link with which the host starts. It lives two hours: hand it on, keep it nowhere."""
        url = str(self._get(meeting).get("start_url") or "")
        if not url:
            raise errors.BadAnswer("the meeting has no start link")
        return url

    def update_meeting(self, meeting: int, wish: MeetingWish) -> None:
        """Give a meeting its time, topic and agenda anew."""
        settings_ = {"auto_recording": "cloud" if wish.recorded else "none"}
        self._transport.call("meeting", "update", id=meeting, settings=settings_, **wish.body())

    def delete_meeting(self, meeting: int) -> None:
        """Delete a meeting; gone already is as good. A single “not found” is asked after once more."""
        try:
            self._transport.call("meeting", "delete", id=meeting, cancel_meeting_reminder="false")
        except errors.NotFound:
            if self._exists(meeting):
                self._transport.call("meeting", "delete", id=meeting, cancel_meeting_reminder="false")

    def is_gone(self, meeting: int, host: str, marker: str) -> bool:
        """Whether a meeting is there no more: its number is not found, nor is it among those of its host that bear our marker."""
        return not self._exists(meeting) and all(one.id != meeting for one in self._marked(host, marker))

    def end_meeting(self, meeting: int) -> None:
        """End a meeting that runs."""
        self._transport.call("meeting", "update_status", id=meeting, action="end")

    # --- Registrants ---

    def registrants(self, meeting: int) -> list[Registered]:
        """Return everybody who is registered and approved, with the own link."""
        path = f"/meetings/{segment(meeting)}/registrants"
        rows = self._pages("meeting", "get_request", "registrants", path, status="approved")
        return [Registered.of(row) for row in rows]

    def add_registrants(self, meeting: int, guests: Sequence[Guest]) -> list[Registered]:
        """Register up to 30 people in one call; nobody gets a mail from Zoom."""
        if len(guests) > BATCH:
            raise ValueError(f"Zoom registers {BATCH} people at once.")
        data = {
            "auto_approve": True,
            "registrants_confirmation_email": False,
            "registrants": [
                {"email": one.email, "first_name": one.first_name[:64], "last_name": one.last_name[:64]}
                for one in guests
            ],
        }
        path = f"/meetings/{segment(meeting)}/batch_registrants"
        body = self._transport.call("meeting", "post_request", path, idempotent=False, data=data)
        return [Registered.of(row) for row in _rows(body, "registrants")]

    def registrant(self, meeting: int, registrant_id: str) -> Registered:
        """Return one who is registered."""
        path = f"/meetings/{segment(meeting)}/registrants/{segment(registrant_id)}"
        return Registered.of(self._transport.call("meeting", "get_request", path))

    def delete_registrant(self, meeting: int, registrant_id: str) -> None:
        """Take one off the list; gone already is as good. That it is not there is looked after in the list itself.

        An id or a meeting that is not there is no 404 here but a 400.
        """
        path = f"/meetings/{segment(meeting)}/registrants/{segment(registrant_id)}"
        try:
            self._transport.call("meeting", "delete_request", path)
        except (errors.NotFound, errors.Refused) as error:
            if not _is_absence(error):
                raise
            if self._is_listed(meeting, registrant_id):
                self._transport.call("meeting", "delete_request", path)

    # --- Afterwards ---

    def instances(self, meeting: int) -> list[Instance]:
        """Return each time a meeting was held."""
        body = self._transport.call("past_meeting", "list", meeting_id=str(meeting))
        return [Instance.of(row) for row in _rows(body, "meetings")]

    def report(self, uuid: str) -> list[Participation]:
        """Return the report of one instance: every stay of everybody. Raises NotFound while Zoom has none yet."""
        path = f"/report/meetings/{segment(uuid)}/participants"
        rows = self._pages("report", "get_request", "participants", path, include_fields="registrant_id")
        return [Participation.of(row) for row in rows]

    def past_participants(self, uuid: str) -> list[Participation]:
        """Return who was in one instance, as the shorter list has it."""
        path = f"/past_meetings/{segment(uuid)}/participants"
        return [Participation.of(row) for row in self._pages("past_meeting", "get_request", "participants", path)]

    def recordings(self, meeting: int | str) -> Recording | None:
        """Return what was recorded of a meeting, or of one instance; None when there is nothing (yet)."""
        path = f"/meetings/{segment(meeting)}/recordings"
        try:
            return Recording.of(self._transport.call("recording", "get_request", path))
        except errors.NotFound:
            return None

    # --- Inside ---

    def _get(self, meeting: int) -> dict[str, Any]:
        return self._transport.call("meeting", "get", id=meeting)

    def _exists(self, meeting: int) -> bool:
        try:
            self._get(meeting)
        except errors.NotFound:
            return False
        return True

    def _marked(self, host: str, marker: str) -> list[Meeting]:
        if not marker:
            raise ValueError("A meeting is found by its marker.")
        rows = self._pages("meeting", "list", "meetings", user_id=host, type="scheduled")
        return [Meeting.of(row) for row in rows if str(row.get("agenda") or "").startswith(marker)]

    def _is_listed(self, meeting: int, registrant_id: str) -> bool:
        try:
            return any(one.registrant_id == registrant_id for one in self.registrants(meeting))
        except (errors.NotFound, errors.Refused) as error:
            if not _is_absence(error):
                raise
            return False

    def _pages(self, name: str, method: str, key: str, *args: Any, **params: Any) -> Iterator[dict[str, Any]]:
        """Yield the rows of all pages. Ends at a token that comes again, and raises when there is no end."""
        seen: set[str] = set()
        token = ""
        for _page in range(MOST_PAGES):
            asked = {**params, "page_size": PAGE} | ({"next_page_token": token} if token else {})
            # zoomus's own methods take the query as keywords, its bare request as `params`.
            wanted = {"params": asked} if method == "get_request" else asked
            body = self._transport.call(name, method, *args, **wanted)
            yield from _rows(body, key)
            token = str(body.get("next_page_token") or "")
            if not token or token in seen:
                return
            seen.add(token)
        raise errors.BadAnswer(f"more than {MOST_PAGES} pages")


def current() -> Zoom:
    """Return the account of the settings. Raises NotConfigured when there is none; nothing is asked of the network yet."""
    if not settings.PADAN_ZOOM_ACCOUNT_ID:
        raise errors.NotConfigured("no account")
    return Zoom(
        Account(
            account_id=settings.PADAN_ZOOM_ACCOUNT_ID,
            client_id=settings.PADAN_ZOOM_CLIENT_ID,
            client_secret=settings.PADAN_ZOOM_CLIENT_SECRET,
            api_url=settings.PADAN_ZOOM_API_URL,
            oauth_url=settings.PADAN_ZOOM_OAUTH_URL,
            timeout=settings.PADAN_ZOOM_TIMEOUT,
        )
    )


def _settings(wish: MeetingWish) -> dict[str, Any]:
    """Registration approves by itself; nobody waits in a room; Zoom writes no mail: we tell people ourselves."""
    return {
        "approval_type": 0,
        "registration_type": 1,
        "registrants_confirmation_email": False,
        "registrants_email_notification": False,
        "join_before_host": False,
        "waiting_room": False,
        "mute_upon_entry": True,
        "auto_recording": "cloud" if wish.recorded else "none",
    }


def _is_absence(error: errors.ZoomError) -> bool:
    """Whether Zoom says that a registrant or the meeting is not there, by 404 or by the codes it has for it under 300 and 400."""
    return isinstance(error, errors.NotFound) or error.code in {ABSENT, NO_MEETING}


def _rows(body: dict[str, Any], key: str) -> list[dict[str, Any]]:
    rows = body.get(key)
    return [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []
