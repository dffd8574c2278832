"""The grader's queue: what somebody may see of it, its filters, its pages, and what stands before and after one work."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.db.models import Count, Min, Q, QuerySet
from django.utils.dateparse import parse_datetime
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from assignments.enums import Marking, RegradeState, WorkState
from assignments.models import MatchingExercise, Quiz, RegradeRequest, Task, Work
from courses.models import CohortFacilitator
from courses.queries.visible import cohorts_visible_to
from lms.people import clock
from lms.people.enums import Role
from lms.people.models import User, WorkUnit
from lms.people.roles import hats_of

PAGE = 50
AROUND = 7
M = Marking


def grading_days() -> int:
    """After how many days something has waited too long."""
    return int(settings.PADAN_GRADING_DAYS)


def works_visible_to(user: User) -> QuerySet[Work]:
    """Administrators and coordinators see all work; facilitators that of the cohorts they are in charge of; nobody else any."""
    hats = hats_of(user)
    if hats.has(Role.ADMINISTRATOR, Role.COORDINATOR):
        return Work.objects.all()
    if hats.has(Role.FACILITATOR):
        return Work.objects.filter(cohort__in=CohortFacilitator.objects.valid().filter(user=user).values("cohort"))
    return Work.objects.none()


def own_works(user: User) -> QuerySet[Work]:
    """Return a participant's own works, whose results the person may read once they are released."""
    return Work.objects.filter(enrolment__user=user)


@dataclass(frozen=True)
class Wanted:
    """What of the queue to show. Empty means all, except of states: without one it is what waits."""

    state: str = ""
    subject: str = ""
    cohort: str = ""
    unit: str = ""
    grader: str = ""
    age: str = ""

    @classmethod
    def of(cls, data: Mapping[str, str]) -> Wanted:
        """Read it from an address; what does not exist counts as not asked for."""
        return cls(**{one.name: str(data.get(one.name, ""))[:24] for one in fields(cls)})

    @property
    def query(self) -> str:
        """The same as the end of an address, "" for the queue as it opens."""
        asked = {one.name: getattr(self, one.name) for one in fields(self) if getattr(self, one.name)}
        return f"?{urlencode(asked)}" if asked else ""

    def only(self, **changes: str) -> str:
        """Return the address's end with one thing changed."""
        asked = {one.name: getattr(self, one.name) for one in fields(self)} | changes
        return "?" + urlencode({name: value for name, value in asked.items() if value})


def filtered(works: QuerySet[Work], wanted: Wanted, user: User) -> QuerySet[Work]:
    """Return the works that are wanted, the oldest first.

    A unit would tell whose an anonymous work is, so with a unit chosen those are left out until they are released.
    """
    rows = _in_state(works, wanted.state)
    if wanted.subject:
        rows = rows.filter(subject=wanted.subject)
    if wanted.cohort:
        rows = rows.filter(cohort__public_id=wanted.cohort)
    if (unit := whole(wanted.unit)) is not None:
        rows = rows.filter(work_unit=unit).exclude(~Q(state=WorkState.RELEASED), anonymous=True)
    if (days := whole(wanted.age[:3])) is not None:
        rows = rows.filter(waiting_since__lte=clock.now() - timedelta(days=days))
    return _of_grader(rows, wanted, user).order_by("waiting_since", "id")


def whole(text: str) -> int | None:
    """Return a number as an address writes it, or None for anything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None


def _in_state(works: QuerySet[Work], state: str) -> QuerySet[Work]:
    if state == "asked":
        return works.filter(regrade_request__state=RegradeState.ASKED)
    return works.filter(state=state if state in WorkState.values else WorkState.WAITING)


def _of_grader(works: QuerySet[Work], wanted: Wanted, user: User) -> QuerySet[Work]:
    """What waits, by whose turn it is; anything else by who graded it."""
    who = wanted.grader
    if not who:
        return works
    if (wanted.state in WorkState.values and wanted.state != WorkState.WAITING) or wanted.state == "asked":
        if who == "none":
            return works.filter(grader__isnull=True, second_grader__isnull=True)
        people = User.objects.filter(public_id=user.public_id if who == "me" else who).values("pk")
        return works.filter(Q(grader__in=people) | Q(second_grader__in=people))
    if who == "me":
        return works.filter(_for_me(user))
    if who == "none":
        return works.filter(Q(awaits=M.FIRST, grader__isnull=True) | Q(awaits=M.SECOND, second_grader__isnull=True))
    first, second = Q(grader__public_id=who), Q(second_grader__public_id=who)
    return works.filter(Q(awaits=M.FIRST) & first | Q(awaits=M.SECOND) & second | Q(awaits=M.AGREED) & (first | second))


def _for_me(user: User) -> Q:
    """What is this grader's turn: given to the person, or to nobody."""
    return (
        Q(awaits=M.FIRST) & (Q(grader=user) | Q(grader__isnull=True))
        | Q(awaits=M.SECOND) & (Q(second_grader=user) | Q(second_grader__isnull=True) & ~Q(grader=user))
        | Q(awaits=M.AGREED) & (Q(grader=user) | Q(second_grader=user))
    )


