"""The dry run of a pack: everything it brings is read as the import will read it. Nothing is written."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from assignments import criteria
from assignments.enums import CaseKind, QuestionKind, QuizKind, ReviewMoment
from assignments.lab.cards import case_faults
from assignments.questions.drafts import Draft
from assignments.schema import flaws, normal
from cms.enums import StageKind
from cms.markdown.errors import FolderRefused
from cms.markdown.folder import Folder, Known, read_folder
from courses.enums import StageMode
from courses.plan import StagePlan, misplaced
from lms.evaluation import item_flaws, schemes
from lms.evaluation.enums import Audience, Level, Privacy
from lms.evaluation.packs import shapes
from lms.evaluation.packs.manifest import Files, PackRefused, Problem
from lms.evaluation.queries.packs.contents import PLAN, SCHEDULE
from lms.evaluation.queries.packs.library import BANK, CURRICULUM, SCHEME
from lms.people.enums import Column
from lms.people.errors import Refusal
from lms.programme.reviewable import digest_of


@dataclass(frozen=True)
class Pack:
    """A pack taken apart, each file in its shape."""

    folder: Folder
    forms: list[shapes.FormFile]
    rubrics: list[shapes.RubricFile]
    bank: shapes.BankFile
    cases: list[shapes.CaseFile]
    questionnaires: list[shapes.QuestionnaireFile]
    scheme: shapes.SchemeFile | None
    schedule: shapes.ScheduleFile
    plan: shapes.PlanFile


def taken_apart(files: Files) -> Pack:
    """Return what a pack holds. Raises PackRefused with everything that is wrong, each with its file."""
    problems: list[Problem] = []
    folder = _caught(problems, lambda: _folder(files))
    many: dict[str, list[Any]] = {
        kind: [
            one
            for name in sorted(files)
            if name.startswith(f"{kind}/") and (one := _caught(problems, _reader(shape, name, files)))
        ]
        for kind, shape in MANY.items()
    }
    bank = _caught(problems, _reader(shapes.BankFile, BANK, files))
    scheme = _caught(problems, _reader(shapes.SchemeFile, SCHEME, files)) if SCHEME in files else None
    schedule = _caught(problems, _reader(shapes.ScheduleFile, SCHEDULE, files))
    plan = _caught(problems, _reader(shapes.PlanFile, PLAN, files))
    problems += _strangers(files)
    if problems or folder is None or bank is None or schedule is None or plan is None:
        raise PackRefused(*problems)
    pack = Pack(folder, bank=bank, scheme=scheme, schedule=schedule, plan=plan, **many)
    if found := list(_Checks(pack).all()):
        raise PackRefused(*found)
    return pack


MANY: dict[str, type[shapes.Shape]] = {
    "forms": shapes.FormFile,
    "rubrics": shapes.RubricFile,
    "cases": shapes.CaseFile,
    "questionnaires": shapes.QuestionnaireFile,
}


def _reader(shape: type[Any], name: str, files: Files) -> Any:
    return lambda: shapes.read(shape, name, files)


def _caught(problems: list[Problem], read: Any) -> Any:
    try:
        return read()
    except PackRefused as refused:
        problems += refused.problems
        return None


def _folder(files: Files) -> Folder:
    own = {name.removeprefix(CURRICULUM): data for name, data in files.items() if name.startswith(CURRICULUM)}
    try:
        return read_folder(own, Known())
    except FolderRefused as refused:
        raise PackRefused(*(Problem(f"{CURRICULUM}{one.file}", one.message) for one in refused.problems)) from refused


def _strangers(files: Files) -> Iterator[Problem]:
    """Name what has no place in a pack: nothing is passed over in silence."""
    for name in sorted(files):
        kind, _slash, rest = name.partition("/")
        known = name in {BANK, SCHEME, SCHEDULE, PLAN} or (kind in MANY and rest.endswith(".json"))
        if not known and not name.startswith(CURRICULUM):
            yield Problem(name, _("This file has no place in a replication pack."))


class _Checks:
    """What no shape can tell: whether each thing can be used here, and whether what is pointed to is there."""

    def __init__(self, pack: Pack) -> None:
        self.pack = pack
        self.modules = {node.slug: node for node in pack.folder.walk() if node.kind == "module"}
        self.lessons = {node.slug for node in pack.folder.walk() if node.kind == "lesson"}
        self.audiences = {one.key: one.audience for one in pack.questionnaires}

    def all(self) -> Iterator[Problem]:
        yield from self.forms()
        yield from self.rubrics()
        yield from self.questions()
        yield from self.cases()
        yield from self.questionnaires()
        yield from self.scheme()
        yield from self.stages()
        yield from self.pointers()
        yield from self.plan()

    def forms(self) -> Iterator[Problem]:
        for one in self.pack.forms:
            name = f"forms/{one.code}"
            try:
                found = flaws(normal(one.form))
            except (KeyError, TypeError, ValueError, AttributeError):
                yield Problem(name, _("This is no task form."))
                continue
            yield from (Problem(name, str(flaw.message)) for flaw in found[:4])
            if not found and digest_of(one.form) != one.digest:
                yield Problem(name, _("This form is not the one that was published: its digest differs."))
        yield from _twice("forms", [one.code for one in self.pack.forms])

    def rubrics(self) -> Iterator[Problem]:
        for one in self.pack.rubrics:
            try:
                criteria.cleaned(one.criteria)
            except Refusal as refusal:
                yield Problem(f"rubrics/{one.code}", str(refusal))
            except (AttributeError, KeyError, TypeError, ValueError):
                yield Problem(f"rubrics/{one.code}", _("This is no rubric."))
        yield from _twice("rubrics", [one.code for one in self.pack.rubrics])

    def questions(self) -> Iterator[Problem]:
        topics = {one.code for one in self.pack.bank.topics}
        for one in self.pack.bank.questions:
            place = f"{BANK}: {one.code}"
            if one.topic not in topics:
                yield Problem(place, _("There is no topic “%(code)s” in the pack.") % {"code": one.topic})
            if one.kind not in QuestionKind.values:
                yield Problem(place, _("There is no kind “%(kind)s”.") % {"kind": one.kind})
                continue
            try:
                found = draft_of(one).faults()
            except (AttributeError, KeyError, TypeError, ValueError):
                yield Problem(place, _("This is no question."))
                continue
            yield from (Problem(place, fault.message) for fault in found[:4])
        for topic in self.pack.bank.topics:
            for slug in topic.lessons:
                if slug not in self.lessons:
                    yield Problem(f"{BANK}: {topic.code}", _there_is_no(_("lesson"), slug))
        yield from _twice(BANK, [one.code for one in self.pack.bank.questions])
        yield from _twice(BANK, [one.code for one in self.pack.bank.topics])

    def cases(self) -> Iterator[Problem]:
        for one in self.pack.cases:
            place = f"cases/{one.code}"
            if one.kind not in CaseKind.values or not 1 <= one.difficulty <= 5:
                yield Problem(place, _("This is no matching case."))
                continue
            try:
                found = case_faults(one.body)
            except (AttributeError, KeyError, TypeError, ValueError):
                yield Problem(place, _("This is no matching case."))
                continue
            yield from (Problem(place, str(fault.message)) for fault in found[:4])
        yield from _twice("cases", [one.code for one in self.pack.cases])

    def questionnaires(self) -> Iterator[Problem]:
        for one in self.pack.questionnaires:
            asked = _items(one.content)
            if one.level not in Level.values or one.audience not in Audience.values or not asked:
                yield Problem(f"questionnaires/{one.key}", _("This is no questionnaire."))
                continue
            try:
                found = item_flaws.flaws(one.content)
            except (AttributeError, KeyError, TypeError, ValueError):
                yield Problem(f"questionnaires/{one.key}", _("This is no questionnaire."))
                continue
            yield from (Problem(f"questionnaires/{one.key}", str(flaw.message)) for flaw in found[:4])
        yield from _twice("questionnaires", [one.key for one in self.pack.questionnaires])

    def scheme(self) -> Iterator[Problem]:
        if self.pack.scheme is None:
            return
        try:
            schemes.cleaned(self.pack.scheme.content)
        except Refusal as refusal:
            yield Problem(SCHEME, str(refusal))
        except (AttributeError, KeyError, TypeError, ValueError):
            yield Problem(SCHEME, _("This is no scheme of evaluation."))

    def stages(self) -> Iterator[Problem]:
        rows = self.pack.schedule.stages
        for one in rows:
            if one.kind not in StageKind.values or one.mode not in StageMode.values:
                yield Problem(SCHEDULE, _there_is_no(_("stage"), f"{one.kind}/{one.mode}"))
                return
        if misplaced([stage_plan(one, date(2026, 1, 1)) for one in rows]) or rows[0].first != 0:
            yield Problem(SCHEDULE, _("The stages do not follow each other from the first day on."))
        yield from _twice(SCHEDULE, [one.kind for one in rows])

    def pointers(self) -> Iterator[Problem]:
        pack, plan = self.pack, self.pack.schedule
        known: dict[str, Collection[str]] = {
            _("module"): self.modules,
            _("stage"): {one.kind for one in plan.stages},
            _("form"): {one.code for one in pack.forms},
            _("rubric"): {one.code for one in pack.rubrics},
            _("question"): {one.code for one in pack.bank.questions},
            _("topic"): {one.code for one in pack.bank.topics},
            _("case"): {one.code for one in pack.cases},
            _("questionnaire"): {one.key for one in pack.questionnaires},
        }
        for what, name in self._named():
            if name is not None and name not in known[what]:
                yield Problem(SCHEDULE, _there_is_no(what, name))
        yield from self._choices()

    def _named(self) -> Iterator[tuple[str, str | None]]:
        plan = self.pack.schedule
        for gate in plan.gates:
            yield from ((_("module"), gate.module), (_("module"), gate.needs))
        for meeting in plan.classes:
            yield from ((_("stage"), meeting.stage), (_("module"), meeting.module))
        for task in plan.tasks:
            yield from ((_("form"), task.form), (_("rubric"), task.rubric))
        for quiz in plan.quizzes:
            for part in quiz.parts:
                yield from ((_("question"), part.question), (_("topic"), part.topic))
        for exercise in plan.exercises:
            yield from ((_("case"), exercise.case), (_("rubric"), exercise.rubric))
        for survey in plan.surveys:
            yield _("questionnaire"), survey.questionnaire

    def _choices(self) -> Iterator[Problem]:
        plan = self.pack.schedule
        for place, quiz in enumerate(plan.quizzes):
            if quiz.kind not in QuizKind.values or quiz.review not in ReviewMoment.values:
                yield Problem(SCHEDULE, _there_is_no(_("quiz"), quiz.kind))
            if quiz.pre_test is not None and quiz.pre_test >= place:
                yield Problem(SCHEDULE, _("“%(quiz)s” is tied to no pre-test before it.") % {"quiz": quiz.title})
        for place, survey in enumerate(plan.surveys):
            for words in self._survey(place, survey):
                yield Problem(SCHEDULE, words % {"survey": survey.title})

    def _survey(self, place: int, survey: shapes.SurveyRow) -> Iterator[str]:
        """Say what keeps a survey from being planned."""
        if survey.audience not in Audience.values or survey.privacy not in Privacy.values:
            yield _("“%(survey)s” does not say who answers, or how answers are kept.")
        if self.audiences.get(survey.questionnaire, survey.audience) != survey.audience:
            yield _("“%(survey)s” asks others than its questionnaire is for.")
        if (survey.closes.day, survey.closes.at) <= (survey.opens.day, survey.opens.at):
            yield _("“%(survey)s” closes before it opens.")
        anonymous, clients = survey.privacy == Privacy.ANONYMOUS, survey.audience == Audience.CLIENTS
        if clients and not anonymous:
            yield _("“%(survey)s” asks clients, who are always asked anonymously.")
        if survey.by_unit and anonymous and not clients:
            yield _("“%(survey)s” is anonymous, and is to tell the work units apart.")
        if survey.before is None:
            return
        if survey.before >= place:
            yield _("“%(survey)s” is compared with no survey before it.")
        elif self.pack.schedule.surveys[survey.before].audience != survey.audience:
            yield _("“%(survey)s” is compared with a survey of other people.")

    def plan(self) -> Iterator[Problem]:
        for activity in self.pack.plan.activities:
            named = [one.column for one in activity.columns] + [one.column for one in activity.deliverables]
            for column in named:
                if column and column not in Column.values:
                    yield Problem(PLAN, _there_is_no(_("unit"), column))
        yield from _twice(PLAN, [str(one.no) for one in self.pack.plan.activities])


def draft_of(row: shapes.QuestionRow) -> Draft:
    """Return a question as the bank takes it in."""
    return Draft(row.code, row.topic, row.kind, row.body, Decimal(row.points), row.evidence)


def stage_plan(row: shapes.StageRow, first: date, venue: str = "") -> StagePlan:
    """Return a stage on its days, counted from the cohort's first."""
    return StagePlan(row.kind, row.mode, shifted(first, row.first), shifted(first, row.last), venue, row.needs_previous)


def shifted(first: date, day: int) -> date:
    """Return the date of a day of the schedule."""
    return date.fromordinal(first.toordinal() + day)


def _items(content: dict[str, Any]) -> list[str]:
    """Return the keys of what a questionnaire asks; empty when it is none, or two items are called alike."""
    try:
        keys = [item["key"] for section in content["sections"] for item in section["items"] if item["kind"]]
    except (KeyError, TypeError):
        return []
    whole = all(isinstance(key, str) and key for key in keys) and len(set(keys)) == len(keys)
    return keys if whole else []


def _there_is_no(what: str, name: str) -> str:
    return _("There is no %(what)s “%(name)s” in the pack.") % {"what": what, "name": name}


def _twice(file: str, names: list[str]) -> Iterator[Problem]:
    for name in sorted({name for name in names if names.count(name) > 1}):
        yield Problem(file, _("“%s” stands here twice.") % name)
