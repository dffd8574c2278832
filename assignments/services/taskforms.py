"""A form version's life: frozen from the editor, refreshed, sent to review under activity 5, published, retired."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.auth.models import Group, Permission
from django.db import transaction
from django.utils.translation import gettext as _

from assignments.enums import FormState
from assignments.models import FormVersion, TaskForm
from assignments.parts import ACTIVITY
from assignments.queries.taskforms import blocker, is_asked, open_reviews, reviews_of
from assignments.schema import Schema, flaws, local, normal
from assignments.schema.building import blocks_from, schema_of
from cms.services.editors import AUTHORS, COORDINATORS
from lms.people import audit, clock
from lms.people.errors import Conflict, NotAllowed, Refusal
from lms.people.models import User
from lms.programme.reviewable import digest_of
from lms.programme.services import open_review, refresh_review, withdraw_review

F = FormState
STEPS: dict[str, frozenset[str]] = {
    F.DRAFT: frozenset({F.IN_REVIEW}),
    F.IN_REVIEW: frozenset({F.DRAFT, F.PUBLISHED}),
    F.PUBLISHED: frozenset({F.RETIRED}),
    F.RETIRED: frozenset(),
}


@dataclass(frozen=True)
class Loaded:
    """What loading forms did, by code."""

    added: list[str]
    kept: list[str]


def allow(actor: User, permission: str) -> None:
    """Raise NotAllowed unless somebody may do this with task forms."""
    if not actor.has_perm(permission):
        raise NotAllowed(_("Only editors make versions of forms; coordinators and administrators publish them."))


@transaction.atomic
def load_forms(*, actor: User, schemas: Iterable[Schema], evidence: Mapping[str, str] | None = None) -> Loaded:
    """Add the forms that are not here yet, as an editor would. A form that is here stays as its editors left it.

    Raises Refusal for a form that could not be frozen, and NotAllowed.
    """
    allow(actor, "assignments.edit_form")
    known = set(TaskForm.objects.values_list("code", flat=True))
    result = Loaded([], [])
    for schema in map(normal, schemas):
        if schema["code"] in known:
            result.kept.append(schema["code"])
            continue
        write_form(actor=actor, schema=schema, evidence=(evidence or {}).get(schema["code"]))
        result.added.append(schema["code"])
    return result


@transaction.atomic
def write_form(*, actor: User, schema: Schema, evidence: str | None = None) -> TaskForm:
    """Put a form into the editor: a new one, or new text for the one with this code. Earlier text stays in its history.

    Raises Refusal when the form has a flaw, and NotAllowed.
    """
    allow(actor, "assignments.edit_form")
    schema = normal(schema)
    refuse_flaws(schema)
    grant_editing()
    form = TaskForm.objects.select_for_update().filter(code=schema["code"]).first() or TaskForm(code=schema["code"])
    before = "" if form.pk is None else digest_of(schema_of(form))
    form.title, form.title_en = schema["title"]["id"], schema["title"]["en"]
    form.intro, form.intro_en = schema["intro"]["id"], schema["intro"]["en"]
    form.sops, form.processes = schema["sops"], schema["processes"]
    form.evidence = evidence or form.evidence
    form.sections = blocks_from(schema)
    form.save()
    form.refresh_from_db()
    form.save_revision(user=actor)
    audit.record(actor, "assignments.form.write", form, {"digest": [before, digest_of(schema_of(form))]})
    return form


def grant_editing() -> None:
    """Make sure that the editor's two groups may write forms. Nobody deletes one: its versions hold it."""
    rights = Permission.objects.filter(
        content_type__app_label="assignments", codename__in=["add_taskform", "change_taskform"]
    )
    for name in (COORDINATORS, AUTHORS):
        group, _created = Group.objects.get_or_create(name=name)
        group.permissions.add(*rights)


