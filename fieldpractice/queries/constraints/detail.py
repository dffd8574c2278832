"""One constraint as a page: what happened to it, who meets it, what was said, what answers it.

Participants read units, not names, of each other; those who guide the cohort read names; reviewers read neither names of participants
nor of those who guide.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from courses.models import Enrolment
from fieldpractice.enums import ConstraintState
from fieldpractice.models import (
    Constraint,
    ConstraintAnswer,
    ConstraintComment,
    ConstraintEvent,
    ConstraintMerge,
    FollowUp,
    HelpAnswer,
)
from fieldpractice.queries.constraints.figures import days_of
from fieldpractice.queries.constraints.groups import concerned, group_ids
from lms.people.models import User
from lms.ui.times import day_in_words

S = ConstraintState
TONES = {S.RAISED: "warn", S.DISCUSSED: "info", S.ASSIGNED: "info", S.STRENGTHENED: "ok", S.RESOLVED: "ok"}
# From so many merges by one person for one reason on, they are one line of the history.
MANY = 3


@dataclass
class Names:
    """How people are called on the pages of a constraint, for one reader."""

    reader: User
    sees_people: bool
    sees_guides: bool
    units: dict[int, str] = field(default_factory=dict)

    def of(self, user: User | None) -> str:
        """Return a name, “you”, the unit of a participant, or what somebody is."""
        if user is None:
            return _("The system")
        if user.pk == self.reader.pk:
            return _("You")
        if self.sees_people:
            return str(user)
        if user.pk in self.units:
            return self.units[user.pk] or _("A participant")
        return str(user) if self.sees_guides else _("Facilitator")


@dataclass(frozen=True)
class Said:
    """A comment as it is shown."""

    who: str
    at: datetime
    text: str
    about: str


@dataclass(frozen=True)
class Helped:
    """What those concerned say of an answer, the latest word of each."""

    answer: ConstraintAnswer
    yes: int
    no: int
    mine: HelpAnswer | None
    notes: list[tuple[str, HelpAnswer]]

    @property
    def asked(self) -> int:
        return self.yes + self.no


@dataclass(frozen=True)
class Page:
    """All that the page of a constraint shows beside its row."""

    items: list[dict[str, Any]]
    people: list[Enrolment]
    units: list[tuple[str, int]]
    comments: list[Said]
    answers: list[Helped]
    follow_ups: list[FollowUp]
    merged: list[Constraint]
    days: list[tuple[str, float]]
    mine: bool


def names_for(reader: User, constraint: Constraint, sight: Mapping[str, bool]) -> Names:
    """Return how a reader sees people called on the pages of a constraint. One query."""
    return Names(reader, sight["sees_people"], sight["sees_guides"], _units(constraint))


def page_of(constraint: Constraint, reader: User, sight: Mapping[str, bool]) -> Page:
    """Return the page of a constraint for a reader: the same number of queries however much was said."""
    ids = group_ids(constraint)
    events = list(_events(constraint))
    comments = list(
        ConstraintComment.objects.filter(constraint__in=ids).select_related("author", "constraint").order_by("at", "pk")
    )
    people = list(concerned(ids))
    names = names_for(reader, constraint, sight)
    merges = list(_merges(constraint))
    return Page(
        items=_timeline(constraint, events, merges, names),
        people=people,
        units=_by_unit(people),
        comments=[_said(one, constraint, names) for one in comments],
        answers=_answers(ids, reader, names),
        follow_ups=list(FollowUp.objects.filter(constraint__in=ids).select_related("responsible", "session")),
        merged=list(constraint.merged.select_related("work_unit").order_by("raised_at")),
        days=_days(events),
        mine=any(one.user_id == reader.pk for one in people),
    )


def _events(constraint: Constraint) -> QuerySet[ConstraintEvent]:
    rows = ConstraintEvent.objects.filter(constraint=constraint).select_related("actor", "session", "assignee")
    return rows.order_by("at", "pk")


def _merges(constraint: Constraint) -> QuerySet[ConstraintMerge]:
    rows = ConstraintMerge.objects.filter(constraint=constraint) | ConstraintMerge.objects.filter(into=constraint)
    return rows.select_related("constraint", "into", "actor", "undone_by")


def _units(constraint: Constraint) -> dict[int, str]:
    """Return by user the unit of everybody on the cohort's list who may have spoken here."""
    spoke = ConstraintComment.objects.filter(constraint__cohort=constraint.cohort_id).values("author")
    rows = Enrolment.objects.filter(cohort=constraint.cohort_id)
    rows = rows.filter(user__in=spoke) | rows.filter(constraints__cohort=constraint.cohort_id)
    return {user: unit or "" for user, unit in rows.values_list("user_id", "work_unit__name").distinct()}


