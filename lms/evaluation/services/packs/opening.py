"""Opening a cohort from a pack that was brought in: its calendar moved to a first day, on the curriculum that came along."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext as _

from assignments.enums import FormState
from assignments.models import FormVersion, MatchingCase, Question, Rubric, RubricVersion, Topic
from assignments.services.lab import set_exercise
from assignments.services.quizzes import PartPlan, QuizPlan, plan_quiz
from assignments.services.tasks import TaskSettings, create_task
from courses.enums import StageMode
from courses.models import Cohort, Stage
from courses.services.cohorts import create_cohort
from courses.services.meetings import MeetingPlan, plan_meeting
from courses.services.stages import change_gates
from fieldpractice.services.sessions import SessionDraft, add_session
from lms.evaluation.models import CohortFromPack, PackImport, SurveyRun
from lms.evaluation.packs import shapes
from lms.evaluation.queries.packs.checking import shifted, stage_plan
from lms.evaluation.queries.packs.library import newest_questionnaires
from lms.evaluation.services.packs.making import allow
from lms.evaluation.services.schemes import adopt_scheme
from lms.evaluation.services.surveys.runs import Plan, plan_run
from lms.people import audit
from lms.people.errors import Refusal
from lms.people.models import User
from lms.programme.models import Programme
from lms.programme.services import adopt_plan


@dataclass(frozen=True)
class Opening:
    """What somebody decides about a cohort from a pack; everything else is in the pack."""

    number: int
    name: str
    starts_on: date
    capacity: int
    time_zone: str
    # Where its classes in person are held; asked, since a pack knows no places.
    venue: str


@transaction.atomic
def open_from_pack(*, actor: User, source: PackImport, opening: Opening) -> Cohort:
    """Plan a cohort with everything of the pack's calendar, as drafts that nobody sees before they are opened.

    Done twice it is refused, since the number is taken (Conflict). Raises NotAllowed, Refusal (not brought in; a first day that lies
    too early for its sessions; what the rooms refuse).
    """
    allow(actor)
    if not source.is_done or source.version is None:
        raise Refusal(_("This pack is not brought in yet."))
    schedule = shapes.ScheduleFile.model_validate(source.schedule)
    plan = shapes.PlanFile.model_validate(source.plan)
    cohort = create_cohort(
        actor=actor,
        programme=Programme.objects.get(code=plan.code),
        version=source.version,
        starts_on=opening.starts_on,
        number=opening.number,
        name=opening.name,
        capacity=opening.capacity,
        time_zone=opening.time_zone,
        stages=[stage_plan(one, opening.starts_on, _venue(one, opening)) for one in schedule.stages],
    )
    _Work(actor, cohort, opening, schedule, source.questionnaires).run()
    if source.scheme:
        adopt_scheme(actor=actor, cohort=cohort, scheme=source.scheme, seq=source.scheme.seq)
    _take_plan(actor, cohort.programme, plan, opening.starts_on)
    CohortFromPack.objects.create(cohort=cohort, source=source)
    audit.record(actor, "evaluation.pack_import.open_cohort", source, {"cohort": str(cohort)})
    return cohort


def _venue(stage: shapes.StageRow, opening: Opening) -> str:
    return opening.venue if stage.mode == StageMode.IN_PERSON else ""


class _Work:
    """One opening under way."""

    def __init__(
        self,
        actor: User,
        cohort: Cohort,
        opening: Opening,
        schedule: shapes.ScheduleFile,
        questionnaires: Mapping[str, int],
    ) -> None:
        self.actor, self.cohort, self.opening, self.schedule = actor, cohort, opening, schedule
        self.questionnaires = questionnaires
        self.zone = ZoneInfo(opening.time_zone)
        self.rubrics: dict[str, RubricVersion | None] = {
            one.code: one.current for one in Rubric.objects.select_related("current")
        }

    def run(self) -> None:
        self.gates()
        self.classes()
        self.tasks()
        self.quizzes()
        self.exercises()
        self.sessions()
        self.surveys()

    def day(self, day: int) -> date:
        return shifted(self.opening.starts_on, day)

    def maybe(self, day: int | None) -> date | None:
        return None if day is None else self.day(day)

    def at(self, moment: shapes.Moment) -> datetime:
        return datetime.combine(self.day(moment.day), time.fromisoformat(moment.at), self.zone)

    def maybe_at(self, moment: shapes.Moment | None) -> datetime | None:
        return self.at(moment) if moment else None

    def rubric(self, code: str | None) -> RubricVersion | None:
        return self.rubrics.get(code) if code else None

    def modules(self) -> dict[str, Any]:
        return dict(self.cohort.version.items.values_list("slug", "key"))

    def gates(self) -> None:
        keys = self.modules()
        gates = {
            keys[one.module]: (self.maybe(one.opens), keys[one.needs] if one.needs else None)
            for one in self.schedule.gates
        }
        if gates:
            change_gates(actor=self.actor, cohort=self.cohort, gates=gates, seen_plan_no=self.cohort.plan_no)

    def classes(self) -> None:
        keys, stages = self.modules(), {one.kind: one for one in self.cohort.stages.all()}
        for one in self.schedule.classes:
            begins = self.at(one.begins)
            plan = MeetingPlan(
                stage=stages[one.stage],
                title=one.title,
                starts_at=begins,
                ends_at=begins + timedelta(minutes=one.minutes),
                time_zone=self.opening.time_zone,
                module_key=keys[one.module] if one.module else None,
                jp=one.jp,
                venue=self.place(stages[one.stage]),
                late_minutes=one.late_minutes,
                scan_minutes=one.scan_minutes,
                needs_end_scan=one.needs_end_scan,
            )
            plan_meeting(actor=self.actor, cohort=self.cohort, plan=plan)

    def place(self, stage: Stage) -> str:
        """Where a class is until somebody says more: online its link follows."""
        if stage.mode == StageMode.ONLINE:
            return _("Online, link to follow")
        return self.opening.venue or _("To be named")

    def tasks(self) -> None:
        rows = FormVersion.objects.filter(state=FormState.PUBLISHED).select_related("form").defer("schema")
        versions = {one.form.code: one for one in rows}
        for one in self.schedule.tasks:
            settings = TaskSettings(
                opens_on=self.day(one.opens),
                due_on=self.day(one.due),
                due_time=time.fromisoformat(one.due_at),
                first_week=one.first_week,
                last_week=one.last_week,
                count=one.count,
                weight=one.weight,
                rubric=self.rubric(one.rubric),
                second_marking=one.second_marking,
                tolerance=one.tolerance,
                anonymous=one.anonymous,
            )
            if one.form not in versions:
                raise Refusal(_("Form %(code)s is published no more. Publish it again first.") % {"code": one.form})
            create_task(
                actor=self.actor,
                cohort=self.cohort,
                version=versions[one.form],
                settings=settings,
                plan_key=one.key,
            )

    def quizzes(self) -> None:
        questions = {one.code: one for one in Question.objects.all()}
        topics = {one.code: one for one in Topic.objects.all()}
        made: list[Any] = []
        for one in self.schedule.quizzes:
            parts = [
                PartPlan(
                    questions[part.question] if part.question else None,
                    topics[part.topic] if part.topic else None,
                    part.count,
                )
                for part in one.parts
            ]
            made.append(
                plan_quiz(
                    actor=self.actor,
                    cohort=self.cohort,
                    kind=one.kind,
                    plan=self.quiz_plan(one),
                    parts=parts,
                    pre_test=made[one.pre_test] if one.pre_test is not None else None,
                )
            )

    def quiz_plan(self, one: shapes.QuizRow) -> QuizPlan:
        return QuizPlan(
            title=one.title,
            intro=one.intro,
            opens_at=self.maybe_at(one.opens),
            closes_at=self.maybe_at(one.closes),
            minutes=one.minutes,
            grace_seconds=one.grace_seconds,
            attempts=one.attempts,
            shuffle_questions=one.shuffle_questions,
            shuffle_options=one.shuffle_options,
            pass_mark=Decimal(one.pass_mark) if one.pass_mark is not None else None,
            review=one.review,
            weight=one.weight,
        )

    def exercises(self) -> None:
        cases = {one.code: one.current for one in MatchingCase.objects.select_related("current")}
        for one in self.schedule.exercises:
            version = cases[one.case]
            if version is not None:
                set_exercise(
                    actor=self.actor,
                    cohort=self.cohort,
                    version=version,
                    top_k=one.top_k,
                    opens_on=self.maybe(one.opens),
                    due_on=self.maybe(one.due),
                    weight=one.weight,
                    rubric=self.rubric(one.rubric),
                )

    def sessions(self) -> None:
        for one in self.schedule.sessions:
            begins = self.at(one.begins)
            draft = SessionDraft(
                title=one.title,
                starts_at=begins,
                ends_at=begins + timedelta(minutes=one.minutes),
                agenda=one.agenda,
                is_recorded=one.is_recorded,
            )
            add_session(actor=self.actor, cohort=self.cohort, draft=draft)

    def surveys(self) -> None:
        in_use = {one.questionnaire_id: one for one in newest_questionnaires()}
        made: list[SurveyRun] = []
        for one in self.schedule.surveys:
            version = in_use.get(self.questionnaires[one.questionnaire])
            if version is None:
                words = _("Questionnaire “%(key)s” is no longer in use. Take it back into use first.")
                raise Refusal(words % {"key": one.questionnaire})
            plan = Plan(
                version=version,
                title=one.title,
                audience=one.audience,
                privacy=one.privacy,
                opens_at=self.at(one.opens),
                closes_at=self.at(one.closes),
                by_unit=one.by_unit,
                before=made[one.before] if one.before is not None else None,
                kiosks=None,
            )
            made.append(plan_run(actor=self.actor, cohort=self.cohort, plan=plan))


def _take_plan(actor: User, programme: Programme, plan: shapes.PlanFile, first: date) -> None:
    """Give the programme's activities their days, where they have none yet."""
    entries = {}
    for one in plan.activities:
        entries[one.no] = {
            "planned_from": None if one.first is None else shifted(first, one.first),
            "planned_until": None if one.last is None else shifted(first, one.last),
            "evidence": one.plan_evidence,
            "deliverables": [
                {
                    "code": row.code,
                    "column": row.column,
                    "title": row.title,
                    "title_en": row.title_en,
                    "due_on": None if row.due is None else shifted(first, row.due),
                    "evidence": row.evidence,
                }
                for row in one.deliverables
            ],
        }
    adopt_plan(programme=programme, entries=entries, actor=actor)