def refuse_flaws(schema: Schema) -> None:
    """Raise Refusal that names every flaw with its section and field."""
    found = flaws(schema)
    if found:
        words = " ".join(f"{place_in_words(schema, flaw.section, flaw.field)}: {flaw.message}" for flaw in found[:8])
        raise Refusal(_("This form cannot be used yet. %(words)s") % {"words": words})


def place_in_words(schema: Schema, section: int | None, field: int | None) -> str:
    """Return where in a form something is: `“Kunjungan”, “Nomor antrean”`."""
    if section is None:
        return schema["code"] or _("The form")
    titles = [schema["sections"][section]["title"]]
    if field is not None:
        titles.append(schema["sections"][section]["fields"][field]["label"])
    return ", ".join(f"“{local(title) or '?'}”" for title in titles)


@transaction.atomic
def freeze_form(*, form: TaskForm, actor: User, note: str = "") -> FormVersion:
    """Take the form as it stands in the editor into a new draft version.

    Raises NotAllowed, Refusal (a flaw) and Conflict (another version is still open; nothing has changed since the last one).
    """
    allow(actor, "assignments.edit_form")
    form = TaskForm.objects.select_for_update().get(pk=form.pk)
    latest = form.versions.order_by("-number").first()
    if latest and latest.is_open:
        raise Conflict(
            _("Version %(number)s is still open. Take newer text into that one.") % {"number": latest.number}
        )
    schema = _present(form)
    digest = digest_of(schema)
    if latest and latest.digest == digest and latest.state == F.PUBLISHED:
        raise Conflict(_("Version %(number)s says exactly this already.") % {"number": latest.number})
    version = FormVersion.objects.create(
        form=form,
        number=(latest.number if latest else 0) + 1,
        note=note.strip(),
        created_by=actor,
        created_at=clock.now(),
        **_frozen(form, schema, digest),
    )
    audit.record(actor, "assignments.form_version.create", version, {"digest": ["", digest], "note": note})
    return version


def _present(form: TaskForm) -> Schema:
    schema = schema_of(form)
    refuse_flaws(schema)
    return schema


def _frozen(form: TaskForm, schema: Schema, digest: str) -> dict[str, Any]:
    return {
        "schema": schema,
        "digest": digest,
        "title": form.title,
        "title_en": form.title_en,
        "evidence": form.evidence,
    }


@transaction.atomic
def refresh_version(*, version: FormVersion, actor: User) -> bool:
    """Take newer text from the editor into a version that is not published; signatures on what changed lapse.

    Returns whether anything changed. Raises NotAllowed, Refusal (a flaw), Conflict (published or retired).
    """
    allow(actor, "assignments.edit_form")
    version = lock_version(version)
    if not version.is_open:
        raise Conflict(_("A published version never changes. Make a new version of the form."))
    schema = _present(version.form)
    before, digest = version.digest, digest_of(schema)
    if digest == before:
        return False
    for name, value in _frozen(version.form, schema, digest).items():
        setattr(version, name, value)
    version.save(update_fields=["schema", "digest", "title", "title_en", "evidence"])
    audit.record(actor, "assignments.form_version.refresh", version, {"digest": [before, digest]})
    for review in open_reviews(version):
        refresh_review(review=review, actor=actor)
    return True


def lock_version(version: FormVersion) -> FormVersion:
    """Return the version as it stands, locked for the rest of the transaction."""
    return FormVersion.objects.select_for_update(of=("self",)).select_related("form").get(pk=version.pk)


def _move(version: FormVersion, to: str, **fields: Any) -> None:
    """Change the state, once: whoever comes second finds it changed."""
    before = version.state
    if to not in STEPS[before]:
        words = {"state": version.get_state_display()}
        raise Conflict(_("This version is “%(state)s” by now. Look at it again.") % words)
    if not FormVersion.objects.filter(pk=version.pk, state=before).update(state=to, **fields):
        raise Conflict(_("Somebody else changed this version meanwhile. Look at it again."))
    version.state = to
    for name, value in fields.items():
        setattr(version, name, value)