def _timeline(
    constraint: Constraint, events: Iterable[ConstraintEvent], merges: Iterable[ConstraintMerge], names: Names
) -> list[dict[str, Any]]:
    items = [_item(event, names) for event in events]
    alike: dict[tuple[int | None, str], list[ConstraintMerge]] = defaultdict(list)
    for one in merges:
        if one.into_id == constraint.pk and one.undone_at is None:
            alike[one.actor_id, one.reason].append(one)
        else:
            items += _merge_items(one, names)
    for rows in alike.values():
        items += _merged_together(rows, names)
    return sorted(items, key=lambda item: item["at"], reverse=True)


def _item(event: ConstraintEvent, names: Names) -> dict[str, Any]:
    title = f"{_step_words(event)} · {names.of(event.actor)}"
    notes = [event.note]
    if event.assignee is not None and event.due_on is not None:
        words = _("%(who)s, by %(day)s.")
        notes.insert(0, words % {"who": names.of(event.assignee), "day": day_in_words(event.due_on)})
    return {"at": event.at, "title": title, "text": " ".join(filter(None, notes)), "tone": TONES[S(event.after)]}


def _step_words(event: ConstraintEvent) -> str:
    if event.before == event.after or (event.session is not None and event.after == S.DISCUSSED):
        session = event.session
        if session is not None:
            return _("Discussed in “%(session)s”") % {"session": session.title}
        return _("Given to somebody else") if event.assignee_id else _("Discussed again")
    if event.after == S.RAISED and event.before:
        return _("Opened again")
    return str(S(event.after).label)


def _merged_together(rows: Sequence[ConstraintMerge], names: Names) -> list[dict[str, Any]]:
    """Say in one item what one person merged for one reason: which ones they are stands in the list of those merged."""
    if len(rows) < MANY:
        return [item for one in rows for item in _merge_items(one, names)]
    last = max(rows, key=lambda one: one.at)
    words = ngettext("%(n)s constraint merged into this one", "%(n)s constraints merged into this one", len(rows)) % {
        "n": len(rows)
    }
    return [{"at": last.at, "title": f"{words} · {names.of(last.actor)}", "text": last.reason, "tone": "idle"}]


def _merge_items(one: ConstraintMerge, names: Names) -> list[dict[str, Any]]:
    words = _("“%(one)s” merged into “%(into)s”") % {"one": one.constraint.title, "into": one.into.title}
    items = [{"at": one.at, "title": f"{words} · {names.of(one.actor)}", "text": one.reason, "tone": "idle"}]
    if one.undone_at is not None:
        undone = _("Merge of “%(one)s” undone") % {"one": one.constraint.title}
        title = f"{undone} · {names.of(one.undone_by)}"
        items.append({"at": one.undone_at, "title": title, "text": one.undone_because, "tone": "idle"})
    return items


def _said(one: ConstraintComment, constraint: Constraint, names: Names) -> Said:
    about = one.constraint.title if one.constraint_id != constraint.pk else ""
    return Said(names.of(one.author), one.at, one.text, about)


def _by_unit(people: Sequence[Enrolment]) -> list[tuple[str, int]]:
    counted = Counter(str(one.work_unit) if one.work_unit else _("Without a unit") for one in people)
    return sorted(counted.items(), key=lambda pair: (-pair[1], pair[0]))


def _answers(ids: Sequence[int], reader: User, names: Names) -> list[Helped]:
    answers = list(
        ConstraintAnswer.objects.filter(constraint__in=ids)
        .select_related("constraint", "before", "after", "actor")
        .order_by("-at", "-pk")
    )
    return helped(answers, reader, names)


def helped(answers: Sequence[ConstraintAnswer], reader: User, names: Names) -> list[Helped]:
    """Return what was said of answers, the latest word of each person. One query."""
    rows = HelpAnswer.objects.filter(answer__in=answers).select_related("enrolment__user").order_by("at", "pk")
    latest: dict[tuple[int, int], HelpAnswer] = {(one.answer_id, one.enrolment_id): one for one in rows}
    return [
        _helped(one, [row for (pk, _seat), row in latest.items() if pk == one.pk], reader, names) for one in answers
    ]


def _helped(answer: ConstraintAnswer, rows: list[HelpAnswer], reader: User, names: Names) -> Helped:
    own = next((row for row in rows if row.enrolment.user_id == reader.pk), None)
    notes = [(names.of(row.enrolment.user), row) for row in rows if row.note]
    return Helped(answer, sum(row.helps for row in rows), sum(not row.helps for row in rows), own, notes)


def _days(events: list[ConstraintEvent]) -> list[tuple[str, float]]:
    return [(str(S(state).label), round(days, 1)) for state, days in days_of(events).items()]
