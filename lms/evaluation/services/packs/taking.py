"""What a pack brings, written through the services of the rooms it belongs to."""

from __future__ import annotations

from dataclasses import dataclass
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
from lms.evaluation.models import Scheme
from lms.evaluation.queries.packs.checking import Pack, draft_of
from lms.evaluation.services.schemes import create_scheme, freeze_scheme
from lms.evaluation.services.surveys.questionnaires import Head, create_questionnaire, freeze_version
from lms.people.errors import Refusal
from lms.people.models import User
from lms.programme.services import adopt_programme


@dataclass(frozen=True)
class Taken:
    """What cohorts are opened from: the curriculum's version, published, the scheme, and each questionnaire by its key in the pack."""

    version: CurriculumVersion
    scheme: Scheme | None
    questionnaires: dict[str, int]


@transaction.atomic
def take_in(*, pack: Pack, manifest: dict[str, Any], actor: User) -> Taken:
    """Write everything that a pack brings.

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
    questionnaires = _questionnaires(pack, actor)
    _programme(pack, actor)
    return Taken(version, _scheme(pack, actor), questionnaires)


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


def _questionnaires(pack: Pack, actor: User) -> dict[str, int]:
    """Write the questionnaires frozen: what was asked there is asked here in the same words."""
    found = {}
    for one in pack.questionnaires:
        head = Head(one.title, one.title_en, one.level, one.audience)
        sheet = create_questionnaire(actor=actor, head=head, content=one.content)
        freeze_version(actor=actor, version=sheet.versions.get())
        found[one.key] = sheet.pk
    return found


def _scheme(pack: Pack, actor: User) -> Scheme | None:
    """Write the scheme frozen: a cohort was evaluated by it."""
    if pack.scheme is None:
        return None
    scheme = create_scheme(actor=actor, title=pack.scheme.title, content=pack.scheme.content)
    return freeze_scheme(scheme=scheme)


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