@transaction.atomic
def send_to_review(*, version: FormVersion, due_on: date, actor: User) -> None:
    """Put a draft to the units of activity 5, due on a day; for a version in review, open a new round on its present text.

    Raises NotAllowed, Conflict (published or retired; already asked), and what programme.open_review raises.
    """
    allow(actor, "assignments.edit_form")
    version = lock_version(version)
    before = version.state
    if before != F.IN_REVIEW:
        _move(version, F.IN_REVIEW)
    if is_asked(version, reviews_of(version).first()):
        raise Conflict(_("The units have been asked about this text already."))
    open_review(subject=version, activity_no=ACTIVITY, due_on=due_on, actor=actor)
    changes = {"state": [before, version.state], "due_on": ["", str(due_on)]}
    audit.record(actor, "assignments.form_version.send_to_review", version, changes)


@transaction.atomic
def take_back(*, version: FormVersion, reason: str, actor: User) -> None:
    """Take a version out of review: back to draft, its open review withdrawn with the reason.

    Raises NotAllowed (withdrawing is for those who run the programme), Conflict (not in review), Refusal (no reason).
    """
    allow(actor, "assignments.publish_form")
    version = lock_version(version)
    _move(version, F.DRAFT)
    for review in open_reviews(version):
        withdraw_review(review=review, reason=reason, actor=actor)
    audit.record(
        actor, "assignments.form_version.take_back", version, {"state": [F.IN_REVIEW, F.DRAFT], "reason": reason}
    )


@transaction.atomic
def publish_version(*, version: FormVersion, actor: User) -> FormVersion:
    """Publish a version whose review is closed at its present text; the one published before is retired.

    Tasks that were set on the earlier version stay on it until somebody moves them.
    Raises NotAllowed, Conflict (not in review), Refusal (the review is missing, open, withdrawn or on another text).
    """
    allow(actor, "assignments.publish_form")
    version = lock_version(version)
    if version.state == F.IN_REVIEW and (reason := blocker(version, reviews_of(version).first())):
        raise Refusal(reason)
    for earlier in FormVersion.objects.filter(form_id=version.form_id, state=F.PUBLISHED).exclude(pk=version.pk):
        retire_version(version=earlier, actor=actor)
    _move(version, F.PUBLISHED, published_by=actor, published_at=clock.now())
    audit.record(actor, "assignments.form_version.publish", version, {"state": [F.IN_REVIEW, F.PUBLISHED]})
    return version


@transaction.atomic
def adopt_version(*, version: FormVersion, digest: str, source: str, actor: User) -> FormVersion:
    """Publish a first draft that was published elsewhere: the units signed exactly this form there, and `source` says where that was.

    Raises NotAllowed, Conflict (not a draft), Refusal (another text, or not the form's first version).
    """
    allow(actor, "assignments.publish_form")
    version = lock_version(version)
    if version.digest != digest or version.number != 1:
        words = _("Form %(code)s did not come in as it was published. Nothing was taken over.")
        raise Refusal(words % {"code": version.form.code})
    fields = {"state": F.PUBLISHED, "published_by": actor, "published_at": clock.now()}
    if not FormVersion.objects.filter(pk=version.pk, state=F.DRAFT).update(**fields):
        raise Conflict(_("Somebody else changed this version meanwhile. Look at it again."))
    version.refresh_from_db()
    audit.record(actor, "assignments.form_version.adopt", version, {"digest": ["", digest], "note": source})
    return version


@transaction.atomic
def retire_version(*, version: FormVersion, actor: User) -> FormVersion:
    """Retire a published version: no new task is set on it; those that are go on.

    Raises NotAllowed, Conflict (not published).
    """
    allow(actor, "assignments.publish_form")
    version = lock_version(version)
    _move(version, F.RETIRED, retired_at=clock.now())
    audit.record(actor, "assignments.form_version.retire", version, {"state": [F.PUBLISHED, F.RETIRED]})
    return version
