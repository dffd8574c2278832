"""What the homes say about courses: the one next thing, the journey, who is stuck."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.db.models import Count, F, Q
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from cms.enums import StageKind
from courses.enums import SEATED, CohortState, EnrolmentState
from courses.models import Cohort, Enrolment
from courses.queries.cohorts import cohort_list
from courses.queries.learning import COHORT_FIELDS, CohortFacts, Learner, Reading, facts_of, reading_of
from courses.queries.outline import EARNED_BY_LESSON, local_title
from courses.queries.plans import StageDates
from courses.queries.progress import display_name, is_stuck, still_since
from courses.queries.visible import units_of
from lms.people import clock
from lms.people.models import User
from lms.people.roles import hats_of

S = EnrolmentState
# Most lines of a list on a home; the rest is one click away.
MOST = 6


@dataclass(frozen=True)
class NextThing:
    """The one thing to do now. `posts` is true when it is done by a button and not by following a link; `waits` is false when nothing is to be done."""

    eyebrow: str
    title: str
    reason: str
    label: str = ""
    href: str = ""
    posts: bool = False
    waits: bool = True


def leading(learners: Sequence[Learner]) -> Learner | None:
    """Return the enrolment that the home is about: a place to take up, else one that runs, else the newest."""
    rank = {S.ACCEPTED: 0, S.ACTIVE: 1, S.WAITLISTED: 2, S.NOMINATED: 3}
    running = {CohortState.OPEN: 0, CohortState.PLANNED: 1}
    return min(
        learners,
        key=lambda one: (rank.get(S(one.state), 9), running.get(CohortState(one.cohort.state), 9)),
        default=None,
    )


def next_thing(reading: Reading) -> NextThing:
    """Return the one next thing of the person whose reading it is, with its reason and time in words."""
    learner, cohort = reading.learner, reading.cohort
    if learner is None:
        raise ValueError("Somebody in charge has no next thing to learn.")
    if learner.state == S.ACCEPTED:
        return NextThing(
            eyebrow=_("Next · your answer"),
            title=_("You have a place in %(cohort)s") % {"cohort": cohort.name},
            reason=_begins(reading),
            label=_("I will take part"),
            href=reverse("courses:enrolment_take_up", args=[learner.public_id]),
            posts=True,
        )
    if learner.state in {S.WAITLISTED, S.NOMINATED}:
        return _waiting(learner)
    return _learning(reading)


def _waiting(learner: Learner) -> NextThing:
    if learner.state == S.NOMINATED or learner.listed_at is None:
        return NextThing(
            eyebrow=learner.cohort.name,
            title=_("You have been nominated"),
            reason=_("The organiser decides on your place. There is nothing you need to do now."),
        )
    ahead = Enrolment.objects.filter(cohort_id=learner.cohort.id, state=S.WAITLISTED).filter(
        Q(listed_at__lt=learner.listed_at) | Q(listed_at=learner.listed_at, id__lt=learner.id)
    )
    place = ahead.count() + 1
    return NextThing(
        eyebrow=learner.cohort.name,
        title=_("You are number %(place)s on the waiting list") % {"place": place},
        reason=_("As soon as a seat becomes free, the first one waiting gets it. There is nothing you need to do now."),
    )


def _learning(reading: Reading) -> NextThing:
    cohort, resume = reading.cohort, reading.resume
    if resume and reading.may_mark:
        stage = cohort.plan.stage(resume.stage)
        module = cohort.outline.modules[resume.module_key]
        begun = reading.state(resume) == "started"
        return NextThing(
            eyebrow=_until(stage),
            title=local_title(resume),
            reason=_("Module %(code)s, %(title)s · about %(minutes)s minutes")
            % {"code": module.code, "title": local_title(module), "minutes": resume.minutes},
            label=_("Go on reading") if begun else _("Start this lesson") if reading.done else _("Start learning"),
            href=reverse("courses:learn_lesson", args=[cohort.public_id, resume.slug]),
        )
    return _stage_in_words(reading)


def _until(stage: StageDates | None) -> str:
    if stage is None:
        return _("Next")
    if stage.ends_on < clock.today():
        return _("Next · was due on %(day)s") % {"day": in_words(stage)}
    return _("Next · until %(day)s") % {"day": in_words(stage)}


def in_words(stage: StageDates, *, first: bool = False) -> str:
    """Return the last (or first) day of a stage, as `Minggu, 6 September 2026`."""
    return date_format(stage.starts_on if first else stage.ends_on, "l, j F Y")


def _begins(reading: Reading) -> str:
    stages = reading.cohort.plan.stages
    if not stages:
        return ""
    return _("The stage “%(stage)s” begins on %(day)s.") % {
        "stage": stages[0].label,
        "day": in_words(stages[0], first=True),
    }


def _stage_in_words(reading: Reading) -> NextThing:
    """Nothing to read now: say which stage runs or comes, else that all is done."""
    plan, today, href = (
        reading.cohort.plan,
        reading.today,
        reverse("courses:learn_contents", args=[reading.cohort.public_id]),
    )
    now, coming = plan.on(today), plan.after(today)
    look = partial(NextThing, label=_("Look at the lessons again"), href=href, waits=False)
    if reading.learner and reading.learner.state in {S.COMPLETED, S.NOT_COMPLETED}:
        return look(reading.cohort.name, _("The programme is finished"), _("Your lessons stay here to be read again."))
    if now and now.kind not in EARNED_BY_LESSON:
        reason = _("Until %(day)s.") % {"day": in_words(now)}
        return look(_("Now"), now.label, f"{reason} {now.venue}".strip())
    if coming:
        reason = _("Begins on %(day)s.") % {"day": in_words(coming, first=True)}
        all_read = (
            bool(reading.outline.online) and not reading.resume and len(reading.done) >= len(reading.outline.online)
        )
        eyebrow = _("All lessons done · next") if all_read else _("Next")
        return look(eyebrow, coming.label, f"{reason} {coming.venue}".strip())
    return look(reading.cohort.name, _("All stages are behind you"), _("The evaluation is under way."))


def journey(reading: Reading) -> list[dict[str, Any]]:
    """Return the stages as the journey shows them: label, note (JP or dates), state and percent."""
    jp: dict[str, int] = {}
    for course in reading.outline.courses:
        jp[course.stage] = jp.get(course.stage, 0) + course.jp
    return [_step(reading, stage, jp.get(stage.kind, 0)) for stage in reading.cohort.plan.stages]


def _step(reading: Reading, stage: StageDates, jp: int) -> dict[str, Any]:
    over, begun = stage.ends_on < reading.today, stage.starts_on <= reading.today
    if stage.kind in EARNED_BY_LESSON and reading.outline.online:
        total, earned = reading.outline.online_jp, reading.jp_done
        state = "done" if earned >= total else "now" if begun else "next"
        note = _("%(earned)s of %(total)s JP") % {"earned": earned, "total": total}
        return {"label": stage.label, "note": note, "state": state, "percent": round(100 * earned / (total or 1))}
    days = (stage.ends_on - stage.starts_on).days + 1
    gone = min(days, max(0, (reading.today - stage.starts_on).days))
    note = _("%(total)s JP") % {"total": jp} if jp else date_format(stage.starts_on, "j M")
    state = "done" if over else "now" if begun else "next"
    return {"label": stage.label, "note": note, "state": state, "percent": 100 if over else round(100 * gone / days)}


def participant_home(learners: Sequence[Learner]) -> dict[str, Any] | None:
    """Return the participant's panel, or None for somebody without an enrolment: one query, sometimes two."""
    learner = leading(learners)
    if learner is None:
        return None
    reading = reading_of(learner)
    return {
        "reading": reading,
        "cohort": learner.cohort,
        "next": next_thing(reading),
        "steps": journey(reading),
        "others": [one for one in learners if one.id != learner.id],
        "jp": reading.jp_done,
        "class_jp": learner.class_jp,
        "jp_total": reading.outline.online_jp,
        "shows_progress": learner.state in {S.ACTIVE, S.COMPLETED, S.NOT_COMPLETED},
    }


