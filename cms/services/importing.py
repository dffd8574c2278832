"""A folder taken into the site. Nothing is written unless all of it is."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.actions.move_page import MovePageAction
from wagtail.actions.unpublish_page import UnpublishPageAction
from wagtail.models import ReferenceIndex
from wagtail.signal_handlers import disable_reference_index_auto_update

from cms.enums import ImportOutcome
from cms.indexing import indexed_together
from cms.markdown.documents import media_names
from cms.markdown.folder import Folder
from cms.markdown.from_pages import PROCESS_FLAGS
from cms.markdown.to_pages import page_fields
from cms.models import BusinessProcess, CurriculumPage, GlossaryTerm
from cms.queries.importing import MODELS, Change, plan_import
from cms.services.library import library_item
from cms.services.site import SitePages, build_site
from lms.people import audit
from lms.people.errors import NotAllowed
from lms.people.models import User

WRITES = frozenset({ImportOutcome.CREATED, ImportOutcome.CHANGED})


@transaction.atomic
def import_curriculum(*, folder: Folder, actor: User) -> list[Change]:
    """Bring the site's curriculum, SOPs, glossary and processes to what a folder says; return what was done.

    What the folder has is created or changed and published; pages that it has not are taken offline (their history
    stays), terms and processes that it has not are deleted, parts that it lacks altogether are left alone. The same
    folder again changes nothing. Versions are not touched. Raises NotAllowed, Refusal (a picture that is none).
    """
    if not actor.has_perm("cms.import_curriculum"):
        raise NotAllowed(_("Only coordinators and administrators import a curriculum."))
    changes = plan_import(folder)
    done = [change for change in changes if change.outcome != ImportOutcome.UNCHANGED]
    if done:
        site = build_site()
        with indexed_together():
            _Work(folder, actor, site).apply(changes)
        counts = {value: sum(change.outcome == value for change in done) for value in ImportOutcome.values}
        audit.record(actor, "cms.curriculum.import", site.curriculum, {"done": [None, counts]})
    return changes


class _Work:
    """One import under way: the pages by slug, and the library's items by name."""

    def __init__(self, folder: Folder, actor: User, site: SitePages) -> None:
        self.folder = folder
        self.actor = actor
        self.site = site
        self.parents: dict[str, Any] = {"": site.curriculum}

    def apply(self, changes: list[Change]) -> None:
        self.write_entries([change for change in changes if change.entry])
        for change in changes:
            if change.outcome == ImportOutcome.REMOVED:
                self.remove(change)
            elif change.kind == "curriculum":
                self.write_front(change)
            elif change.node:
                self.write_page(change)
        self.put_in_order([change for change in changes if change.outcome != ImportOutcome.REMOVED])

    def remove(self, change: Change) -> None:
        if change.kind in ("term", "process"):
            change.page.delete()
        else:
            UnpublishPageAction(change.page, user=self.actor).execute(skip_permission_checks=True)

    def write_front(self, change: Change) -> None:
        # The empty curriculum that build_site adds counts as this one.
        if change.outcome != ImportOutcome.UNCHANGED:
            page = CurriculumPage.objects.get(pk=self.site.curriculum.pk)
            self.set_fields(page, page_fields(self.folder.curriculum, {}))

    def write_page(self, change: Change) -> None:
        node = change.node
        if node is None:
            return
        page = change.page
        if change.outcome in WRITES:
            items = {
                name: library_item(name, self.folder.media[name], self.actor) for name in media_names(node.document)
            }
            fields = page_fields(node.document, items)
            page = self.add_page(change, fields) if page is None else self.set_fields(page, fields)
        if page.slug != node.slug:
            self.free_slug(page.get_parent(), node.slug)
            page.slug = node.slug
            page.save()
        if node.kind != "sop":
            self.parents[node.slug] = page

    def add_page(self, change: Change, fields: dict[str, Any]) -> Any:
        parent = self.site.sops if change.kind == "sop" else self.parents[change.parent]
        self.free_slug(parent, change.node.slug if change.node else "")
        page = MODELS[change.kind](slug=change.node.slug if change.node else "", live=False)
        _fill(page, fields)
        # The parent's own count of children changes with every child.
        parent.refresh_from_db()
        with disable_reference_index_auto_update():
            parent.add_child(instance=page)
        # Looked through as it was added.
        return self.publish(page, is_clean=True)

    def free_slug(self, parent: Any, slug: str) -> None:
        """Give another name to a page that stands in the way: the two swap names, or it is offline."""
        for page in parent.get_children().filter(slug=slug):
            page.slug = f"{slug}-{page.pk}"
            page.save()

    def set_fields(self, page: Any, fields: dict[str, Any]) -> Any:
        page = page.get_latest_revision_as_object()
        _fill(page, fields)
        return self.publish(page)

    def publish(self, page: Any, *, is_clean: bool = False) -> Any:
        # A page is saved three times on its way here: what it refers to is noted once.
        with disable_reference_index_auto_update():
            revision = page.save_revision(user=self.actor, log_action=False, clean=not is_clean)
            revision.publish(user=self.actor, skip_permission_checks=True)
        page.refresh_from_db()
        ReferenceIndex.create_or_update_for_object(page)
        return page

    def put_in_order(self, changes: list[Change]) -> None:
        """Bring the children of each page into the folder's order, moving only when they are not."""
        wanted: dict[str, list[str]] = {}
        for change in changes:
            if change.node and change.kind != "sop":
                wanted.setdefault(change.parent, []).append(change.node.slug)
        for parent_slug, slugs in wanted.items():
            parent = self.parents[parent_slug]
            now = list(type(parent).objects.get(pk=parent.pk).get_children().values_list("slug", flat=True))
            if [slug for slug in now if slug in slugs] == slugs:
                continue
            for slug in slugs:
                page, target = (type(p).objects.get(pk=p.pk) for p in (self.parents[slug], parent))
                MovePageAction(page, target, pos="last-child", user=self.actor).execute(skip_permission_checks=True)

    def write_entries(self, changes: list[Change]) -> None:
        places = {entry["term"]: place for place, entry in enumerate(self.folder.glossary or [], start=1)}
        for change in changes:
            if change.outcome not in WRITES or change.entry is None:
                continue
            entry = change.entry
            if change.kind == "term":
                fields = {"term_en": entry["en"], "definition": entry["definition"], "evidence": entry["status"]}
                fields["order"] = places[entry["term"]]
                GlossaryTerm.objects.update_or_create(term=entry["term"], defaults=fields)
            else:
                BusinessProcess.objects.update_or_create(number=entry["no"], defaults=_process_fields(entry))


def _process_fields(entry: Any) -> dict[str, Any]:
    return {
        "title": entry["title_id"],
        "title_en": entry["title_en"],
        "description": entry["description"],
        "evidence": entry["status"],
        "flags_evidence": entry["flags_status"],
        **{flag: entry[flag] for flag in PROCESS_FLAGS},
    }


def _fill(page: Any, fields: dict[str, Any]) -> None:
    for name, value in fields.items():
        field = page._meta.get_field(name)
        block = getattr(field, "stream_block", None)
        setattr(page, name, block.to_python(value) if block else value)
