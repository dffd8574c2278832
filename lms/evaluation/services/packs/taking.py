"""What a pack brings, written through the services of the rooms it belongs to."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from assignments.services.bank import import_questions, save_topic
from assignments.services.lab import create_case
from assignments.services.rubrics import create_rubric
from assignments.services.taskforms import adopt_version as adopt_form
from assignments.services.taskforms import freeze_form, write_form
from cms.models import CurriculumPage, CurriculumVersion
from cms.services import create_version, import_curriculum
from cms.services.versions import adopt_version
from lms.evaluation.models import Questionnaire, QuestionnaireVersion, Scheme
from lms.evaluation.queries.packs.checking import Pack, draft_of
from lms.people import clock
from lms.people.errors import Refusal
from lms.people.models import User
from lms.programme.reviewable import digest_of
from lms.programme.services import adopt_programme


@transaction.atomic
def take_in(*, pack: Pack, manifest: dict[str, Any], actor: User) -> tuple[CurriculumVersion, Scheme | None]:
    """Write everything that a pack brings; return the curriculum's version, published, and the scheme of evaluation.

    The units of the place it comes from signed these texts; that is recorded with the version and each form. Raises Refusal when
    something does not come out as it went in.
    """
    source = _source(manifest)
    version = _curriculum(pack, manifest, source, actor)
    for form in pack.forms:
        row = write_form(actor=actor, schema=form.form, evidence=form.evidence)
        frozen = freeze_form(form=row, actor=actor, note=source[:300])
        adopt_form(version=frozen, digest=form.digest, source=source, actor=actor)
    for rubric in pack.rubrics:
        create_rubric(
            actor=actor,
            code=rubric.code,
            title=rubric.title,
            title_en=rubric.title_en,
            criteria=rubric.criteria,
            evidence=rubric.evidence,
        )
    _bank(pack, version, actor)
    for case in pack.cases:
        create_case(
            actor=actor,
            code=case.code,
            kind=case.kind,
            difficulty=case.difficulty,
            title=case.title,
            body=case.body,
            evidence=case.evidence,
        )
    _questionnaires(pack, actor)
    _programme(pack, actor)
    return version, _scheme(pack, actor)


def _source(manifest: dict[str, Any]) -> str:
    """Where a pack comes from, in a line."""
    origin = manifest["origin"]
    version = origin.get("version") or {}
    return f"{origin.get('site', '')}: {version.get('title', '')} v{version.get('number', '')}"[:300]


def _curriculum(pack: Pack, manifest: dict[str, Any], source: str, actor: User) -> CurriculumVersion:
    import_curriculum(folder=pack.folder, actor=actor)
    page = CurriculumPage.objects.get()
    version = create_version(curriculum=page, actor=actor, note=source)
    digest = (manifest["origin"].get("version") or {}).get("digest", "")
    return adopt_version(version=version, digest=str(digest), source=source, actor=actor)


def _bank(pack: Pack, version: CurriculumVersion, actor: User) -> None:
    keys = dict(version.items.values_list("slug", "key"))
    for topic in pack.bank.topics:
        save_topic(
            actor=actor,
            code=topic.code,
            name=topic.name,
            name_en=topic.name_en,
            order=topic.order,
            sops=topic.sops,
            lessons=[keys[slug] for slug in topic.lessons],
        )
    wanted = [draft_of(row) for row in pack.bank.questions]
    done = import_questions(actor=actor, drafts=wanted)
    if done.added != len(wanted):
        words = _("%(count)s questions could not be taken into the bank.")
        raise Refusal(words % {"count": len(wanted) - done.added})


def _questionnaires(pack: Pack, actor: User) -> None:
    """Write the questionnaires frozen: what was asked there is asked here in the same words."""
    for one in pack.questionnaires:
        sheet = Questionnaire.objects.create(
            title=one.title,
            title_en=one.title_en,
            level=one.level,
            audience=one.audience,
            created_by=actor,
            created_at=clock.now(),
        )
        QuestionnaireVersion.objects.create(
            questionnaire=sheet,
            number=1,
            content=one.content,
            digest=digest_of(one.content),
            frozen_at=clock.now(),
            created_by=actor,
            created_at=clock.now(),
        )


def _scheme(pack: Pack, actor: User) -> Scheme | None:
    """Write the scheme frozen: a cohort was evaluated by it."""
    if pack.scheme is None:
        return None
    return Scheme.objects.create(
        title=pack.scheme.title,
        content=pack.scheme.content,
        digest=digest_of(pack.scheme.content),
        frozen_at=clock.now(),
        created_by=actor,
        created_at=clock.now(),
    )


def _programme(pack: Pack, actor: User) -> None:
    plan = pack.plan
    names = ("no", "title", "title_en", "detail", "detail_en", "evidence", "title_evidence", "plan_evidence")
    adopt_programme(
        words={"code": plan.code, "name": plan.name, "name_en": plan.name_en},
        activities=[
            {
                **{name: getattr(one, name) for name in names},
                "columns": [{"column": cell.column, "evidence": cell.evidence} for cell in one.columns],
            }
            for one in plan.activities
        ],
        actor=actor,
    )