def running_cohorts(user: User) -> list[Cohort]:
    """Return the planned and running cohorts somebody may see, with seats and stages: three queries."""
    return list(cohort_list(user).filter(state__in=[CohortState.PLANNED, CohortState.OPEN]))


def stuck_people(cohorts: Sequence[Cohort]) -> tuple[list[dict[str, Any]], int]:
    """Return the people of these cohorts who stand still longest, and how many there are in all: two queries."""
    condition = Q(pk__in=[])
    facts = {cohort.pk: facts_of(cohort) for cohort in cohorts}
    for one in facts.values():
        condition |= is_stuck(one)
    found = Enrolment.objects.filter(condition)
    # Who has finished nothing comes first, on every database.
    longest = F("last_done_at").asc(nulls_first=True)
    rows = found.order_by(longest, "state_at", "id").values(
        "public_id", "cohort_id", "lessons_done", "last_done_at", "last_seen_at", "state_at",
        "user__name", "user__title_before", "user__title_after", "work_unit__name",
    )[:MOST]  # fmt: skip
    return [_stuck_line(row, facts[row["cohort_id"]]) for row in rows], found.count()


def _stuck_line(row: Mapping[str, Any], cohort: CohortFacts) -> dict[str, Any]:
    online = cohort.plan.stage(StageKind.ONLINE)
    return {
        "name": display_name(row),
        "unit": row["work_unit__name"],
        "href": reverse("courses:enrolment_detail", args=[row["public_id"]]),
        "since": still_since(online, row) if online else row["last_done_at"],
        "done": row["lessons_done"],
        "total": len(cohort.outline.online),
        "cohort": cohort.name,
    }


def unit_people(user: User) -> tuple[list[dict[str, Any]], int]:
    """Return the people of somebody's units who are learning, and how many there are: two queries."""
    found = Enrolment.objects.filter(
        work_unit__in=units_of(hats_of(user)),
        state__in=[*SEATED, S.WAITLISTED],
        cohort__state__in=[CohortState.PLANNED, CohortState.OPEN],
    ).exclude(user=user)
    fields = [f"cohort__{name}" for name in COHORT_FIELDS]
    rows = found.order_by("user__name", "id").values_list(
        "public_id",
        "state",
        "jp_done",
        "last_seen_at",
        "user__name",
        "user__title_before",
        "user__title_after",
        *fields,
    )[:MOST]
    return [_unit_line(row) for row in rows], found.aggregate(people=Count("id"))["people"]


def _unit_line(row: tuple[Any, ...]) -> dict[str, Any]:
    public_id, state, jp, seen, name, before, after, *facts = row
    cohort = CohortFacts(*facts)
    stage = cohort.plan.on(clock.today())
    person = {"user__name": name, "user__title_before": before, "user__title_after": after}
    return {
        "name": display_name(person),
        "href": reverse("courses:enrolment_detail", args=[public_id]),
        "state": S(state).label,
        "jp": jp,
        "jp_total": cohort.outline.online_jp,
        "seen": seen,
        "cohort": cohort.name,
        "stage": stage.label if stage else "",
    }
