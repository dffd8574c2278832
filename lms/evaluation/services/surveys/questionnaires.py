"""Questionnaires and their versions: a draft that is worked on, frozen when it is first asked, and never changed after that."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from lms.evaluation.enums import Audience, Level
from lms.evaluation.item_flaws import flaws
from lms.evaluation.items import Content, Item, digest_of, items_of, normal
from lms.evaluation.models import Questionnaire, QuestionnaireVersion, SurveyRun
from lms.evaluation.survey_starter import Starter, starters
from lms.people import audit, clock
from lms.people.errors import Conflict, NotAllowed, Refusal
from lms.people.models import User

FORMAT = 1


@dataclass(frozen=True)
class Head:
    """What a questionnaire is called, at which of Kirkpatrick's levels it asks, and whom."""

    title: str
    title_en: str
    level: int
    audience: str


def allow(actor: User) -> None:
    """Raise NotAllowed for who may not work on questionnaires."""
    if not actor.has_perm("evaluation.manage_questionnaires"):
        raise NotAllowed(_("Questionnaires are made by the organisers."))


@transaction.atomic
def create_questionnaire(
    *, actor: User, head: Head, content: Mapping[str, Any] | None = None, starter: str = ""
) -> Questionnaire:
    """Begin a questionnaire with a draft of its first version. Raises NotAllowed, Refusal."""
    allow(actor)
    now = clock.now()
    row = Questionnaire.objects.create(**_checked(head), created_by=actor, created_at=now, starter=starter)
    QuestionnaireVersion.objects.create(
        questionnaire=row, number=1, content=normal(content or {}), created_by=actor, created_at=now
    )
    audit.record(actor, "evaluation.questionnaire.create", row, {"title": ["", row.title]})
    return row


def _checked(head: Head) -> dict[str, Any]:
    title = head.title.strip()
    if not title:
        raise Refusal(_("Give the questionnaire a title."))
    if head.level not in Level.values or head.audience not in Audience.values:
        raise Refusal(_("Choose a level, and who answers."))
    english = head.title_en.strip() or title
    return {"title": title[:200], "title_en": english[:200], "level": head.level, "audience": head.audience}


@transaction.atomic
def update_questionnaire(*, actor: User, questionnaire: Questionnaire, head: Head) -> Questionnaire:
    """Change the title; the level and who answers too, until a survey is planned with it: it is for them, and its results are found by them.

    Raises NotAllowed, Refusal.
    """
    allow(actor)
    row = Questionnaire.objects.select_for_update().get(pk=questionnaire.pk)
    fields = _checked(head)
    changes = {name: [getattr(row, name), value] for name, value in fields.items() if getattr(row, name) != value}
    if changes.keys() & {"level", "audience"} and _in_use(row):
        raise Refusal(
            _("It is planned or was asked at this level, of these people. Make a new questionnaire for others.")
        )
    if changes:
        Questionnaire.objects.filter(pk=row.pk).update(**fields)
        audit.record(actor, "evaluation.questionnaire.update", row, changes)
    row.refresh_from_db()
    return row


def _in_use(row: Questionnaire) -> bool:
    """Whether a survey of this questionnaire is planned, or it was asked."""
    frozen = row.versions.filter(frozen_at__isnull=False).exists()
    return frozen or SurveyRun.objects.filter(version__questionnaire=row).exists()


@transaction.atomic
def archive_questionnaire(*, actor: User, questionnaire: Questionnaire, archived: bool = True) -> None:
    """Take a questionnaire out of use, or back into it; runs that ask it go on. Doing it again changes nothing. Raises NotAllowed."""
    allow(actor)
    rows = Questionnaire.objects.filter(pk=questionnaire.pk, archived_at__isnull=archived)
    if rows.update(archived_at=clock.now() if archived else None):
        action = "evaluation.questionnaire.archive" if archived else "evaluation.questionnaire.restore"
        audit.record(actor, action, questionnaire)


@transaction.atomic
def add_version(*, actor: User, questionnaire: Questionnaire) -> QuestionnaireVersion:
    """Begin a new draft from the newest version; where a draft is open already, that is the one. Raises NotAllowed."""
    allow(actor)
    Questionnaire.objects.select_for_update().get(pk=questionnaire.pk)
    newest = questionnaire.versions.order_by("-number").first()
    if newest is not None and not newest.is_frozen:
        return newest
    row = QuestionnaireVersion.objects.create(
        questionnaire=questionnaire,
        number=newest.number + 1 if newest else 1,
        content=newest.content if newest else normal({}),
        created_by=actor,
        created_at=clock.now(),
    )
    audit.record(actor, "evaluation.questionnaire.version", row, {"number": ["", row.number]})
    return row


@transaction.atomic
def save_draft(*, actor: User, version: QuestionnaireVersion, content: Mapping[str, Any], seen: int) -> int:
    """Keep a draft as it was edited; `seen` is the `seq` the editor saw. Returns the new one. What is wrong with it is shown, not refused.

    Raises NotAllowed, Conflict (somebody else saved meanwhile, or it was frozen).
    """
    allow(actor)
    rows = QuestionnaireVersion.objects.filter(pk=version.pk, frozen_at=None, seq=seen)
    if not rows.update(content=normal(content), seq=seen + 1):
        raise Conflict(
            _("This draft was changed or frozen meanwhile. Nothing was saved: look at it as it is now, and try again.")
        )
    version.content, version.seq = normal(content), seen + 1
    return seen + 1


