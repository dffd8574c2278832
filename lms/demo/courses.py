"""The demo's cohorts: one that has finished, one in the middle of its field practice, one that has just begun.

Everything happens through the services, each at its time: `Dates.of` says when, so that a published version can be there
before the first cohort is planned.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise
from random import Random

from cms.models import CurriculumVersion
from courses.models import Cohort, Enrolment
from courses.queries.learning import facts_of
from courses.queries.outline import Lesson, Outline
from courses.services import cohorts, enrolments, facilitators, learning, stages
from courses.services.stages import Gates
from lms.people import clock
from lms.people.enums import DEMO_DOMAIN
from lms.people.models import User, WorkUnit
from lms.programme.models import Programme

# Accounts needed beside the participants of the running cohort: one in place of `peserta02`, who learns in the third
# cohort, twelve of the finished cohort, eight of the third.
EXTRA = 21
FINISHED_PEOPLE, NEW_PEOPLE = 12, 8
WEEK = timedelta(weeks=1)


@dataclass(frozen=True)
class Dates:
    """The first days of the three cohorts, all Mondays, for a given today."""

    finished: date
    running: date
    new: date

    @classmethod
    def of(cls, today: date) -> Dates:
        """Return days such that today lies six weeks into the field practice, and some days into the newest cohort."""
        monday = today - timedelta(days=today.weekday())
        return cls(
            finished=monday - 36 * WEEK,
            running=monday - 10 * WEEK,
            new=monday if today.weekday() >= 3 else monday - WEEK,
        )

    @property
    def begin(self) -> date:
        """The day on which the first cohort is planned: by then the curriculum must be published."""
        return self.finished - 3 * WEEK


@dataclass(frozen=True)
class Cast:
    """Who takes part: staff by account, participants of the running cohort first, then EXTRA others."""

    staff: dict[str, User]
    people: list[User]

    @property
    def coordinator(self) -> User:
        """Who plans and decides."""
        return self.staff["koordinator"]

    def groups(self) -> tuple[list[User], list[User], list[User]]:
        """Return the people of the finished, the running and the new cohort; `peserta02` leads the last."""
        main, extra = self.people[:-EXTRA], self.people[-EXTRA:]
        second = [one for one in main if one.email == f"peserta02{DEMO_DOMAIN}"]
        running = [one for one in main if one not in second] + (extra[:1] if second else [])
        finished = extra[1 : 1 + FINISHED_PEOPLE]
        return finished, running, [*second, *extra[1 + FINISHED_PEOPLE :]]


def build_cohorts(
    *,
    programme: Programme,
    version: CurriculumVersion,
    staff: dict[str, User],
    people: list[User],
    today: date,
    chance: Random,
) -> list[Cohort]:
    """Build the three cohorts and return them in order of their numbers; the first is left open for what other rooms add.

    `people` are the participants of the running cohort followed by EXTRA others, `staff` the accounts with a role.
    """
    dates, cast = Dates.of(today), Cast(staff, people)
    finished, running, new = cast.groups()
    return [
        _finished(programme, version, cast, finished, dates.finished, chance),
        _running(programme, version, cast, running, dates.running, chance),
        _new(programme, version, cast, new, dates.new, today, chance),
    ]


def _finished(
    programme: Programme, version: CurriculumVersion, cast: Cast, people: list[User], start: date, chance: Random
) -> Cohort:
    cohort = _planned(programme, version, cast, start, seats=len(people))
    rows = _listed(cast, cohort, people, start)
    _opened(cast, cohort, start)
    # The last one stopped half-way.
    work = {row: _work(cohort, start, chance) for row in rows[:-1]}
    work[rows[-1]] = _work(cohort, start, chance)[: len(facts_of(cohort).outline.online) // 2]
    learning.mark_done_many(cohort=cohort, work=work)
    return cohort


def finish_first_cohort(*, cohort: Cohort, staff: dict[str, User]) -> None:
    """End the first cohort, after everything its people did is in."""
    last = max(stage.ends_on for stage in cohort.stages.all())
    with clock.at(clock.at_midday(last, minutes=180)):
        cohorts.finish_cohort(actor=staff["koordinator"], cohort=cohort)


def _running(
    programme: Programme, version: CurriculumVersion, cast: Cast, people: list[User], start: date, chance: Random
) -> Cohort:
    cohort = _planned(programme, version, cast, start, seats=max(30, len(people)))
    rows = _listed(cast, cohort, people, start)
    _opened(cast, cohort, start)
    behind = {row.pk: number for number, row in enumerate(rows[3::11][:2], start=1)} if len(rows) > 3 else {}
    work = {}
    for row in rows:
        lessons = _work(cohort, start, chance)
        missing = behind.get(row.pk, 0) * 2
        work[row] = lessons[: len(lessons) - missing] if missing else lessons
    learning.mark_done_many(cohort=cohort, work=work)
    return cohort


def _new(
    programme: Programme,
    version: CurriculumVersion,
    cast: Cast,
    people: list[User],
    start: date,
    today: date,
    chance: Random,
) -> Cohort:
    """Six seats and somebody in each state; modules open one after another."""
    cohort = _planned(programme, version, cast, start, seats=6, facilitator="fasilitator2")
    outline = facts_of(cohort).outline
    with clock.at(_before(start, 18)):
        _one_after_another(cast, cohort, outline)
        seated = [enrolments.enrol(actor=cast.coordinator, cohort=cohort, user=user) for user in people[:5]]
        _invited(cast, cohort, people[0].work_unit)
    with clock.at(_before(start, 16)):
        waiting = people[5:7]
        for user in waiting:
            enrolments.enrol(actor=cast.coordinator, cohort=cohort, user=user)
        for user in people[7:8]:
            enrolments.nominate(actor=cast.coordinator, cohort=cohort, user=user)
        declined = enrolments.nominate(actor=cast.coordinator, cohort=cohort, user=people[8])
        enrolments.decline(actor=cast.coordinator, enrolment=declined, reason="Sudah pernah mengikuti angkatan 1")
    with clock.at(_before(start, 9)):
        enrolments.take_up_many(enrolments=seated)
        enrolments.withdraw(actor=cast.coordinator, enrolment=seated.pop(), reason="Pindah tugas ke unit lain")
    _opened(cast, cohort, start)
    online = outline.online
    first, second = outline.online_modules[:2]
    half = len(first.lessons) + len(second.lessons) // 2
    ahead = [half, half + 2, 1, 0]
    yesterday = today - timedelta(days=1)
    work = {
        row: list(zip(online[:count], _moments(start, yesterday, count, chance), strict=True))
        for row, count in zip(seated, ahead, strict=True)
    }
    learning.mark_done_many(cohort=cohort, work=work)
    return cohort


def _planned(
    programme: Programme,
    version: CurriculumVersion,
    cast: Cast,
    start: date,
    *,
    seats: int,
    facilitator: str = "",
) -> Cohort:
    with clock.at(_before(start, 21)):
        cohort = cohorts.create_cohort(
            actor=cast.coordinator, programme=programme, version=version, starts_on=start, capacity=seats
        )
        for account in filter(None, ("fasilitator", facilitator)):
            facilitators.add_facilitator(actor=cast.coordinator, cohort=cohort, user=cast.staff[account])
    return cohort


def _listed(cast: Cast, cohort: Cohort, people: Sequence[User], start: date) -> list[Enrolment]:
    with clock.at(_before(start, 14)):
        rows = enrolments.nominate_many(actor=cast.coordinator, cohort=cohort, users=people)
    with clock.at(_before(start, 10)):
        enrolments.accept_many(actor=cast.coordinator, cohort=cohort, enrolments=rows)
    with clock.at(_before(start, 6)):
        enrolments.take_up_many(enrolments=rows)
    return rows


def _opened(cast: Cast, cohort: Cohort, start: date) -> None:
    with clock.at(_before(start, 3)):
        cohorts.open_cohort(actor=cast.coordinator, cohort=cohort)


def _one_after_another(cast: Cast, cohort: Cohort, outline: Outline) -> None:
    modules = outline.online_modules
    gates: Gates = {later.key: (None, earlier.key) for earlier, later in pairwise(modules)}
    stages.change_gates(actor=cast.coordinator, cohort=cohort, gates=gates, seen_plan_no=cohort.plan_no)


def _invited(cast: Cast, cohort: Cohort, unit: WorkUnit | None) -> None:
    """Somebody new, whose invitation has not been answered."""
    enrolments.enrol_by_email(
        actor=cast.coordinator, cohort=cohort, email=f"undangan{DEMO_DOMAIN}", name="Selvi Lumentut", work_unit=unit
    )


def _work(cohort: Cohort, start: date, chance: Random) -> list[tuple[Lesson, datetime]]:
    """All online lessons of somebody who works through the three weeks."""
    online = facts_of(cohort).outline.online
    last = start + timedelta(days=19 - chance.randint(0, 5))
    return list(zip(online, _moments(start, last, len(online), chance), strict=True))


def _moments(first: date, last: date, count: int, chance: Random) -> list[datetime]:
    """Moments between two days, in order, at hours when people read."""
    days = max(0, (last - first).days)
    each = max(1, -(-count // (days + 1)))  # lessons a day, rounded up
    return [
        clock.at_midday(
            first + timedelta(days=number // each), minutes=(number % each) * 75 + chance.randint(-180, -120)
        )
        for number in range(count)
    ]


def _before(start: date, days: int) -> datetime:
    return clock.at_midday(start - timedelta(days=days), minutes=-120)
