"""Who may do what in the editor: two groups, kept in step with people's roles, and one workflow."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import Group, Permission
from django.db import transaction
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import (
    Collection,
    GroupApprovalTask,
    GroupCollectionPermission,
    GroupPagePermission,
    Page,
    Workflow,
    WorkflowPage,
    WorkflowTask,
)

from cms.models import BusinessProcess, GlossaryTerm
from lms.people.enums import Role
from lms.people.models import User
from lms.people.roles import forget_hats, hats_of

COORDINATORS = "Koordinator kurikulum"
AUTHORS = "Penulis kurikulum"
WORKFLOW = "Persetujuan koordinator"
PAGE_RIGHTS = {
    COORDINATORS: ("add_page", "change_page", "publish_page", "lock_page", "unlock_page"),
    AUTHORS: ("add_page", "change_page"),
}


@transaction.atomic
def build_editing(home: Page) -> None:
    """Make sure both groups have their rights from the home page down, and that pages go through the workflow.

    Coordinators publish and moderate; authors write and submit. Changes nothing that is there.
    """
    for name in (COORDINATORS, AUTHORS):
        group, _created = Group.objects.get_or_create(name=name)
        group.permissions.add(*_model_rights(name))
        for codename in PAGE_RIGHTS[name]:
            right = Permission.objects.get(codename=codename, content_type__app_label="wagtailcore")
            GroupPagePermission.objects.get_or_create(group=group, page=home, permission=right)
        for right in _library_rights():
            GroupCollectionPermission.objects.get_or_create(
                group=group, collection=Collection.get_first_root_node(), permission=right
            )
    _build_workflow(home)


def _model_rights(name: str) -> list[Permission]:
    actions = ("add", "change", "delete") if name == COORDINATORS else ("add", "change")
    codenames = [
        f"{action}_{model._meta.model_name}" for model in (GlossaryTerm, BusinessProcess) for action in actions
    ]
    rights = Permission.objects.filter(content_type__app_label="cms", codename__in=codenames)
    return [*rights, Permission.objects.get(content_type__app_label="wagtailadmin", codename="access_admin")]


def _library_rights() -> list[Permission]:
    codenames: list[str] = []
    for model in (get_image_model(), get_document_model()):
        codenames += [f"{action}_{model._meta.model_name}" for action in ("add", "change", "choose")]
    return list(Permission.objects.filter(codename__in=codenames))


def _build_workflow(home: Page) -> None:
    workflow, created = Workflow.objects.get_or_create(name=WORKFLOW)
    if created:
        task = GroupApprovalTask.objects.create(name=WORKFLOW)
        task.groups.add(Group.objects.get(name=COORDINATORS))
        WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
    WorkflowPage.objects.get_or_create(page=home, defaults={"workflow": workflow})


def sync_editor(*, user: User) -> None:
    """Put somebody into the editor's groups that the roles in force today give, and out of the others."""
    forget_hats(user)
    hats = hats_of(user)
    wanted = {
        COORDINATORS: user.is_active and hats.has(Role.ADMINISTRATOR, Role.COORDINATOR),
        AUTHORS: user.is_active and hats.has(Role.FACILITATOR),
    }
    for name, belongs in wanted.items():
        group, _created = Group.objects.get_or_create(name=name)
        change: Any = user.groups.add if belongs else user.groups.remove
        change(group)