@dataclass(frozen=True)
class Row:
    """A line of the queue; nothing in it tells whose an anonymous work is."""

    public_id: str
    name: str
    unit: str
    subject: str
    title: str
    cohort: str
    state: str
    awaits: str
    times: int
    waiting_since: datetime
    grader: str
    second_grader: str
    points: Any
    points_max: Any
    release_at: datetime | None

    @property
    def overdue(self) -> bool:
        """Whether it waits longer than it should."""
        waits = self.state == WorkState.WAITING
        return waits and self.waiting_since <= clock.now() - timedelta(days=grading_days())


NAMES = (
    "public_id", "kind", "subject", "state", "awaits", "times", "anonymous", "waiting_since", "points_max",
    "cohort__name", "work_unit__name", "enrolment__user__name", "grader__name", "second_grader__name", "grade__points", "release_at", "id",
)  # fmt: skip


def digest_of(ids: Iterable[int]) -> str:
    """Return a digest of which works or grades these are, so that a page notices when they are others: as many may be others too."""
    return hashlib.sha256(",".join(map(str, sorted(ids))).encode()).hexdigest()[:32]


@dataclass(frozen=True)
class Page:
    """A page of the queue and where the next begins ("" for the last)."""

    rows: list[Row]
    after: str


def page_of(works: QuerySet[Work], after: str = "", size: int = PAGE) -> Page:
    """Return one page of works that are in order, beginning after a place. Keyset: page 200 costs what page 1 costs."""
    found = list(_after(works, after).values(*NAMES)[: size + 1])
    titles = titles_of({row["subject"] for row in found})
    last = found[size - 1] if len(found) > size else None
    place = f"{last['waiting_since'].isoformat()},{last['id']}" if last else ""
    return Page([_row(row, titles) for row in found[:size]], place)


def _after(works: QuerySet[Work], place: str) -> QuerySet[Work]:
    since, _comma, number = place.partition(",")
    try:
        moment = parse_datetime(since)
    except ValueError:
        moment = None
    last = whole(number)
    if moment is None or moment.tzinfo is None or last is None:
        return works
    return works.filter(Q(waiting_since__gt=moment) | Q(waiting_since=moment, id__gt=last))


def _row(row: Mapping[str, Any], titles: Mapping[str, str]) -> Row:
    hidden = row["anonymous"] and row["state"] != WorkState.RELEASED
    return Row(
        public_id=row["public_id"],
        name=nameless(row["public_id"]) if hidden else row["enrolment__user__name"],
        unit="" if hidden else row["work_unit__name"] or "",
        subject=row["subject"],
        title=titles.get(row["subject"], ""),
        cohort=row["cohort__name"],
        state=row["state"],
        awaits=row["awaits"],
        times=row["times"],
        waiting_since=row["waiting_since"],
        grader=row["grader__name"] or "",
        second_grader=row["second_grader__name"] or "",
        points=row["grade__points"],
        points_max=row["points_max"],
        release_at=row["release_at"],
    )


def nameless(public_id: str) -> str:
    """What a work graded without names is called."""
    return _("Work %(mark)s") % {"mark": public_id[-4:].upper()}


def titles_of(subjects: set[str]) -> dict[str, str]:
    """Return what works are for, in words: three queries however many there are."""
    ids: dict[str, list[int]] = {"task": [], "quiz": [], "exercise": []}
    for subject in subjects:
        kind, _colon, number = subject.partition(":")
        if kind in ids and (pk := whole(number)) is not None:
            ids[kind].append(pk)
    english = get_language() == "en"
    names = ("pk", "form_version__form__code", "form_version__title", "form_version__title_en")
    found = {
        f"task:{pk}": f"{code} {(english and title_en) or title}"
        for pk, code, title, title_en in Task.objects.filter(pk__in=ids["task"]).order_by().values_list(*names)
    }
    quizzes = Quiz.objects.filter(pk__in=ids["quiz"]).order_by().values_list("pk", "title")
    exercises = MatchingExercise.objects.filter(pk__in=ids["exercise"]).order_by().values_list("pk", "version__title")
    found |= {f"quiz:{pk}": title for pk, title in quizzes}
    return found | {f"exercise:{pk}": title for pk, title in exercises}


