"""A version's life: taken from the tree, refreshed, sent to review, published, retired. Published text never changes."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.models import Page, Revision

from cms.enums import TRANSITIONS, ItemKind, VersionState
from cms.freezing import Frozen, frozen_of
from cms.markdown.documents import read_document
from cms.markdown.errors import LineError
from cms.media import keep_item, media_name, sha256_of
from cms.models import CurriculumVersion, FrozenText, VersionItem
from cms.queries.reviews import blockers, open_reviews, unasked
from cms.queries.tree import KINDS, taken_pages
from cms.services import telling
from lms.people import audit, clock
from lms.people.bell import ring
from lms.people.errors import Conflict, NotAllowed, Refusal
from lms.people.models import User
from lms.programme.reviewable import digest_of
from lms.programme.services import open_review, refresh_review, withdraw_review

SLUG_LENGTH = 60


def _allow(actor: User) -> None:
    if not actor.has_perm("cms.manage_version"):
        raise NotAllowed(_("Only coordinators and administrators manage versions of the curriculum."))


@transaction.atomic
def create_version(*, curriculum: Page, actor: User, note: str = "") -> CurriculumVersion:
    """Take the latest revisions of all pages, in tree order, into a new draft version.

    Freezes every text and its files under their digests, and asks for the lessons to be rendered after the commit.
    Raises NotAllowed, Refusal (no lesson yet; a page left unfinished; two pages with one slug) and Conflict (the latest
    version is still open and holds exactly these texts: a double click, a second tab). Locks the curriculum's page.
    """
    _allow(actor)
    Page.objects.select_for_update().get(pk=curriculum.pk)
    latest = CurriculumVersion.objects.filter(curriculum_id=curriculum.pk).order_by("-number").first()
    version = CurriculumVersion.objects.create(
        curriculum_id=curriculum.pk,
        number=(latest.number if latest else 0) + 1,
        title=curriculum.title,
        note=note.strip(),
        based_on=latest,
        created_by=actor,
        created_at=clock.now(),
    )
    _take_in(version)
    if latest and latest.is_open and latest.digest == version.digest:
        raise Conflict(_("Version %s holds exactly these texts already. No new version was made.") % latest.number)
    audit.record(actor, "cms.version.create", version, {"digest": ["", version.digest], "note": note})
    return version


def _take_in(version: CurriculumVersion) -> None:
    """Replace the items of a version by the present ones and work out its digest."""
    front = version.curriculum.specific.get_latest_revision_as_object()
    front_text = frozen_of(front)
    pages = taken_pages(version.curriculum)
    if not any(KINDS[type(page)] == ItemKind.LESSON for page, _revision in pages):
        raise Refusal(_("The curriculum has no lesson yet. Write one first."))
    texts = [frozen_of(page) for page, _revision in pages]
    _ensure_names_differ(texts)
    frozen = _keep([front_text, *texts])
    version.items.all().delete()
    items = [
        _item(version, order, page, revision, frozen[text.digest])
        for order, ((page, revision), text) in enumerate(zip(pages, texts, strict=True))
    ]
    _insert(items, pages)
    version.title, version.frozen = front.title, frozen[front_text.digest]
    version.digest = version_digest(version.frozen.digest, items)
    version.save(update_fields=["title", "frozen", "digest"])
    ring("cms.tasks.render_version", version.pk)


def version_digest(front: str, items: list[VersionItem]) -> str:
    """Return the digest of a whole version: its introduction, and kind, slug and digest of each item in order."""
    return digest_of([front, *([item.kind, item.slug, item.digest] for item in items)])


def _keep(texts: list[Frozen]) -> dict[str, FrozenText]:
    """Keep texts and files that are not kept yet; return all rows by digest."""
    wanted = {text.digest: text for text in texts}
    known = set(FrozenText.objects.filter(digest__in=wanted).values_list("digest", flat=True))
    for text in wanted.values():
        if text.digest not in known:
            _ensure_complete(text)
    for item in {item for text in wanted.values() for item in text.items}:
        keep_item(item)
    FrozenText.objects.bulk_create(
        (
            FrozenText(digest=text.digest, text=text.text, media=text.media, frozen_at=clock.now())
            for text in wanted.values()
            if text.digest not in known
        ),
        ignore_conflicts=True,
    )
    return {row.digest: row for row in FrozenText.objects.filter(digest__in=wanted).defer("text")}


def _ensure_names_differ(texts: list[Frozen]) -> None:
    """Refuse two files with one name: in a folder, and in one lesson, only one of them could stand."""
    first: dict[str, str] = {}
    for text in texts:
        for item in text.items:
            name, sha256 = media_name(item), sha256_of(item)
            if first.setdefault(name, sha256) != sha256:
                raise Refusal(
                    _(
                        "“%(title)s” shows another file called %(name)s than the rest. Give one of the two another title."
                    )
                    % {"title": text.title, "name": name}
                )


def _ensure_complete(text: Frozen) -> None:
    """Refuse a page that an editor has left unfinished: what is frozen must be readable for good."""
    try:
        read_document(text.kind, text.text)
    except LineError as error:
        raise Refusal(
            _("“%(title)s” is not complete: %(problem)s Finish it in the editor, then try again.")
            % {"title": text.title, "problem": error.message}
        ) from error


def _item(version: CurriculumVersion, order: int, page: Any, revision: Revision, frozen: FrozenText) -> VersionItem:
    return VersionItem(
        version=version,
        order=order,
        kind=KINDS[type(page)],
        key=page.translation_key,
        slug=page.slug[:SLUG_LENGTH],
        code=page.code,
        title=page.title,
        title_en=page.title_en,
        jp=page.jp,
        minutes=getattr(page, "minutes", 0),
        evidence=page.evidence,
        revision=revision,
        frozen=frozen,
        digest=frozen.digest,
    )


def _insert(items: list[VersionItem], pages: list[tuple[Page, Revision]]) -> None:
    """Give each item its stage, draft mark and parent, and insert level by level: three statements."""
    course: Any = None
    slugs: dict[str, VersionItem] = {}
    for item, (page, _revision) in zip(items, pages, strict=True):
        if item.slug in slugs:
            raise Refusal(
                _("“%(one)s” and “%(two)s” have the same address “%(slug)s”. Change one under Promote.")
                % {"one": slugs[item.slug].title, "two": item.title, "slug": item.slug}
            )
        slugs[item.slug] = item
        course = page if item.kind == ItemKind.COURSE else course
        item.stage, item.draft = course.stage, course.is_draft
    by_path = {page.path: item for item, (page, _revision) in zip(items, pages, strict=True)}
    for kind in (ItemKind.COURSE, ItemKind.MODULE, ItemKind.LESSON):
        rows = [(path, item) for path, item in by_path.items() if item.kind == kind]
        for path, item in rows:
            item.parent = by_path.get(path[: -Page.steplen])
        VersionItem.objects.bulk_create([item for _path, item in rows])


def lock_version(version: CurriculumVersion) -> CurriculumVersion:
    """Return the version as it is now, its row locked until the transaction ends."""
    return CurriculumVersion.objects.select_for_update(of=("self",)).get(pk=version.pk)


def _move(version: CurriculumVersion, to: VersionState, **fields: Any) -> None:
    """Compare-and-swap along the table of transitions."""
    if to not in TRANSITIONS[version.state]:
        raise Conflict(
            _("This version is “%(now)s”; it cannot become “%(to)s”. Nothing was changed.")
            % {"now": version.get_state_display(), "to": to.label}
        )
    changed = CurriculumVersion.objects.filter(pk=version.pk, state=version.state).update(state=to, **fields)
    if not changed:
        raise Conflict(_("Somebody changed this version meanwhile. Nothing was changed; look at it anew."))
    for name, value in {"state": to, **fields}.items():
        setattr(version, name, value)


@transaction.atomic
def refresh_version(*, version: CurriculumVersion, actor: User) -> bool:
    """Take newer revisions into a draft or a version in review; its open reviews take in what changed.

    Returns whether anything changed. Raises NotAllowed, Conflict (published or retired), Refusal (as create_version).
    """
    _allow(actor)
    version = lock_version(version)
    if not version.is_open:
        raise Conflict(_("A published version never changes. Create a new version for a correction."))
    before = version.digest
    _take_in(version)
    if version.digest == before:
        return False
    audit.record(actor, "cms.version.refresh", version, {"digest": [before, version.digest]})
    for review in open_reviews(version):
        refresh_review(review=review, actor=actor)
    return True


@transaction.atomic
def send_to_review(*, version: CurriculumVersion, due_on: date, actor: User) -> None:
    """Put a draft to the units of activity 4 (outline, schedule) and 5 (lesson bodies), due on a day; for a version in
    review, open a new round of each review that was withdrawn, or closed on an older text.

    Raises NotAllowed, Conflict (published or retired; nothing to open), and what programme.open_review raises.
    """
    _allow(actor)
    version = lock_version(version)
    before = version.state
    if before != VersionState.IN_REVIEW:
        _move(version, VersionState.IN_REVIEW)
    waiting = unasked(version)
    if not waiting:
        raise Conflict(_("Both reviews are open or closed on the present text. There is nothing to send."))
    for activity_no in waiting:
        open_review(subject=version, activity_no=activity_no, due_on=due_on, actor=actor)
    audit.record(
        actor, "cms.version.send_to_review", version, {"state": [before, version.state], "due_on": ["", str(due_on)]}
    )


@transaction.atomic
def take_back_version(*, version: CurriculumVersion, reason: str, actor: User) -> None:
    """Take a version out of review: back to draft, its open reviews withdrawn with the reason.

    Raises NotAllowed, Conflict (not in review), Refusal (no reason).
    """
    _allow(actor)
    version = lock_version(version)
    _move(version, VersionState.DRAFT)
    for review in open_reviews(version):
        withdraw_review(review=review, reason=reason, actor=actor)
    audit.record(actor, "cms.version.take_back", version, {"state": ["in_review", "draft"], "reason": reason})


@transaction.atomic
def publish_version(*, version: CurriculumVersion, actor: User) -> CurriculumVersion:
    """Publish a version whose two reviews are closed at its present text, and tell those who work with it.

    Raises NotAllowed, Conflict (not in review), Refusal (a review is missing, open, withdrawn or on another text).
    """
    _allow(actor)
    version = lock_version(version)
    if version.state == VersionState.IN_REVIEW and (reasons := blockers(version)):
        raise Refusal(" ".join(reasons))
    _move(version, VersionState.PUBLISHED, published_by=actor, published_at=clock.now())
    audit.record(actor, "cms.version.publish", version, {"state": ["in_review", "published"]})
    telling.published(version=version, actor=actor)
    return version


@transaction.atomic
def adopt_version(*, version: CurriculumVersion, digest: str, source: str, actor: User) -> CurriculumVersion:
    """Publish a draft that was published elsewhere: the units signed exactly this text there, and `source` says where that was.

    Raises NotAllowed, Conflict (not a draft), Refusal (the text is not the one with this digest, or a version is there already).
    """
    _allow(actor)
    version = lock_version(version)
    if version.digest != digest:
        raise Refusal(_("The text that came in is not the one that was published. Nothing was taken over."))
    if CurriculumVersion.objects.filter(curriculum_id=version.curriculum_id).exclude(pk=version.pk).exists():
        raise Refusal(_("A version of this curriculum is here already: what is newer goes through its own reviews."))
    fields = {"state": VersionState.PUBLISHED, "published_by": actor, "published_at": clock.now()}
    if not CurriculumVersion.objects.filter(pk=version.pk, state=VersionState.DRAFT).update(**fields):
        raise Conflict(_("Somebody changed this version meanwhile. Nothing was changed; look at it anew."))
    version.refresh_from_db()
    audit.record(actor, "cms.version.adopt", version, {"digest": ["", digest], "note": source})
    return version


@transaction.atomic
def retire_version(*, version: CurriculumVersion, actor: User) -> CurriculumVersion:
    """Retire a published version: no new cohort opens on it; those pinned to it go on reading it.

    Raises NotAllowed, Conflict (not published).
    """
    _allow(actor)
    version = lock_version(version)
    _move(version, VersionState.RETIRED, retired_at=clock.now())
    audit.record(actor, "cms.version.retire", version, {"state": ["published", "retired"]})
    return version
