"""The sockets of the rooms above: of what people are told, of what they are reminded, and what stands in their calendars.

Each room declares its kinds of notice in `AppConfig.ready()`, with the words and every variable the words may use. Coordinators may
put other words in their place (`NoticeTemplate`); a variable that is not declared is refused there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Model

from lms.notices.enums import Channel, NoticeGroup
from lms.people.changes import add_fields
from lms.people.models import User

VARIABLE_KINDS = frozenset({"text", "datetime", "date", "number", "url"})


@dataclass(frozen=True)
class Variable:
    """One thing the words may name: what type it has, and a value to show the words with."""

    kind: str = "text"
    example: Any = ""
    label: Any = ""


@dataclass(frozen=True)
class NoticeKind:
    """Something people are told. `title` and `body` are the words until a coordinator writes others; `{name}` stands for a variable.

    An urgent kind is sent at night too. An optional one goes into the daily summary, and may be switched off. `hats` says who is ever told
    so (nobody named: everybody): the others are not asked how they want it.
    """

    code: str
    label: Any
    group: str
    title: Any
    body: Any
    variables: Mapping[str, Variable] = field(default_factory=dict)
    urgent: bool = False
    optional: bool = False
    hats: frozenset[str] = frozenset()

    @property
    def default_channel(self) -> Channel:
        """What holds for somebody who has chosen nothing."""
        return Channel.DIGEST if self.optional else Channel.MAIL

    @property
    def channels(self) -> tuple[Channel, ...]:
        """What somebody may choose: what must be known is not switched off, what is urgent is not put off."""
        if self.optional:
            return (Channel.MAIL, Channel.DIGEST, Channel.SCREEN)
        return (Channel.MAIL,) if self.urgent else (Channel.MAIL, Channel.DIGEST)


@dataclass(frozen=True)
class Telling:
    """One notice to be written: what `services.tell` takes, as a row for `tell_many`.

    `key` makes it unique: told twice under one key is told once. `about` is the row that `withdraw` names later.
    """

    kind: str
    to: User
    path: str
    values: Mapping[str, Any]
    key: str
    about: Model | None = None
    actor: User | None = None


@dataclass(frozen=True)
class Reminder(Telling):
    """A telling that holds as long as its source yields it."""


@dataclass(frozen=True)
class CalendarEvent:
    """Something with a time. `uid` never changes and `sequence` grows with each change, so calendars follow.

    `zone` is the IANA name of the place where it happens.
    """

    uid: str
    sequence: int
    title: str
    starts_at: datetime
    ends_at: datetime
    zone: str
    where: str = ""
    url: str = ""
    description: str = ""
    cancelled: bool = False


ReminderSource = Callable[[datetime], Iterable[Reminder]]
EventSource = Callable[[User], Iterable[CalendarEvent]]

_kinds: dict[str, NoticeKind] = {}
_reminders: list[ReminderSource] = []
_events: list[EventSource] = []


def add_kind(kind: NoticeKind) -> None:
    """Declare a kind of notice. Raises ValueError for a group or a type of variable that is not known."""
    if kind.group not in NoticeGroup.values:
        raise ValueError(f"{kind.code}: no group {kind.group!r}.")
    if wrong := {variable.kind for variable in kind.variables.values()} - VARIABLE_KINDS:
        raise ValueError(f"{kind.code}: no type of variable {sorted(wrong)}.")
    _kinds[kind.code] = kind
    # In the audit trail a choice of how to be told stands under the kind it is about.
    add_fields({kind.code: kind.label})


def kind_of(code: str) -> NoticeKind:
    """Return a declared kind. Raises LookupError for any other code."""
    return _kinds[code]


def find_kind(code: str) -> NoticeKind | None:
    """Return a kind, or None when the room that declared it is gone."""
    return _kinds.get(code)


def kinds() -> list[NoticeKind]:
    """Return every kind, by group and then as the rooms declared them."""
    order = list(NoticeGroup.values)
    return sorted(_kinds.values(), key=lambda kind: order.index(kind.group))


def add_reminders(source: ReminderSource) -> None:
    """Let a room say of what people are to be reminded: the source is asked again and again, and yields what holds at that instant."""
    if source not in _reminders:
        _reminders.append(source)


def reminder_sources() -> Iterator[ReminderSource]:
    yield from _reminders


def add_events(source: EventSource) -> None:
    """Let a room say what stands in somebody's calendar."""
    if source not in _events:
        _events.append(source)


def events_of(user: User) -> list[CalendarEvent]:
    """Return all that stands in somebody's calendar, by time."""
    found = [event for source in _events for event in source(user)]
    return sorted(found, key=lambda event: (event.starts_at, event.uid))
