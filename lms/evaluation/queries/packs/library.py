"""Everything a cohort learns and works with, as the files of a pack: curriculum, forms, rubrics, questions, cases, questionnaires, scheme."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Max, Q
from django.utils.text import slugify

from assignments.enums import FormState
from assignments.models import FormVersion, MatchingCase, MatchingExercise, Question, QuizPart, Rubric, Topic
from cms.markdown.folder import write_folder
from cms.models import CurriculumVersion
from cms.queries.exporting import version_folder
from courses.models import Cohort
from lms.evaluation.models import CohortScheme, QuestionnaireVersion
from lms.evaluation.packs import shapes
from lms.evaluation.packs.manifest import Files, encoded

CURRICULUM, BANK, SCHEME = "curriculum/", "questions.json", "scheme.json"


def library(version: CurriculumVersion, cohort: Cohort) -> tuple[Files, dict[str, int]]:
    """Return the files of everything that is not bound to a calendar, and how many there are of each. A fixed number of queries.

    Raises FileNotFoundError when a file that the curriculum shows is missing in the store.
    """
    folder = version_folder(version)
    files: Files = {f"{CURRICULUM}{name}": data for name, data in write_folder(folder).items()}
    counts = {
        "lessons": sum(1 for node in folder.walk() if node.kind == "lesson"),
        "sops": len(folder.sops),
    }
    for kind, rows in (
        ("forms", _forms(cohort)),
        ("rubrics", _rubrics(cohort)),
        ("cases", _cases(cohort)),
        ("questionnaires", _questionnaires()),
    ):
        made = {f"{kind}/{name}.json": encoded(shapes.written(row)) for name, row in rows}
        files |= made
        counts[kind] = len(made)
    bank = _bank(version, cohort)
    files[BANK] = encoded(shapes.written(bank))
    counts["questions"] = len(bank.questions)
    if scheme := _scheme(cohort):
        files[SCHEME] = encoded(shapes.written(scheme))
        counts["schemes"] = 1
    return files, counts


Named = Iterable[tuple[str, shapes.Shape]]


def _forms(cohort: Cohort) -> Named:
    """Yield each published form, and those the cohort worked with that are published no more. One query."""
    rows = FormVersion.objects.filter(Q(state=FormState.PUBLISHED) | Q(tasks__cohort=cohort)).distinct()
    chosen: dict[str, FormVersion] = {}
    for one in rows.select_related("form").order_by("form__code", "number"):
        if one.state == FormState.PUBLISHED or one.form.code not in chosen:
            chosen[one.form.code] = one
    for place, (code, one) in enumerate(chosen.items(), start=1):
        row = shapes.FormFile(code=code, evidence=one.evidence, form=one.schema, digest=one.digest)
        yield f"{place:02}-{slugify(code)}", row


def _rubrics(cohort: Cohort) -> Named:
    used = Q(versions__tasks__cohort=cohort) | Q(versions__in=_rubrics_of_exercises(cohort))
    rows = Rubric.objects.filter(Q(retired_at=None) | used, current__isnull=False).distinct()
    for one in rows.select_related("current").order_by("code"):
        if one.current:
            row = shapes.RubricFile(
                code=one.code,
                title=one.title,
                title_en=one.title_en,
                evidence=one.current.evidence,
                criteria=one.current.criteria,
            )
            yield one.code, row


def _rubrics_of_exercises(cohort: Cohort) -> Any:
    return MatchingExercise.objects.filter(cohort=cohort, rubric__isnull=False).values("rubric")


def _cases(cohort: Cohort) -> Named:
    used = Q(versions__exercises__cohort=cohort)
    rows = MatchingCase.objects.filter(Q(retired_at=None) | used, current__isnull=False).distinct()
    for one in rows.select_related("current").order_by("code"):
        if one.current:
            row = shapes.CaseFile(
                code=one.code,
                kind=one.kind,
                difficulty=one.difficulty,
                title=one.current.title,
                evidence=one.current.evidence,
                body=one.current.body,
            )
            yield one.code, row


def _bank(version: CurriculumVersion, cohort: Cohort) -> shapes.BankFile:
    """Return topics and questions in use. Lessons are named by their slugs: their keys are others elsewhere."""
    slugs = dict(version.items.values_list("key", "slug"))
    topics = [
        shapes.TopicRow(
            code=one.code,
            name=one.name,
            name_en=one.name_en,
            order=one.order,
            sops=sorted(one.sops),
            lessons=sorted(slugs[row.lesson_key] for row in one.lessons.all() if row.lesson_key in slugs),
        )
        for one in Topic.objects.prefetch_related("lessons").order_by("code")
    ]
    asked = QuizPart.objects.filter(quiz__cohort=cohort, question__isnull=False).values("question")
    rows = Question.objects.filter(Q(retired_at=None) | Q(pk__in=asked), current__isnull=False)
    questions = [_question(one) for one in rows.select_related("topic", "current").order_by("code")]
    return shapes.BankFile(topics=topics, questions=questions)


def _question(one: Question) -> shapes.QuestionRow:
    version: Any = one.current
    return shapes.QuestionRow(
        code=one.code,
        topic=one.topic.code,
        kind=one.kind,
        points=version.points,
        evidence=version.evidence,
        body=version.body,
    )


def newest_questionnaires() -> list[QuestionnaireVersion]:
    """Return the newest frozen version of each questionnaire that is in use, in a fixed order."""
    rows = QuestionnaireVersion.objects.filter(questionnaire__archived_at=None, frozen_at__isnull=False)
    newest = rows.values("questionnaire").annotate(newest=Max("number")).values_list("questionnaire", "newest")
    wanted = dict(newest)
    found = rows.select_related("questionnaire").order_by("questionnaire__level", "questionnaire__title", "digest")
    return [one for one in found if wanted[one.questionnaire_id] == one.number]


def questionnaire_keys(versions: Iterable[QuestionnaireVersion]) -> dict[int, str]:
    """Return the name in the pack of each questionnaire, by its id: from its title, no two alike."""
    keys: dict[int, str] = {}
    for one in versions:
        wanted = slugify(one.questionnaire.title)[:48] or "kuesioner"
        key, number = wanted, 1
        while key in keys.values():
            number += 1
            key = f"{wanted}-{number}"
        keys[one.questionnaire_id] = key
    return keys


def _questionnaires() -> Named:
    versions = newest_questionnaires()
    keys = questionnaire_keys(versions)
    for one in versions:
        key, sheet = keys[one.questionnaire_id], one.questionnaire
        row = shapes.QuestionnaireFile(
            key=key,
            title=sheet.title,
            title_en=sheet.title_en,
            level=sheet.level,
            audience=sheet.audience,
            content=one.content,
        )
        yield key, row


def _scheme(cohort: Cohort) -> shapes.SchemeFile | None:
    adopted = CohortScheme.objects.select_related("scheme").filter(cohort=cohort).first()
    return shapes.SchemeFile(title=adopted.scheme.title, content=adopted.scheme.content) if adopted else None
