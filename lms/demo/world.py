"""Builds the demo's world in order: units and people, the programme, the curriculum, the cohorts."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from random import Random

from courses.models import Cohort
from fieldpractice.queries.placements import field_days
from lms.demo import (
    bank,
    classes,
    cms,
    courses,
    eval_certificates,
    eval_indicators,
    eval_packs,
    eval_panel,
    eval_replication,
    eval_reports,
    eval_results,
    eval_surveys,
    field_constraints,
    field_minutes,
    field_overview,
    field_practice,
    field_presence,
    field_sessions,
    grading,
    lab,
    nominations,
    notices,
    quizzes,
    submissions,
    taskforms,
)
from lms.demo import people as cast
from lms.demo.filling import look_at_what_came
from lms.people import clock
from lms.people.models import User
from lms.programme.services import load_plan, load_programme

# The first papers of the programme are older than its first cohort: roles count from the day they are given.
PREPARATION_DAYS = 60


class NotEmpty(Exception):
    """The site already has people; a demo would mix with them."""


def build_world(*, people: int, seed: int, today: date, say: Callable[[str], None]) -> None:
    """Fill an empty site. Raises NotEmpty when somebody is already there. The same seed and day give the same world."""
    if User.objects.exists():
        raise NotEmpty("This site already has people. The demo fills an empty site only: remove var/ and start again.")
    chance = Random(seed)  # noqa: S311 - no secret hangs on it
    begin = courses.Dates.of(today).begin
    with clock.at(clock.at_midday(begin, minutes=-PREPARATION_DAYS * 24 * 60)):
        with _told(say, "units and people"):
            units, text = cast.build_units(), cast.build_consent()
            staff = cast.build_staff(units=units, consent_text=text, chance=chance)
            participants = cast.build_participants(
                count=people + courses.EXTRA,
                units=units,
                consent_text=text,
                actor=staff["koordinator"],
                chance=chance,
            )
        with _told(say, "programme"):
            programme = load_programme()
            load_plan(programme=programme, today=today)
    with _told(say, "curriculum, reviewed and published"):
        version = cms.build_first_version(staff=staff, begin=begin)
    with _told(say, "task forms, reviewed and published"):
        taskforms.build_forms(staff=staff, begin=begin)
    with _told(say, "question bank"):
        bank.build_bank(staff=staff, begin=begin)
    with _told(say, "rubrics"):
        grading.build_rubrics(staff=staff)
    with _told(say, "cohorts"):
        cohorts = courses.build_cohorts(
            programme=programme, version=version, staff=staff, people=participants, today=today, chance=chance
        )
    with _told(say, "matching lab"):
        with clock.at(clock.at_midday(begin)):
            lab.build_cases(staff=staff)
        lab.build_exercises(cohorts=cohorts, staff=staff, today=today, chance=chance)
    with _told(say, "tasks"):
        taskforms.build_tasks(staff=staff, cohorts=cohorts)
    with _told(say, "forms handed in"):
        submissions.build_submissions(cohort=cohorts[1], today=today, chance=chance)
    with _told(say, "quizzes"):
        quizzes.build_quizzes(cohorts=cohorts, staff=staff, today=today, chance=chance)
    with _told(say, "grading"):
        grading.build_grades(cohort=cohorts[1], staff=staff, today=today, chance=chance)
    with _told(say, "classes and attendance"):
        classes.build_classes(cohorts=cohorts, staff=staff, today=today, chance=chance)
    _practise(cohorts=cohorts, staff=staff, today=today, seed=seed, chance=chance, say=say)
    with _told(say, "a newer version in review"):
        cms.build_next_version(staff=staff, today=today)
        taskforms.build_newer_form(staff=staff, today=today)
    _evaluate(cohorts=cohorts, staff=staff, today=today, seed=seed, say=say)
    with _told(say, "notices"):
        notices.build_notices(staff=staff, today=today)


def _practise(
    *, cohorts: list[Cohort], staff: dict[str, User], today: date, seed: int, chance: Random, say: Callable[[str], None]
) -> None:
    """Let the first cohort have practised in its units and end, and the second one practise."""
    with _told(say, "field practice of the first cohort"):
        _practised(cohort=cohorts[0], staff=staff, chance=Random(seed + 59))  # noqa: S311
    with _told(say, "placements and logbooks"):
        field_practice.build_practice(
            cohort=cohorts[1],
            staff=staff,
            today=today,
            chance=Random(seed + 61),  # noqa: S311 - no secret hangs on it
        )
    courses.finish_first_cohort(cohort=cohorts[0], staff=staff)
    with _told(say, "monitoring sessions"):
        field_sessions.build_sessions(cohorts=cohorts, staff=staff, today=today)
    with _told(say, "presence at the sessions"):
        field_presence.build_presence(cohort=cohorts[1], staff=staff, today=today)
    with _told(say, "watching over the field"):
        field_overview.build_overview(cohort=cohorts[1], staff=staff, today=today)
    with _told(say, "nominations and announcements"):
        nominations.build_announcements(cohort=cohorts[1], staff=staff, today=today, chance=chance)
        nominations.build_nominations(cohorts_so_far=cohorts, staff=staff, today=today, chance=chance)
    with _told(say, "a stronger version, published"):
        stronger = cms.build_stronger_version(staff=staff, today=today)
    with _told(say, "constraints met in the field"):
        field_constraints.build_constraints(cohort=cohorts[1], staff=staff, stronger=stronger, today=today)
    with _told(say, "minutes and follow-ups"):
        field_minutes.build_minutes(cohorts=cohorts, staff=staff, today=today)


def _practised(*, cohort: Cohort, staff: dict[str, User], chance: Random) -> None:
    stage = field_days(cohort)
    assert stage is not None  # noqa: S101 - every cohort of the demo has the five stages
    over = stage.ends_on + timedelta(days=8)
    field_practice.build_past_practice(cohort=cohort, staff=staff, chance=chance)
    submissions.build_past_submissions(cohort=cohort, over=over, chance=chance)
    grading.build_past_grades(cohort=cohort, staff=staff, over=over, chance=chance)
    taskforms.close_tasks(staff=staff, cohort=cohort)
    field_constraints.build_past_constraints(cohort=cohort, staff=staff)


def _evaluate(
    *, cohorts: list[Cohort], staff: dict[str, User], today: date, seed: int, say: Callable[[str], None]
) -> None:
    """Let the first cohort be evaluated: surveys, units before and after, the panel, certificates, the programme's report."""
    with _told(say, "surveys"):
        eval_surveys.build_surveys(cohorts=cohorts, staff=staff, today=today, chance=Random(seed + 71))  # noqa: S311
    with _told(say, "open answers sorted"):
        eval_results.build_results(cohort=cohorts[0], staff=staff)
    with _told(say, "figures of the units before and after"):
        eval_indicators.build_indicators(cohorts=cohorts, staff=staff, today=today, seed=seed)
    with _told(say, "panel, results and an objection"):
        eval_panel.build_panel(cohorts=cohorts, staff=staff, today=today, seed=seed)
    with _told(say, "certificates"):
        eval_certificates.build_certificates(cohort=cohorts[0], staff=staff, today=today)
    with _told(say, "digital credentials and a replication pack"):
        eval_packs.build_credentials()
        eval_packs.build_pack(cohorts=cohorts, staff=staff, today=today)
    with _told(say, "evaluation report, in review"):
        eval_reports.build_report(cohort=cohorts[0], staff=staff, today=today)
    with _told(say, "monthly papers of the units"):
        eval_replication.build_papers(today=today)


@contextmanager
def _told(say: Callable[[str], None], what: str) -> Iterator[None]:
    began = time.monotonic()
    yield
    look_at_what_came()
    say(f"  {what} ({time.monotonic() - began:.1f} s)")