@dataclass(frozen=True)
class Pile:
    """What is for one thing: how much waits, since when, how much is ready to be released, and how many ask to look again."""

    subject: str
    title: str
    kind: str
    cohort: str
    waiting: int
    graded: int
    returned: int
    released: int
    asked: int
    oldest: datetime | None

    @property
    def needs_somebody(self) -> bool:
        """Whether a grader has anything to do with it: grade, release, or look again."""
        return bool(self.waiting or self.graded or self.asked)

    @property
    def overdue(self) -> bool:
        """Whether the oldest waits longer than it should."""
        return self.oldest is not None and self.oldest <= clock.now() - timedelta(days=grading_days())


def piles_of(works: QuerySet[Work]) -> list[Pile]:
    """Return the piles with anything in them that is not finished, the oldest first: one query for the counts, three for the titles."""
    states = {state: Count("id", filter=Q(state=state)) for state in WorkState.values}
    asked = RegradeRequest.objects.filter(state=RegradeState.ASKED).values("work")
    rows: Iterable[Mapping[str, Any]] = list(
        works.order_by()
        .values("subject", "kind", "cohort__name")
        .annotate(
            **states,
            asked=Count("id", filter=Q(pk__in=asked)),
            oldest=Min("waiting_since", filter=Q(state=WorkState.WAITING)),
        )
    )
    titles = titles_of({row["subject"] for row in rows})
    piles = [
        Pile(
            row["subject"],
            titles.get(row["subject"], ""),
            row["kind"],
            row["cohort__name"],
            waiting=row[WorkState.WAITING],
            graded=row[WorkState.GRADED],
            returned=row[WorkState.RETURNED],
            released=row[WorkState.RELEASED],
            asked=row["asked"],
            oldest=row["oldest"],
        )
        for row in rows
    ]
    late = clock.now() + timedelta(days=1)
    return sorted(piles, key=lambda one: (one.oldest or late, one.title))


@dataclass(frozen=True)
class Choices:
    """What the filters offer."""

    units: list[tuple[str, str]]
    graders: list[tuple[str, str]]
    cohorts: list[tuple[str, str]]


def choices_of(user: User) -> Choices:
    """Return the units, graders and cohorts that this reader's queue can be narrowed to: three queries."""
    cohorts = cohorts_visible_to(user)
    units = WorkUnit.objects.filter(enrolments__cohort__in=cohorts.values("pk")).distinct().order_by("name")
    charge = CohortFacilitator.objects.valid().filter(cohort__in=cohorts.values("pk")).values("user")
    graders = User.objects.filter(pk__in=charge).order_by("name")
    return Choices(
        [(str(pk), name) for pk, name in units.values_list("pk", "name")],
        list(graders.values_list("public_id", "name")),
        list(cohorts.order_by("-number").values_list("public_id", "name")),
    )


@dataclass(frozen=True)
class Place:
    """Where one work stands in what is wanted: how many there are, those around it, the one before and the one after."""

    total: int
    oldest: datetime | None
    around: list[Row]
    before: str
    after: str


def next_of(work: Work, wanted: QuerySet[Work]) -> str:
    """Return what comes after a work in an ordered queue, at its end what was passed over; "" when nothing is left."""
    later = wanted.filter(_later(work)).values_list("public_id", flat=True).first()
    return later or wanted.exclude(pk=work.pk).values_list("public_id", flat=True).first() or ""


def _later(work: Work) -> Q:
    return Q(waiting_since__gt=work.waiting_since) | Q(waiting_since=work.waiting_since, id__gt=work.pk)


def place_of(work: Work, wanted: QuerySet[Work]) -> Place:
    """Return the place of a work in an ordered queue: three queries, at its end one more for what was passed over.

    A work that has left the queue keeps its place by age.
    """
    sums = wanted.order_by().aggregate(total=Count("id"), oldest=Min("waiting_since"))
    later = list(wanted.filter(_later(work)).values(*NAMES)[:AROUND])
    earlier_key = Q(waiting_since__lt=work.waiting_since) | Q(waiting_since=work.waiting_since, id__lt=work.pk)
    earlier = list(wanted.filter(earlier_key).order_by("-waiting_since", "-id").values(*NAMES)[:2])[::-1]
    before, after = (earlier[-1] if earlier else None), (later[0] if later else None)
    # At the end of the queue the next is its beginning: what was passed over.
    if after is None and earlier:
        after = wanted.exclude(pk=work.pk).values(*NAMES).first()
    return Place(
        sums["total"],
        sums["oldest"],
        [*(_row(row, {}) for row in earlier), _row(_values_of(work), {}), *(_row(row, {}) for row in later)],
        before["public_id"] if before else "",
        after["public_id"] if after else "",
    )


def _values_of(work: Work) -> dict[str, Any]:
    """Return a loaded work as `values(*NAMES)` returns one."""
    found: dict[str, Any] = {}
    for name in NAMES:
        value: Any = work
        for step in name.split("__"):
            value = getattr(value, step, None)
        found[name] = value
    return found