@transaction.atomic
def freeze_version(*, actor: User | None, version: QuestionnaireVersion) -> QuestionnaireVersion:
    """Freeze a draft for good, by its digest; frozen already, it is the same. Raises Refusal naming the first thing that is wrong."""
    row = QuestionnaireVersion.objects.select_for_update().get(pk=version.pk)
    if row.is_frozen:
        return row
    if found := flaws(row.content):
        raise Refusal(_("The questionnaire is not ready to be asked: %(what)s") % {"what": found[0].message})
    row.digest, row.frozen_at = digest_of(row.content), clock.now()
    row.save(update_fields=["digest", "frozen_at"])
    audit.record(actor, "evaluation.questionnaire.freeze", row, {"digest": ["", row.digest]})
    return row


@transaction.atomic
def load_starters(*, actor: User) -> list[Questionnaire]:
    """Add the questionnaires that the programme begins with, as far as they are not here; returns the new ones. Raises NotAllowed."""
    allow(actor)
    here = set(Questionnaire.objects.exclude(starter="").values_list("starter", flat=True))
    return [_begun(actor, one) for one in starters() if one.name not in here]


def _begun(actor: User, one: Starter) -> Questionnaire:
    head = Head(one.title, one.title_en, one.level, one.audience)
    return create_questionnaire(actor=actor, head=head, content=one.content, starter=one.name)


# --- As a file ---


def exported(version: QuestionnaireVersion) -> dict[str, Any]:
    """Return a version as a file holds it: head, content and digest."""
    head = version.questionnaire
    return {
        "format": "padan-questionnaire",
        "format_version": FORMAT,
        "title": {"id": head.title, "en": head.title_en},
        "level": head.level,
        "audience": head.audience,
        "starter": head.starter,
        "number": version.number,
        "digest": digest_of(version.content),
        "content": normal(version.content),
    }


@dataclass(frozen=True)
class Incoming:
    """A questionnaire in a file, as it would be taken in; `here` is the version that holds the same already."""

    head: Head
    content: Content
    digest: str
    starter: str
    here: QuestionnaireVersion | None

    @property
    def level(self) -> str:
        return str(Level(self.head.level).label)

    @property
    def audience(self) -> str:
        return str(Audience(self.head.audience).label)

    @property
    def questions(self) -> list[Item]:
        return [item for item in items_of(self.content) if item.is_asked]


def check_questionnaire(*, actor: User, data: Any) -> Incoming:
    """Read a questionnaire from a file and take nothing in.

    Raises NotAllowed, Refusal (no questionnaire, from a newer version, damaged, or with flaws).
    """
    allow(actor)
    if not isinstance(data, Mapping) or data.get("format") != "padan-questionnaire":
        raise Refusal(_("This file is no questionnaire."))
    if not isinstance(data.get("content"), Mapping):
        raise Refusal(_("This file is no questionnaire."))
    if not isinstance(data.get("format_version"), int) or data["format_version"] > FORMAT:
        raise Refusal(_("This questionnaire comes from a newer version of Padan. Update this installation first."))
    content, digest = _content(data)
    if found := flaws(content):
        raise Refusal(_("The questionnaire is not ready to be asked: %(what)s") % {"what": found[0].message})
    title = data["title"] if isinstance(data.get("title"), Mapping) else {}
    head = Head(str(title.get("id", "")), str(title.get("en", "")), data.get("level", 0), str(data.get("audience")))
    title_here = str(_checked(head)["title"])
    there = QuestionnaireVersion.objects.filter(questionnaire__title=title_here).select_related("questionnaire")
    here = next((one for one in there.order_by("pk") if digest_of(one.content) == digest), None)
    return Incoming(head, content, digest, _free_starter(data.get("starter")), here)


def _content(data: Mapping[str, Any]) -> tuple[Content, str]:
    """Return the content and its digest. Raises Refusal where the two do not fit, or the content has no such shape at all."""
    try:
        content = normal(data["content"])
        digest = digest_of(content)
    except (AttributeError, KeyError, TypeError, ValueError):
        digest = ""
    if not digest or data.get("digest") != digest:
        raise Refusal(_("This questionnaire is damaged: its content does not fit its digest."))
    return content, digest


def _free_starter(name: object) -> str:
    """Return the name of a starter, where it is one and this installation has it not yet: so it does not come a second time."""
    known = {one.name for one in starters()}
    if not isinstance(name, str) or name not in known or Questionnaire.objects.filter(starter=name).exists():
        return ""
    return name


@transaction.atomic
def import_questionnaire(*, actor: User, data: Any) -> QuestionnaireVersion:
    """Take in a questionnaire from a file. The same content under the same title is not taken in twice. Raises as check_questionnaire."""
    found = check_questionnaire(actor=actor, data=data)
    if found.here is not None:
        return found.here
    row = create_questionnaire(actor=actor, head=found.head, content=found.content, starter=found.starter)
    return row.versions.get()
