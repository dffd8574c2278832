"""What Zoom answers, as frozen rows. Passcodes and start links have no place in them but one, and no repr shows a link."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any


def moment(value: Any) -> datetime | None:
    """Return an aware instant from Zoom's `2026-09-18T03:00:00Z`, else None."""
    if not isinstance(value, str) or not value:
        return None
    try:
        found = datetime.fromisoformat(value.replace("Z", "+00:00"))
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def number(value: Any) -> int:
    """Return a number that Zoom sends now as a number, now as a string; 0 for anything else."""
    try:
        return int(value)
    except (TypeError, ValueError):
        return 0


@dataclass(frozen=True)
class Token:
    """An access token with its scopes, and until when it may be used."""

    value: str = field(repr=False)
    scopes: frozenset[str]
    expires_at: datetime


@dataclass(frozen=True)
class Meeting:
    """A meeting as Zoom has it."""

    id: int
    uuid: str
    topic: str
    agenda: str
    starts_at: datetime | None
    minutes: int
    status: str = ""

    @classmethod
    def of(cls, row: dict[str, Any]) -> Meeting:
        return cls(
            id=number(row.get("id")),
            uuid=str(row.get("uuid") or ""),
            topic=str(row.get("topic") or ""),
            agenda=str(row.get("agenda") or ""),
            starts_at=moment(row.get("start_time")),
            minutes=number(row.get("duration")),
            status=str(row.get("status") or ""),
        )


@dataclass(frozen=True)
class Registered:
    """Somebody registered for a meeting, with the link that is theirs alone."""

    registrant_id: str
    email: str
    join_url: str = field(repr=False)
    status: str = "approved"

    @classmethod
    def of(cls, row: dict[str, Any]) -> Registered:
        return cls(
            registrant_id=str(row.get("registrant_id") or row.get("id") or ""),
            email=str(row.get("email") or "").strip().lower(),
            join_url=str(row.get("join_url") or ""),
            status=str(row.get("status") or "approved"),
        )


@dataclass(frozen=True)
class Instance:
    """One time a meeting was held: each has an own UUID."""

    uuid: str
    starts_at: datetime | None

    @classmethod
    def of(cls, row: dict[str, Any]) -> Instance:
        return cls(str(row.get("uuid") or ""), moment(row.get("start_time")))


@dataclass(frozen=True)
class Participation:
    """One row of Zoom's report: one stay of one person. `user_id` is new at each return."""

    id: str
    user_id: str
    registrant_id: str
    name: str
    email: str
    joined_at: datetime | None
    left_at: datetime | None
    seconds: int
    status: str

    @classmethod
    def of(cls, row: dict[str, Any]) -> Participation:
        return cls(
            id=str(row.get("id") or ""),
            user_id=str(row.get("user_id") or ""),
            registrant_id=str(row.get("registrant_id") or ""),
            name=str(row.get("name") or ""),
            email=str(row.get("user_email") or "").strip().lower(),
            joined_at=moment(row.get("join_time")),
            left_at=moment(row.get("leave_time")),
            seconds=number(row.get("duration")),
            status=str(row.get("status") or ""),
        )


@dataclass(frozen=True)
class RecordingFile:
    """One file of a recording, to be played at Zoom."""

    id: str
    kind: str
    bytes: int
    play_url: str = field(repr=False)
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    status: str = ""
    is_film: bool = False

    @classmethod
    def of(cls, row: dict[str, Any]) -> RecordingFile:
        return cls(
            id=str(row.get("id") or ""),
            kind=str(row.get("recording_type") or row.get("file_type") or ""),
            bytes=number(row.get("file_size")),
            play_url=str(row.get("play_url") or ""),
            starts_at=moment(row.get("recording_start")),
            ends_at=moment(row.get("recording_end")),
            status=str(row.get("status") or ""),
            is_film=row.get("file_type") == "MP4",
        )


@dataclass(frozen=True)
class Recording:
    """What was recorded of one instance of a meeting. Zoom gives a link to the whole, though its description names only those to the files."""

    uuid: str
    share_url: str = field(repr=False)
    files: tuple[RecordingFile, ...] = ()

    @property
    def link(self) -> str:
        """Where it is seen: the whole, else the first film, else whatever can be played."""
        playable = sorted((one for one in self.files if one.play_url), key=lambda one: not one.is_film)
        return self.share_url or (playable[0].play_url if playable else "")

    @classmethod
    def of(cls, row: dict[str, Any]) -> Recording:
        files = row.get("recording_files")
        rows = [one for one in files if isinstance(one, dict)] if isinstance(files, list) else []
        return cls(
            str(row.get("uuid") or ""),
            str(row.get("share_url") or ""),
            tuple(RecordingFile.of(one) for one in rows),
        )
